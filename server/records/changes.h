// How nouns are made and changed: one rule for every UpdateXRequest, driven by
// the annotations of the noun's fields, so that a new field of any type touches
// its proto alone.
//
//   request := { noun, update_mask, ... }
//
// `noun.id` names the record and `noun.etag`, when set, its state as the caller
// read it. `update_mask` names fields of the noun, each taken whole, or parts
// of one, such as "address.locality":
//
//   empty    the fields that the request's noun sets; the others stay
//   paths    these; what the request does not set is cleared
//   "*"      every field that can be changed, as with its paths
//
// Fields that are output_only, immutable, `id` and `etag` cannot be changed:
// naming one is refused. An immutable field that is sent as it is, as in a noun
// that was read and is sent back, is no change.
#ifndef COMPTOIR_SERVER_RECORDS_CHANGES_H_
#define COMPTOIR_SERVER_RECORDS_CHANGES_H_

#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"

namespace comptoir::records {

// INVALID_ARGUMENT, reason INVALID_FIELDS, with every field of `noun` that is
// `required_on_create` and not set; `path` is where the noun stands in the
// request.
absl::Status CheckRequired(const google::protobuf::Message& noun,
                           std::string_view path);

// What the caller may see of the noun.
enum class ContactData {
  kSeen,
  // "*" leaves a contact field as it is unless the request sets it: a copy
  // that was redacted clears nothing.
  kRedacted,
};

// Brings `noun` up to what `request` asks for. `request` has one message field
// of the noun's type and an `update_mask`. ABORTED, reason ETAG_MISMATCH, as
// CheckEtag of stamps.h; INVALID_ARGUMENT for a path that is no field which can
// be changed and for a required field that would be cleared.
absl::Status ApplyUpdate(const google::protobuf::Message& request,
                         google::protobuf::Message* noun,
                         ContactData contact_data = ContactData::kSeen);

// The fields that clients can change and that differ, in the proto's order.
google::protobuf::FieldMask ChangedFields(
    const google::protobuf::Message& before,
    const google::protobuf::Message& after);

}  // namespace comptoir::records

#endif  // COMPTOIR_SERVER_RECORDS_CHANGES_H_
