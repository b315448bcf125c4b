// The operation that verifies a merchant's stored data while it is served.
#ifndef COMPTOIR_SERVER_MERCHANTS_OPERATIONS_MERCHANT_VERIFICATION_H_
#define COMPTOIR_SERVER_MERCHANTS_OPERATIONS_MERCHANT_VERIFICATION_H_

#include <cstdint>

#include "server/operations/operation_kind.h"
#include "server/store/upkeep/checks.h"

namespace comptoir::merchants {

// Of operations with a v1::MerchantVerification as their result. Their units
// are rows; how many there are is not known before the end.
inline constexpr char kVerifyMerchant[] = "merchants.verify";
// Rows that one step looks at, with what they are held against: some ten
// milliseconds. See store/upkeep/merchant_verifier.h.
inline constexpr int64_t kVerifyRowsPerStep = 2000;

// `verified` is of all areas, which must outlive the operations.
operations::OperationKind VerifyMerchantKind(store::Verified verified);

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_OPERATIONS_MERCHANT_VERIFICATION_H_
