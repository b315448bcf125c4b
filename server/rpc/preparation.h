// What some methods need done before their transaction: to find out which
// merchant a public call is for, or work that is too slow for a lane.
//
// Runs after authentication, permission and validation, and before the answer
// to the request id is looked up: a repeated call is prepared again, so a
// preparation that writes must be idempotent by request id.
//
// A handler that finds that its data asks for something else than was prepared
// returns PrepareAgain(); preparation and handler then run once more.
#ifndef COMPTOIR_SERVER_RPC_PREPARATION_H_
#define COMPTOIR_SERVER_RPC_PREPARATION_H_

#include <any>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "server/rpc/call.h"

namespace comptoir::rpc {

// The call as it stands. What it refers to outlives the call of `done`.
struct PreparationInput {
  const Principal& caller;
  const google::protobuf::Message& request;
  absl::Time now;
  // The address of the client without its port, to limit guessing; may be
  // empty.
  std::string_view peer;
  // What the handler found to be missing: see PrepareAgain(). Empty at first.
  std::string_view missing;
};

struct Prepared {
  // Who the call acts as from here on. Its merchant owns the lane of the write
  // and its id is the actor, for the log and for the request id.
  Principal principal;
  // Given to the handler as Call::prepared(), by its type.
  std::any data;
};

// Must not wait: it may run on gRPC's threads. Calls `done` exactly once, now
// or, of a write, later, from any thread; an error is the answer to the call.
using PreparedCallback = std::function<void(absl::StatusOr<Prepared>)>;
using Preparation =
    std::function<void(const PreparationInput& input, PreparedCallback done)>;

// By full method name, as in
// "comptoir.merchants.v1.DeviceService/PairDevice". Areas add theirs in
// services.cc before the server starts.
using Preparations = std::map<std::string, Preparation, std::less<>>;

// How often a call is prepared at most.
inline constexpr int kPreparationsMax = 4;

// For a write's handler, and what it calls, to return: undoes the transaction
// and has the call prepared anew, for `missing`. Not for callers' eyes.
absl::Status PrepareAgain(std::string_view missing);

// What PrepareAgain() was given; nothing for another status.
std::optional<std::string> MissingIn(const absl::Status& status);

// The answer when kPreparationsMax were not enough, since what the call is
// about changes faster than it can be prepared: UNAVAILABLE, reason
// CHANGED_MEANWHILE.
absl::Status ChangedMeanwhile();

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_PREPARATION_H_
