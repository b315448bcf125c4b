// Where pairing codes arrive: finds the merchant of a public call.
#ifndef COMPTOIR_SERVER_MERCHANTS_PAIRING_PAIRING_DESK_H_
#define COMPTOIR_SERVER_MERCHANTS_PAIRING_PAIRING_DESK_H_

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "server/kv/kv.h"
#include "server/merchants/merchant_tables.h"
#include "server/merchants/pairing/guess_limiter.h"
#include "server/merchants/pairing/pairing_codes.h"
#include "server/rpc/preparation.h"

namespace comptoir::merchants {

// The call goes on as the code's subject, with no permission, in the code's
// merchant; the handler then uses the code up (pairing.h). Wrong codes are
// limited for all methods together.
//
// Thread-safe.
class PairingDesk {
 public:
  // `tables` must outlive it. Before the store starts.
  explicit PairingDesk(MerchantTables& tables) : codes_(tables) {}

  // Before the store starts.
  absl::Status Load(const kv::View& view) { return codes_.Load(view); }

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

  PairingCodes codes_;
  GuessLimiter limiter_;
};

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_PAIRING_PAIRING_DESK_H_
