// Writes that are not the transaction of a unary call: those of streams, and
// what must be durable before a call's own transaction begins.
#ifndef COMPTOIR_SERVER_RPC_WRITES_WRITE_AS_H_
#define COMPTOIR_SERVER_RPC_WRITES_WRITE_AS_H_

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/rpc/call.h"
#include "server/store/store.h"

namespace comptoir::rpc {

// Who writes what, and when.
struct WriteAs {
  // Its merchant owns the lane, its id is the actor.
  const Principal& principal;
  // Full method name, for the log entry.
  std::string_view method;
  // Read once, for the call and the transaction alike.
  absl::Time now;
  // See store::WriteContext; empty means none.
  std::string request_key = {};
  std::string request_hash = {};
};

// As a unary write's handler; runs in the lane, once or more.
using WriteAsBody =
    std::function<absl::Status(const Call& call, store::Transaction& txn)>;

// The context of a write as `as`, and the seed of a Call beside it: no id of
// the call is one of the transaction.
struct SeededContext {
  store::WriteContext context;
  std::string call_seed;
};
SeededContext ContextOf(WriteAs as);

// Runs `body` in the lane; `done` as for store::Store::Update.
void RunWrite(store::Store& store, WriteAs as, WriteAsBody body,
              store::Done done);

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_WRITES_WRITE_AS_H_
