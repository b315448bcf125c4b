// The operator's token: how an installation's first merchant gets in.
#ifndef COMPTOIR_SERVER_MERCHANTS_ACCESS_OPERATOR_TOKEN_H_
#define COMPTOIR_SERVER_MERCHANTS_ACCESS_OPERATOR_TOKEN_H_

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/merchants/merchant_tables.h"
#include "server/store/store.h"

namespace comptoir::merchants {

// Makes the token in `data_dir`/operator.token (mode 0600) the one that works,
// and writes a new one when the file is absent: deleting the file and starting
// again replaces a leaked token. Waits for the store; call it at start-up,
// after Store::Start.
absl::Status EnsureOperatorToken(store::Store& store,
                                 const MerchantTables& tables,
                                 const std::string& data_dir, absl::Time now);

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_ACCESS_OPERATOR_TOKEN_H_
