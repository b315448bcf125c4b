// Signing in and out at a till.
#ifndef COMPTOIR_SERVER_MERCHANTS_DEVICES_SESSION_SERVICE_H_
#define COMPTOIR_SERVER_MERCHANTS_DEVICES_SESSION_SERVICE_H_

#include "comptoir/merchants/v1/session_service.server.h"
#include "server/merchants/merchant_tables.h"

namespace comptoir::merchants {

// `tables` must outlive it.
class SessionService final : public v1::SessionServiceBase {
 public:
  explicit SessionService(const MerchantTables& tables) : tables_(tables) {}

  // The try is settled and call.prepared() is the hash of its passcode: see
  // PasscodeDesk::ForCreateSession.
  absl::StatusOr<v1::CreateSessionResponse> CreateSession(
      const Call& call, store::Transaction& txn,
      const v1::CreateSessionRequest& request) override;
  absl::StatusOr<v1::DeleteSessionResponse> DeleteSession(
      const Call& call, store::Transaction& txn,
      const v1::DeleteSessionRequest& request) override;
  absl::StatusOr<v1::GetCallerResponse> GetCaller(
      const Call& call, const store::Snapshot& snapshot,
      const v1::GetCallerRequest& request) override;

 private:
  // GRANT_EXCEEDS_CALLER when the session is of somebody who may do more.
  absl::Status RequireChargeOf(
      const Call& call, const store::Transaction& txn,
      const storage::v1::StoredCredential& session) const;

  const MerchantTables& tables_;
};

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_DEVICES_SESSION_SERVICE_H_
