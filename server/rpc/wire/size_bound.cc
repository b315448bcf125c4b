#include "server/rpc/wire/size_bound.h"

#include <algorithm>

#include "comptoir/annotations.pb.h"
#include "google/protobuf/field_mask.pb.h"
#include "server/rpc/rules/validation.h"

namespace comptoir::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// A tag and, of what has a length, that.
constexpr size_t kTagBytes = 5;
constexpr size_t kLengthBytes = 5;
constexpr size_t kNumberBytes = 10;
constexpr size_t kCodePointBytes = 4;
// An id has 26 letters or digits after its prefix, and so have the texts that
// the server makes.
constexpr size_t kMadeTextBytes = 64;
constexpr size_t kCurrencyBytes = 3;
constexpr size_t kFieldMaskBytes = 16 * 1024;

size_t Capped(size_t bytes) { return std::min(bytes, kMessageBytesMost); }

size_t TextBytes(const FieldRules& rules) {
  if (rules.output_only() || rules.format() == FORMAT_ID) {
    return kMadeTextBytes;
  }
  if (rules.format() == FORMAT_CURRENCY) return kCurrencyBytes;
  const size_t length =
      rules.max_length() > 0 ? rules.max_length() : kTextLengthMax;
  return length * kCodePointBytes;
}

size_t MessageBytes(const Descriptor* type, int depth);

size_t ValueBytes(const FieldDescriptor& field, const FieldRules& rules,
                  int depth) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (field.type() == FieldDescriptor::TYPE_BYTES) {
        return rules.max_length() > 0 ? rules.max_length() : kTextLengthMax;
      }
      return TextBytes(rules);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return MessageBytes(field.message_type(), depth + 1);
    default:
      return kNumberBytes;
  }
}

size_t MessageBytes(const Descriptor* type, int depth) {
  if (type == google::protobuf::FieldMask::descriptor()) return kFieldMaskBytes;
  if (depth > kDepthMax) return kMessageBytesMost;
  size_t bytes = 0;
  for (int i = 0; i < type->field_count() && bytes < kMessageBytesMost; ++i) {
    const FieldDescriptor& field = *type->field(i);
    const FieldRules& rules = field.options().GetExtension(comptoir::rules);
    size_t items = 1;
    if (field.is_repeated()) {
      items = rules.max_items() > 0 ? rules.max_items() : kItemsMax;
    }
    bytes +=
        items * (kTagBytes + kLengthBytes + ValueBytes(field, rules, depth));
  }
  return Capped(bytes);
}

}  // namespace

size_t SizeBound(const Descriptor* type) {
  return std::max(MessageBytes(type, 0), kMessageBytesLeast);
}

}  // namespace comptoir::rpc
