#include "server/merchants/credentials.h"

#include "server/base/digest.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/merchants/expiry.h"

namespace comptoir::merchants {

absl::StatusOr<IssuedCredential> IssueCredential(const Call& call,
                                                 store::Transaction& txn,
                                                 const MerchantTables& tables,
                                                 const NewCredential& wanted) {
  IssuedCredential issued;
  issued.token = FormatToken(wanted.kind, txn.merchant_id(), call.NewSecret());
  const std::string digest = Sha256(issued.token);
  issued.id = CredentialIdOf(digest);

  storage::v1::StoredCredential record;
  record.set_id(issued.id);
  record.set_kind(wanted.kind);
  record.set_token_digest(digest);
  record.set_subject_id(wanted.subject_id);
  record.set_device_id(wanted.device_id);
  record.set_sessions_ended(wanted.sessions_ended);
  record.set_location_id(wanted.location_id);
  *record.mutable_create_time() = ToTimestamp(txn.now());
  if (wanted.expire_time != absl::InfiniteFuture()) {
    *record.mutable_expire_time() = ToTimestamp(wanted.expire_time);
    ScheduleExpiry(txn, issued.id, wanted.expire_time);
  }
  RETURN_IF_ERROR(tables.credentials.Put(txn, record));
  return issued;
}

absl::Status RevokeCredential(store::Transaction& txn,
                              const MerchantTables& tables,
                              std::string_view credential_id) {
  if (credential_id.empty()) return absl::OkStatus();
  return tables.credentials.Delete(txn, credential_id).status();
}

}  // namespace comptoir::merchants
