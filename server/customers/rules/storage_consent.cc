#include "server/customers/rules/storage_consent.h"

#include "server/base/status.h"
#include "server/base/timestamps.h"

namespace comptoir::customers {

absl::Status RecordStorageConsent(const Call& call, bool has_consent,
                                  v1::Customer* customer) {
  customer->clear_storage_consent();
  const Principal& caller = call.principal();
  if (has_consent) {
    v1::StorageConsent& consent = *customer->mutable_storage_consent();
    *consent.mutable_create_time() = ToTimestamp(call.now());
    consent.set_actor_id(caller.id);
    consent.set_notice_sha256(caller.consent_notice_sha256);
    return absl::OkStatus();
  }
  if (!caller.needs_storage_consent) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "CONSENT_REQUIRED",
               "customers are stored once they have agreed: tell them the "
               "merchant's consent_notice, and set has_storage_consent when "
               "they agree",
               {{"field", "has_storage_consent"}});
}

}  // namespace comptoir::customers
