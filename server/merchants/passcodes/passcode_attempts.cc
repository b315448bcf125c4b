#include "server/merchants/passcodes/passcode_attempts.h"

#include <algorithm>
#include <string>

#include "comptoir/merchants/v1/team_member_events.pb.h"
#include "server/base/digest.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/base/waits/waits.h"

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

// When tries of the member are looked at again; the past when they are now.
absl::Time LockEndOfMember(const StoredPasscodeAttempts& row) {
  return row.has_locked_until_time() ? ToTime(row.locked_until_time())
                                     : absl::InfinitePast();
}

// The end of the hour that is counted; the past when none is.
absl::Time WindowEndOf(const StoredPasscodeAttempts& row) {
  return row.has_window_start_time()
             ? ToTime(row.window_start_time()) + kDeviceWindow
             : absl::InfinitePast();
}

absl::Status CheckLocks(const StoredPasscodeAttempts& member,
                        const StoredPasscodeAttempts& device, absl::Time now) {
  const absl::Time window_end = WindowEndOf(device);
  if (IsWaiting(window_end, kDeviceWindow, now) &&
      device.attempts() >= kDeviceAttemptsMax) {
    return PasscodeLocked(window_end - now);
  }
  const absl::Time lock_end = LockEndOfMember(member);
  return IsWaiting(lock_end, kMemberLockMax, now)
             ? PasscodeLocked(lock_end - now)
             : absl::OkStatus();
}

void ChargeDevice(absl::Time now, StoredPasscodeAttempts* row) {
  if (!IsWaiting(WindowEndOf(*row), kDeviceWindow, now)) {
    *row->mutable_window_start_time() = ToTimestamp(now);
    row->set_attempts(0);
  }
  row->set_attempts(row->attempts() + 1);
}

void ChargeMember(store::Transaction& txn, const PasscodeTry& attempt,
                  StoredPasscodeAttempts* row) {
  row->set_attempts(row->attempts() + 1);
  if (const absl::Duration lock = MemberLock(row->attempts());
      lock > absl::ZeroDuration()) {
    *row->mutable_locked_until_time() = ToTimestamp(attempt.now + lock);
  }
  if (row->attempts() != kMemberAttemptsMax) return;
  v1::PasscodeLocked event;
  event.set_team_member_id(std::string(attempt.member_id));
  event.set_device_id(std::string(attempt.device_id));
  txn.AppendEvent(event, {event.team_member_id(), event.device_id()});
}

}  // namespace

absl::Duration MemberLock(int attempts) {
  if (attempts < kMemberAttemptsMax) return absl::ZeroDuration();
  // Beyond this many doublings the longest lock is long reached.
  constexpr int kDoublingsMax = 16;
  const int doublings = std::min(attempts - kMemberAttemptsMax, kDoublingsMax);
  return std::min(kMemberLockMin * (1 << doublings), kMemberLockMax);
}

absl::StatusOr<Charge> ChargeAttempt(store::Transaction& txn,
                                     const MerchantTables& tables,
                                     const PasscodeTry& attempt) {
  ASSIGN_OR_RETURN(StoredPasscodeAttempts device,
                   Load(txn, tables, attempt.device_id));
  ASSIGN_OR_RETURN(StoredPasscodeAttempts member,
                   Load(txn, tables, attempt.member_id));
  RETURN_IF_ERROR(CheckLocks(member, device, attempt.now));
  if (!attempt.repeat_key.empty() &&
      EqualInConstantTime(member.last_wrong(), attempt.repeat_key)) {
    return Charge::kKnownWrong;
  }
  ChargeDevice(attempt.now, &device);
  ChargeMember(txn, attempt, &member);
  RETURN_IF_ERROR(tables.passcode_attempts.Put(txn, device));
  RETURN_IF_ERROR(tables.passcode_attempts.Put(txn, member));
  return Charge::kCharged;
}

absl::Status RememberWrong(store::Transaction& txn,
                           const MerchantTables& tables,
                           const PasscodeTry& attempt) {
  if (attempt.repeat_key.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(StoredPasscodeAttempts member,
                   Load(txn, tables, attempt.member_id));
  member.set_last_wrong(std::string(attempt.repeat_key));
  return tables.passcode_attempts.Put(txn, member);
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
