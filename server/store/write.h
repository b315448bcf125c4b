// One write: what it is run for, its body, and what became of it.
#ifndef COMPTOIR_SERVER_STORE_WRITE_H_
#define COMPTOIR_SERVER_STORE_WRITE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/store/transaction.h"

namespace comptoir::store {

// Who and what a transaction is run for: the log entry's facts.
struct WriteContext {
  std::string merchant_id;
  // The id of the member, API key, device or reader that acts; "system" for
  // jobs.
  std::string actor;
  // Full method name, such as "comptoir.customers.v1.CustomerService/Create…".
  std::string method;
  // The time that the transaction sees and its log entry carries.
  absl::Time time;
  // A write repeated under its request id gets the first answer again.
  // `request_key` names (actor, request id) in 16 bytes, or is empty for a
  // write without one; `request_hash` is a digest of (method, request).
  std::string request_key;
  std::string request_hash;
  // What the ids that the transaction makes follow from: 16 random bytes.
  // Empty: the store draws them.
  std::string seed;
};

// Of what the server does by itself; `method` says what.
inline WriteContext SystemContext(std::string merchant_id, std::string method,
                                  absl::Time time) {
  return {.merchant_id = std::move(merchant_id),
          .actor = "system",
          .method = std::move(method),
          .time = time};
}

// What became of a write.
//
// Errors besides those of the body: ALREADY_EXISTS, reason REQUEST_ID_REUSED;
// INVALID_ARGUMENT, reason TRANSACTION_TOO_LARGE (kv.h has the limits);
// RESOURCE_EXHAUSTED, reason LANE_FULL; UNAVAILABLE, reasons
// - STOPPING;
// - STORAGE_FAILED: the engine failed; nothing of this write is in it;
// - OUTCOME_UNKNOWN: the engine failed, and this write, or one before it with
//   the same request key, may be in it. Sent again under that key to a store
//   that was opened anew, it gets its first answer if it is, else it runs;
// - FENCED: another store has the database; nothing of this write is in it.
struct WriteResult {
  absl::Status status;
  // True when the request id had been answered before: the body did not run
  // and `response` holds the first answer.
  bool replayed = false;
  std::string response;
  // Of the log entry; 0 when the transaction failed or had nothing to write.
  uint64_t revision = 0;
};

// The body of a transaction. May run more than once: it must depend on nothing
// but the transaction. On OK fills `response`, which is kept with the request
// key, when there is one.
using Body =
    std::function<absl::Status(Transaction& txn, std::string* response)>;
using Done = std::function<void(WriteResult)>;

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_WRITE_H_
