// Rules that every record of the merchants area follows.
#ifndef COMPTOIR_SERVER_RECORDS_RECORD_RULES_H_
#define COMPTOIR_SERVER_RECORDS_RECORD_RULES_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/field_mask.pb.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/rpc/call.h"
#include "server/store/table.h"
#include "server/store/transaction.h"

namespace comptoir::records {

// Adds a violation when a text that must not be empty is.
void RequireText(std::string_view field, std::string_view text,
                 FieldViolations* violations);

// Sets etag and update time of a record that is about to be put.
template <typename Noun>
void StampChange(const Call& call, const store::Transaction& txn, Noun* noun) {
  noun->set_etag(std::to_string(txn.revision()));
  *noun->mutable_update_time() = ToTimestamp(call.now());
}

// StampChange, and the create time.
template <typename Noun>
void StampCreation(const Call& call, const store::Transaction& txn,
                   Noun* noun) {
  StampChange(call, txn, noun);
  *noun->mutable_create_time() = ToTimestamp(call.now());
}

// EtagMismatch unless `wanted` is empty or the record's etag.
template <typename Noun>
absl::Status CheckEtag(std::string_view kind, std::string_view wanted,
                       const Noun& noun) {
  if (wanted.empty() || wanted == noun.etag()) return absl::OkStatus();
  return EtagMismatch(kind, noun.id());
}

// Whether `mask` names `field`.
bool Names(const google::protobuf::FieldMask& mask, std::string_view field);

// INVALID_ARGUMENT when `mask` is empty or names anything but `fields`.
absl::Status CheckMask(const google::protobuf::FieldMask& mask,
                       std::initializer_list<std::string_view> fields);

// RESOURCE_EXHAUSTED with `reason` when the table already holds `max` records
// of the merchant. Walks up to that many keys: for tables that stay small.
absl::Status RequireRoom(const store::Transaction& txn,
                         const store::TableBase& table, int max,
                         std::string_view reason);

}  // namespace comptoir::records

#endif  // COMPTOIR_SERVER_RECORDS_RECORD_RULES_H_
