#include "server/merchants/pairing/pairing_desk.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/merchants/pairing/pairing.h"

namespace comptoir::merchants {

absl::StatusOr<rpc::Prepared> PairingDesk::Find(
    std::string_view code, std::string_view subject_prefix,
    const rpc::PreparationInput& input) {
  const std::optional<uint32_t> beginning = PairingCodeBeginning(code);
  if (!beginning) return PairingCodeInvalid();
  RETURN_IF_ERROR(limiter_.Admit(*beginning, input.now));
  const auto owner = codes_.Find(PairingCodeId(code));
  if (!owner || PrefixOf(owner->subject_id) != subject_prefix) {
    return PairingCodeInvalid();
  }
  limiter_.TakeBack(*beginning);
  // Used and expired codes come this far: their calls may be repetitions,
  // whose first answer is kept. The handler refuses the others.
  Principal principal;
  principal.merchant_id = owner->merchant_id;
  principal.id = owner->subject_id;
  return rpc::Prepared{.principal = std::move(principal)};
}

}  // namespace comptoir::merchants
