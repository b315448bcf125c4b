// What batches of customers need done before their transaction.
#ifndef COMPTOIR_SERVER_CUSTOMERS_WRITES_BATCH_PREPARATIONS_H_
#define COMPTOIR_SERVER_CUSTOMERS_WRITES_BATCH_PREPARATIONS_H_

#include "server/rpc/preparation.h"

namespace comptoir::customers {

// The methods that change many customers at once: BatchItems of their requests.
void AddBatchPreparations(rpc::Preparations* preparations);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_WRITES_BATCH_PREPARATIONS_H_
