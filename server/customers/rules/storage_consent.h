// Whether somebody may be stored: what a creation says of it.
#ifndef COMPTOIR_SERVER_CUSTOMERS_RULES_STORAGE_CONSENT_H_
#define COMPTOIR_SERVER_CUSTOMERS_RULES_STORAGE_CONSENT_H_

#include "absl/status/status.h"
#include "comptoir/customers/v1/customer.pb.h"
#include "server/rpc/call.h"

namespace comptoir::customers {

// Records in `customer`, who is about to be created, that they agreed, when
// they did. FAILED_PRECONDITION, reason CONSENT_REQUIRED, when they did not and
// the merchant asks for it.
absl::Status RecordStorageConsent(const Call& call, bool has_consent,
                                  v1::Customer* customer);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_RULES_STORAGE_CONSENT_H_
