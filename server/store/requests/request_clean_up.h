// Forgets the answers to old request ids.
//
// One job per merchant walks the log behind the newest entries and deletes the
// request rows of those that are old enough, so that no write pays for a job
// of its own. While a merchant has request rows, its job is in the queue, or
// set aside because it fails; when it is dropped there, another one begins.
#ifndef COMPTOIR_SERVER_STORE_REQUESTS_REQUEST_CLEAN_UP_H_
#define COMPTOIR_SERVER_STORE_REQUESTS_REQUEST_CLEAN_UP_H_

#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/store/jobs/job.h"
#include "server/store/transaction.h"

namespace comptoir::store {

// The kind of the job.
inline constexpr std::string_view kRequestCleanUp = "request_clean_up";
// The method of the log entries that it writes.
inline constexpr std::string_view kRequestCleanUpMethod =
    "job/request_clean_up";

// Puts the merchant's job in the queue unless it is there: to be called by a
// transaction that stores a request row.
absl::Status ScheduleRequestCleanUp(Transaction& txn, absl::Duration retention);

// Runs the job: a step for some hundred log entries.
JobKind RequestCleanUpSteps(absl::Duration retention);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_REQUESTS_REQUEST_CLEAN_UP_H_
