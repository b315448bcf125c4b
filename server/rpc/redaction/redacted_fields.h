// Where a message says which of its fields were left out.
#ifndef COMPTOIR_SERVER_RPC_REDACTION_REDACTED_FIELDS_H_
#define COMPTOIR_SERVER_RPC_REDACTION_REDACTED_FIELDS_H_

#include "google/protobuf/descriptor.h"
#include "google/protobuf/field_mask.pb.h"

namespace comptoir::rpc {

// The field mask `redacted_fields` of a type; null when it has none.
inline const google::protobuf::FieldDescriptor* RedactedFieldsOf(
    const google::protobuf::Descriptor* type) {
  const auto* field = type->FindFieldByName("redacted_fields");
  const bool is_mask =
      field != nullptr && !field->is_repeated() &&
      field->message_type() == google::protobuf::FieldMask::descriptor();
  return is_mask ? field : nullptr;
}

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_REDACTION_REDACTED_FIELDS_H_
