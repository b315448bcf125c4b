#include "server/merchants/passcodes/passcode_attempts.h"

#include <algorithm>
#include <string>

#include "comptoir/merchants/v1/team_member_events.pb.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"

namespace comptoir::merchants {
namespace {

using storage::v1::StoredPasscodeAttempts;

absl::Status PasscodeLocked(absl::Duration delay) {
  return WithRetryDelay(
      Error(absl::StatusCode::kResourceExhausted, "PASSCODE_LOCKED",
            "too many wrong passcodes: wait before the next try"),
      delay);
}

absl::StatusOr<StoredPasscodeAttempts> Load(const store::Transaction& txn,
                                            const MerchantTables& tables,
                                            std::string_view subject_id) {
  const std::string id = WithPrefix("try", subject_id);
  ASSIGN_OR_RETURN(auto found,
                   tables.passcode_attempts.Find(txn, txn.merchant_id(), id));
  if (found) return *std::move(found);
  StoredPasscodeAttempts fresh;
  fresh.set_id(id);
  return fresh;
}

absl::Status ChargeMember(store::Transaction& txn, const MerchantTables& tables,
                          const PasscodeTry& attempt) {
  ASSIGN_OR_RETURN(StoredPasscodeAttempts row,
                   Load(txn, tables, attempt.member_id));
  if (row.has_locked_until_time()) {
    const absl::Time until = ToTime(row.locked_until_time());
    if (attempt.now < until) return PasscodeLocked(until - attempt.now);
  }
  row.set_attempts(row.attempts() + 1);
  if (const absl::Duration lock = MemberLock(row.attempts());
      lock > absl::ZeroDuration()) {
    *row.mutable_locked_until_time() = ToTimestamp(attempt.now + lock);
  }
  if (row.attempts() == kMemberAttemptsMax) {
    v1::PasscodeLocked event;
    event.set_team_member_id(std::string(attempt.member_id));
    event.set_device_id(std::string(attempt.device_id));
    txn.AppendEvent(event, {event.team_member_id(), event.device_id()});
  }
  return tables.passcode_attempts.Put(txn, row);
}

absl::Status ChargeDevice(store::Transaction& txn, const MerchantTables& tables,
                          const PasscodeTry& attempt) {
  ASSIGN_OR_RETURN(StoredPasscodeAttempts row,
                   Load(txn, tables, attempt.device_id));
  const absl::Time window_end =
      row.has_window_start_time()
          ? ToTime(row.window_start_time()) + kDeviceWindow
          : absl::InfinitePast();
  if (attempt.now >= window_end) {
    *row.mutable_window_start_time() = ToTimestamp(attempt.now);
    row.set_attempts(0);
  } else if (row.attempts() >= kDeviceAttemptsMax) {
    return PasscodeLocked(window_end - attempt.now);
  }
  row.set_attempts(row.attempts() + 1);
  return tables.passcode_attempts.Put(txn, row);
}

}  // namespace

absl::Duration MemberLock(int attempts) {
  if (attempts < kMemberAttemptsMax) return absl::ZeroDuration();
  // Beyond this many doublings the longest lock is long reached.
  constexpr int kDoublingsMax = 16;
  const int doublings = std::min(attempts - kMemberAttemptsMax, kDoublingsMax);
  return std::min(kMemberLockMin * (1 << doublings), kMemberLockMax);
}

absl::Status ChargeAttempt(store::Transaction& txn,
                           const MerchantTables& tables,
                           const PasscodeTry& attempt) {
  RETURN_IF_ERROR(ChargeDevice(txn, tables, attempt));
  return ChargeMember(txn, tables, attempt);
}

absl::Status TakeBackAttempt(store::Transaction& txn,
                             const MerchantTables& tables,
                             const PasscodeTry& attempt) {
  ASSIGN_OR_RETURN(StoredPasscodeAttempts row,
                   Load(txn, tables, attempt.device_id));
  row.set_attempts(std::max(0, row.attempts() - 1));
  RETURN_IF_ERROR(tables.passcode_attempts.Put(txn, row));
  return ForgetAttempts(txn, tables, attempt.member_id);
}

absl::Status ForgetAttempts(store::Transaction& txn,
                            const MerchantTables& tables,
                            std::string_view member_id) {
  return tables.passcode_attempts.Delete(txn, WithPrefix("try", member_id))
      .status();
}

}  // namespace comptoir::merchants
