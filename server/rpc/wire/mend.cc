#include "server/rpc/wire/mend.h"

#include "comptoir/annotations.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/unknown_field_set.h"
#include "server/values/text.h"

namespace comptoir::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::UnknownField;
using google::protobuf::UnknownFieldSet;

std::string Mended(const std::string& bytes, const Descriptor& type,
                   bool is_reported, int depth);

// What the field holds, or nothing when that is reported and not what its type
// says.
void MendField(const FieldDescriptor& field, bool is_reported, int depth,
               std::string* bytes) {
  is_reported |= field.options().GetExtension(rules).as_reported();
  if (field.type() == FieldDescriptor::TYPE_STRING) {
    if (is_reported && !IsValidUtf8(*bytes)) bytes->clear();
  } else if (field.type() == FieldDescriptor::TYPE_MESSAGE) {
    *bytes = Mended(*bytes, *field.message_type(), is_reported, depth);
  }
}

// Groups, which no message of ours has, are left out: they nest without end.
std::string Mended(const std::string& bytes, const Descriptor& type,
                   bool is_reported, int depth) {
  UnknownFieldSet fields;
  if (depth >= kMendDepthMax || !fields.ParseFromString(bytes)) {
    return is_reported ? "" : bytes;
  }
  UnknownFieldSet mended;
  for (int i = 0; i < fields.field_count(); ++i) {
    UnknownField* field = fields.mutable_field(i);
    const FieldDescriptor* known = type.FindFieldByNumber(field->number());
    if (known == nullptr || field->type() == UnknownField::TYPE_GROUP) continue;
    if (field->type() == UnknownField::TYPE_LENGTH_DELIMITED) {
      MendField(*known, is_reported, depth + 1,
                field->mutable_length_delimited());
    }
    mended.AddField(*field);
  }
  std::string text;
  mended.SerializeToString(&text);
  return text;
}

}  // namespace

bool ParseMended(const std::string& bytes, google::protobuf::Message& message) {
  return message.ParseFromString(Mended(bytes, *message.GetDescriptor(),
                                        /*is_reported=*/false, 0));
}

}  // namespace comptoir::rpc
