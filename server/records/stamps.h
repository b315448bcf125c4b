// What every stored noun carries: an etag and the times of its creation and of
// its last change.
#ifndef COMPTOIR_SERVER_RECORDS_STAMPS_H_
#define COMPTOIR_SERVER_RECORDS_STAMPS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "server/base/timestamps.h"
#include "server/store/transaction.h"

namespace comptoir::records {

// The etag of a record that `txn` writes. A transaction changes a record once
// at most, so its revision tells the record's states apart.
std::string EtagOf(const store::Transaction& txn);

// ABORTED, reason ETAG_MISMATCH, metadata `etag`: the current one. The record
// changed since it was read.
absl::Status EtagMismatch(std::string_view kind, std::string_view id,
                          std::string_view current);

// EtagMismatch unless `wanted` is empty or the noun's etag.
template <typename Noun>
absl::Status CheckEtag(std::string_view kind, std::string_view wanted,
                       const Noun& noun) {
  if (wanted.empty() || wanted == noun.etag()) return absl::OkStatus();
  return EtagMismatch(kind, noun.id(), noun.etag());
}

// Sets etag and update time of a noun that is about to be put.
template <typename Noun>
void StampChange(const store::Transaction& txn, Noun* noun) {
  noun->set_etag(EtagOf(txn));
  *noun->mutable_update_time() = ToTimestamp(txn.now());
}

// StampChange, and the create time.
template <typename Noun>
void StampCreation(const store::Transaction& txn, Noun* noun) {
  StampChange(txn, noun);
  *noun->mutable_create_time() = ToTimestamp(txn.now());
}

}  // namespace comptoir::records

#endif  // COMPTOIR_SERVER_RECORDS_STAMPS_H_
