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
//
// Changing is no way of seeing (sight.h). Contact data that is there is changed
// by who may see it alone: else a guess would be confirmed when it changes
// nothing, and destroy what it guesses at when it is wrong. And what a blind
// caller changes has changed, also when it is as it was before.
#ifndef COMPTOIR_SERVER_RECORDS_CHANGES_H_
#define COMPTOIR_SERVER_RECORDS_CHANGES_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"
#include "server/records/sight.h"
#include "server/rpc/call.h"

namespace comptoir::records {

// INVALID_ARGUMENT, reason INVALID_FIELDS, with every field of `noun` that is
// `required_on_create` and not set; `path` is where the noun stands in the
// request.
absl::Status CheckRequired(const google::protobuf::Message& noun,
                           std::string_view path);

// Brings `noun` up to what `request` asks for. `request` has one message field
// of the noun's type and an `update_mask`. With "*", a contact field that the
// caller may not see and does not set stays as it is: a copy that was redacted
// clears nothing. Errors: ABORTED, reason ETAG_MISMATCH, as CheckEtag of
// stamps.h; INVALID_ARGUMENT for a path that is no field which can be changed
// and for a required field that would be cleared; PERMISSION_DENIED for contact
// data that is there and may not be seen.
absl::Status ApplyUpdate(const google::protobuf::Message& request,
                         google::protobuf::Message* noun, Sight sight);
// As what the caller may see.
absl::Status ApplyUpdate(const Call& call,
                         const google::protobuf::Message& request,
                         google::protobuf::Message* noun);

// Whether an update left a noun as it was, and its etag may stay: never for who
// does not see it, to whom an etag that stays would confirm a guess.
bool IsNoChange(Sight sight, const google::protobuf::Message& before,
                const google::protobuf::Message& after);
bool IsNoChange(const Call& call, const google::protobuf::Message& before,
                const google::protobuf::Message& after);

// The fields of a noun that clients can change, in the proto's order.
const std::vector<const google::protobuf::FieldDescriptor*>& ChangeableFields(
    const google::protobuf::Descriptor* noun);

// Whether two messages of one type differ in a field.
bool Differs(const google::protobuf::Message& before,
             const google::protobuf::Message& after,
             const google::protobuf::FieldDescriptor* field);

// The fields that clients can change and that differ, in the proto's order.
google::protobuf::FieldMask ChangedFields(
    const google::protobuf::Message& before,
    const google::protobuf::Message& after);

}  // namespace comptoir::records

#endif  // COMPTOIR_SERVER_RECORDS_CHANGES_H_
