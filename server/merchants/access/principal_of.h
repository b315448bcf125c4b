// What a token stands for, according to the data.
#ifndef COMPTOIR_SERVER_MERCHANTS_ACCESS_PRINCIPAL_OF_H_
#define COMPTOIR_SERVER_MERCHANTS_ACCESS_PRINCIPAL_OF_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "server/merchants/merchant_tables.h"
#include "server/merchants/token.h"
#include "server/rpc/call.h"
#include "server/store/transaction.h"

namespace comptoir::merchants {

// The actor of what the operator does.
inline constexpr std::string_view kOperatorActor = "operator";

// The principal of the token with this claim and SHA-256. TOKEN_INVALID when
// there is no such credential in the claimed merchant's key space, or when its
// subject was revoked. Expiry is not looked at: see Principal::expire_time.
absl::StatusOr<Principal> PrincipalOf(const store::Snapshot& snapshot,
                                      const MerchantTables& tables,
                                      const TokenClaim& claim,
                                      std::string_view token_digest);

// What a team member may do, whatever the way in.
absl::StatusOr<Permissions> PermissionsOfMember(const store::Snapshot& snapshot,
                                                const MerchantTables& tables,
                                                std::string_view merchant_id,
                                                const v1::TeamMember& member);

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_ACCESS_PRINCIPAL_OF_H_
