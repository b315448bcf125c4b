// Counting passcodes tried, so that four digits are not guessed.
//
// A try is charged, durably, before its passcode is looked at: a crash in
// between gives no free guess. The right passcode takes the charge back.
//
//   member: 5 tries are free; the fifth locks them for 30 s, each further one
//           for twice as long, at most 15 minutes
//   device: 30 wrong tries in an hour, then locked until the hour is over
#ifndef COMPTOIR_SERVER_MERCHANTS_PASSCODES_PASSCODE_ATTEMPTS_H_
#define COMPTOIR_SERVER_MERCHANTS_PASSCODES_PASSCODE_ATTEMPTS_H_

#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/merchants/merchant_tables.h"
#include "server/store/transaction.h"

namespace comptoir::merchants {

inline constexpr int kMemberAttemptsMax = 5;
inline constexpr absl::Duration kMemberLockMin = absl::Seconds(30);
inline constexpr absl::Duration kMemberLockMax = absl::Minutes(15);
inline constexpr int kDeviceAttemptsMax = 30;
inline constexpr absl::Duration kDeviceWindow = absl::Hours(1);

// How long a member is locked once they have `attempts` tries behind them.
absl::Duration MemberLock(int attempts);

// Who tries to sign in, and on which till. Members that do not exist are
// counted like others: the answer must not tell them apart.
struct PasscodeTry {
  std::string_view member_id;
  std::string_view device_id;
  absl::Time now;
  // Tells calls apart that were sent again: a keyed digest of the passcode and
  // the call's request id. Empty for a call without one.
  std::string_view repeat_key = {};
};

enum class Charge {
  // One more try. Whether it is right is to be seen.
  kCharged,
  // The last try, which was wrong, sent again: it says nothing new, and counts
  // no second time.
  kKnownWrong,
};

// Counts one more try, whatever its request id. RESOURCE_EXHAUSTED, reason
// PASSCODE_LOCKED, with a retry delay, when the member or the device is locked:
// nothing is compared then.
absl::StatusOr<Charge> ChargeAttempt(store::Transaction& txn,
                                     const MerchantTables& tables,
                                     const PasscodeTry& attempt);

// The charged try was wrong: keeps its repeat key.
absl::Status RememberWrong(store::Transaction& txn,
                           const MerchantTables& tables,
                           const PasscodeTry& attempt);

// The charged try was right.
absl::Status TakeBackAttempt(store::Transaction& txn,
                             const MerchantTables& tables,
                             const PasscodeTry& attempt);

// Lifts a member's lock.
absl::Status ForgetAttempts(store::Transaction& txn,
                            const MerchantTables& tables,
                            std::string_view member_id);

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_PASSCODES_PASSCODE_ATTEMPTS_H_
