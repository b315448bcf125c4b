// Figures of a store, for operators.
#ifndef COMPTOIR_SERVER_STORE_STORE_STATS_H_
#define COMPTOIR_SERVER_STORE_STORE_STATS_H_

#include <cstdint>

namespace comptoir::store {

// Since the store was opened.
struct StoreStats {
  // Transactions that ran, also those that failed.
  uint64_t transactions = 0;
  // Groups that they ran in, each one commit.
  uint64_t groups = 0;
  // Jobs whose steps failed too often; most are set aside.
  uint64_t jobs_given_up = 0;
  // Waiting in the lanes now.
  int64_t waiting = 0;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_STORE_STATS_H_
