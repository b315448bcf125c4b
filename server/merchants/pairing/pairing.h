// Pairing codes: what a person types in on a till or a reader's daemon to give
// it its token.
//
//   code := 12 characters of Crockford's base 32, upper case: 60 random bits,
//           shown as XXXX-XXXX-XXXX; of 8 characters before ADR 0097
//
// A code works once, until it expires, and only its SHA-256 is stored. Guessing
// the rest of one that was seen in part is slowed down where codes arrive
// (pairing_desk.h).
#ifndef COMPTOIR_SERVER_MERCHANTS_PAIRING_PAIRING_H_
#define COMPTOIR_SERVER_MERCHANTS_PAIRING_PAIRING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"
#include "server/merchants/merchant_tables.h"
#include "server/rpc/call.h"
#include "server/store/transaction.h"

namespace comptoir::merchants {

inline constexpr absl::Duration kPairingLifetime = absl::Minutes(10);
inline constexpr absl::Duration kPairingLifetimeMin = absl::Minutes(1);
inline constexpr absl::Duration kPairingLifetimeMax = absl::Hours(24 * 90);

// The lifetime that a request asks for; `requested` is null when it asks for
// none. INVALID_ARGUMENT, naming `field`, outside the limits.
absl::StatusOr<absl::Duration> PairingLifetime(
    std::string_view field, const google::protobuf::Duration* requested);

struct IssuedPairingCode {
  // As shown to people; for the answer of this call, and nowhere else.
  std::string code;
  // "pair_..."; kept with the subject, to void the code later.
  std::string id;
  absl::Time expire_time;
};

// Makes a code that pairs `subject_id`, a device or a reader. Who makes one can
// use it, and be what it pairs for good: GRANT_OUTLIVES_CALLER as
// RequireLasting() of access/role_rules.h.
absl::StatusOr<IssuedPairingCode> IssuePairingCode(const Call& call,
                                                   store::Transaction& txn,
                                                   const MerchantTables& tables,
                                                   std::string_view subject_id,
                                                   absl::Duration lifetime);

// Uses a code up. Returns the id of what it pairs, whose prefix is
// `subject_prefix`; PairingCodeInvalid() otherwise.
absl::StatusOr<std::string> UsePairingCode(const Call& call,
                                           store::Transaction& txn,
                                           const MerchantTables& tables,
                                           std::string_view code,
                                           std::string_view subject_prefix);

// Nothing happens when `pairing_code_id` is empty or already void.
absl::Status RevokePairingCode(store::Transaction& txn,
                               const MerchantTables& tables,
                               std::string_view pairing_code_id);

// UNAUTHENTICATED, reason PAIRING_CODE_INVALID: unknown, used or expired.
absl::Status PairingCodeInvalid();

// "pair_..." of a code as it was typed: any case, spaces and dashes.
std::string PairingCodeId(std::string_view typed);

// How a typed code begins, as 20 bits: its first four characters. nullopt when
// it begins as no code does.
std::optional<uint32_t> PairingCodeBeginning(std::string_view typed);

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_PAIRING_PAIRING_H_
