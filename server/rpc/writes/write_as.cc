#include "server/rpc/writes/write_as.h"

#include <memory>
#include <utility>

#include "server/base/ids.h"

namespace comptoir::rpc {

SeededContext ContextOf(WriteAs as) {
  std::string seeds = RandomBytes(2 * kIdSeedBytes);
  return {.context = {.merchant_id = as.principal.merchant_id,
                      .actor = as.principal.id,
                      .method = std::string(as.method),
                      .time = as.now,
                      .request_key = std::move(as.request_key),
                      .request_hash = std::move(as.request_hash),
                      .seed = seeds.substr(kIdSeedBytes)},
          .call_seed = seeds.substr(0, kIdSeedBytes)};
}

void RunWrite(store::Store& store, WriteAs as, WriteAsBody body,
              store::Done done) {
  const Principal& principal = as.principal;
  const absl::Time now = as.now;
  SeededContext seeded = ContextOf(std::move(as));
  // Shared, since functions are copied.
  auto call = std::make_shared<const Call>(principal, now, seeded.call_seed);
  store.Update(
      std::move(seeded.context),
      [call = std::move(call), body = std::move(body)](store::Transaction& txn,
                                                       std::string*) {
        call->Rerun();
        return body(*call, txn);
      },
      std::move(done));
}

}  // namespace comptoir::rpc
