// Where pairing codes arrive: finds the merchant of a public call.
#ifndef COMPTOIR_SERVER_MERCHANTS_PAIRING_PAIRING_DESK_H_
#define COMPTOIR_SERVER_MERCHANTS_PAIRING_PAIRING_DESK_H_

#include <string>
#include <string_view>
#include <utility>

#include "server/merchants/access/guess_limiter.h"
#include "server/rpc/preparation.h"
#include "server/store/store.h"

namespace comptoir::merchants {

// The call goes on as the code's subject, with no permission, in the code's
// merchant; the handler then uses the code up (pairing.h). Wrong codes are
// limited for all methods together.
//
// Thread-safe. `store` must outlive it, and it the server.
class PairingDesk {
 public:
  explicit PairingDesk(const store::Store& store,
                       GuessLimiter::Limits limits = {})
      : store_(store), limiter_(limits) {}

  // For a method whose request is a `Request` with a `pairing_code`, which
  // pairs what has ids of `subject_prefix`.
  template <typename Request>
  rpc::Preparation PreparationFor(std::string subject_prefix) {
    return [this, prefix = std::move(subject_prefix)](
               const rpc::PreparationInput& input, rpc::PreparedCallback done) {
      done(Find(static_cast<const Request&>(input.request).pairing_code(),
                prefix, input));
    };
  }

 private:
  absl::StatusOr<rpc::Prepared> Find(std::string_view code,
                                     std::string_view subject_prefix,
                                     const rpc::PreparationInput& input);

  const store::Store& store_;
  GuessLimiter limiter_;
};

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_PAIRING_PAIRING_DESK_H_
