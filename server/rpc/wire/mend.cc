#include "server/rpc/wire/mend.h"

#include "google/protobuf/descriptor.h"
#include "google/protobuf/unknown_field_set.h"
#include "server/values/text.h"

namespace comptoir::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::UnknownField;
using google::protobuf::UnknownFieldSet;

std::string Mended(const std::string& bytes, const Descriptor& type, int depth);

// What the field holds, or nothing when that is not what its type says.
void MendField(const FieldDescriptor& field, int depth, std::string* bytes) {
  if (field.type() == FieldDescriptor::TYPE_STRING) {
    if (!IsValidUtf8(*bytes)) bytes->clear();
  } else if (field.type() == FieldDescriptor::TYPE_MESSAGE) {
    *bytes = Mended(*bytes, *field.message_type(), depth);
  }
}

// Groups, which no message of ours has, are left out: they nest without end.
std::string Mended(const std::string& bytes, const Descriptor& type,
                   int depth) {
  UnknownFieldSet fields;
  if (depth >= kMendDepthMax || !fields.ParseFromString(bytes)) return "";
  UnknownFieldSet mended;
  for (int i = 0; i < fields.field_count(); ++i) {
    UnknownField* field = fields.mutable_field(i);
    const FieldDescriptor* known = type.FindFieldByNumber(field->number());
    if (known == nullptr || field->type() == UnknownField::TYPE_GROUP) continue;
    if (field->type() == UnknownField::TYPE_LENGTH_DELIMITED) {
      MendField(*known, depth + 1, field->mutable_length_delimited());
    }
    mended.AddField(*field);
  }
  std::string text;
  mended.SerializeToString(&text);
  return text;
}

}  // namespace

bool ParseMended(const std::string& bytes, google::protobuf::Message& message) {
  UnknownFieldSet fields;
  if (!fields.ParseFromString(bytes)) return false;
  return message.ParseFromString(Mended(bytes, *message.GetDescriptor(), 0));
}

}  // namespace comptoir::rpc
