// Making and voiding tokens.
#ifndef COMPTOIR_SERVER_MERCHANTS_CREDENTIALS_H_
#define COMPTOIR_SERVER_MERCHANTS_CREDENTIALS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/merchants/merchant_tables.h"
#include "server/merchants/token.h"
#include "server/rpc/call.h"
#include "server/store/transaction.h"

namespace comptoir::merchants {

// Whom a token is for. What its holder may do follows from the subject's
// record, or for a reader from its kind.
struct NewCredential {
  CredentialKind kind;
  std::string subject_id;
  // Sessions: the device, and the member's `sessions_ended`.
  std::string device_id;
  int64_t sessions_ended = 0;
  // Readers: where they stand.
  std::string location_id;
  absl::Time expire_time = absl::InfiniteFuture();
};

struct IssuedCredential {
  // For the answer of this call, and nowhere else.
  std::string token;
  // "cred_..."; kept with the subject, to void the token later.
  std::string id;
};

// Makes a token of the transaction's merchant and stores its digest.
absl::StatusOr<IssuedCredential> IssueCredential(const Call& call,
                                                 store::Transaction& txn,
                                                 const MerchantTables& tables,
                                                 const NewCredential& wanted);

// Voids a token: it is refused from the moment that the transaction commits.
// Nothing happens when `credential_id` is empty or already void.
absl::Status RevokeCredential(store::Transaction& txn,
                              const MerchantTables& tables,
                              std::string_view credential_id);

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_CREDENTIALS_H_
