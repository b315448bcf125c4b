#include "server/merchants/pairing/pairing.h"

#include "server/base/digest.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/merchants/access/role_rules.h"
#include "server/merchants/expiry.h"

namespace comptoir::merchants {
namespace {

using storage::v1::StoredPairingCode;

constexpr size_t kCodeLength = 12;
// Characters of a group, as a code is shown; one group is how it begins.
constexpr size_t kGroupLength = 4;
constexpr int kBitsOfCharacter = 5;
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

std::string CodeOf(std::string_view random) {
  std::string code;
  for (size_t i = 0; i < kCodeLength; ++i) {
    code.push_back(kAlphabet[static_cast<unsigned char>(random[i]) % 32]);
  }
  return code;
}

// As people type it: any case, spaces and dashes, and letters that look like
// digits.
std::string Normalized(std::string_view typed) {
  std::string code;
  for (char c : typed) {
    if (c == ' ' || c == '-') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    code.push_back(c);
  }
  return code;
}

std::string Shown(std::string_view code) {
  std::string shown;
  for (size_t i = 0; i < code.size(); ++i) {
    if (i > 0 && i % kGroupLength == 0) shown.push_back('-');
    shown.push_back(code[i]);
  }
  return shown;
}

}  // namespace

absl::StatusOr<absl::Duration> PairingLifetime(
    std::string_view field, const google::protobuf::Duration* requested) {
  if (requested == nullptr) return kPairingLifetime;
  const absl::Duration lifetime = absl::Seconds(requested->seconds()) +
                                  absl::Nanoseconds(requested->nanos());
  if (lifetime < kPairingLifetimeMin || lifetime > kPairingLifetimeMax) {
    return InvalidField(field, "must be from 1 minute to 90 days");
  }
  return lifetime;
}

absl::StatusOr<IssuedPairingCode> IssuePairingCode(const Call& call,
                                                   store::Transaction& txn,
                                                   const MerchantTables& tables,
                                                   std::string_view subject_id,
                                                   absl::Duration lifetime) {
  RETURN_IF_ERROR(RequireLasting(call, absl::InfiniteFuture()));
  const std::string code = CodeOf(call.NewSecret());
  IssuedPairingCode issued{.code = Shown(code),
                           .id = PairingCodeId(code),
                           .expire_time = txn.now() + lifetime};
  StoredPairingCode record;
  record.set_id(issued.id);
  record.set_subject_id(std::string(subject_id));
  *record.mutable_expire_time() = ToTimestamp(issued.expire_time);
  ScheduleExpiry(txn, issued.id, issued.expire_time);
  RETURN_IF_ERROR(tables.pairing_codes.Put(txn, record));
  return issued;
}

absl::StatusOr<std::string> UsePairingCode(const Call& call,
                                           store::Transaction& txn,
                                           const MerchantTables& tables,
                                           std::string_view code,
                                           std::string_view subject_prefix) {
  ASSIGN_OR_RETURN(
      auto record,
      tables.pairing_codes.Find(txn, txn.merchant_id(), PairingCodeId(code)));
  if (!record || record->has_use_time() ||
      txn.now() >= ToTime(record->expire_time()) ||
      PrefixOf(record->subject_id()) != subject_prefix) {
    return PairingCodeInvalid();
  }
  *record->mutable_use_time() = ToTimestamp(txn.now());
  RETURN_IF_ERROR(tables.pairing_codes.Put(txn, *record));
  return record->subject_id();
}

absl::Status RevokePairingCode(store::Transaction& txn,
                               const MerchantTables& tables,
                               std::string_view pairing_code_id) {
  if (pairing_code_id.empty()) return absl::OkStatus();
  return tables.pairing_codes.Delete(txn, pairing_code_id).status();
}

absl::Status PairingCodeInvalid() {
  return Error(absl::StatusCode::kUnauthenticated, "PAIRING_CODE_INVALID",
               "the pairing code is unknown, used or expired");
}

std::string PairingCodeId(std::string_view typed) {
  return FormatId("pair", Sha256(Normalized(typed)));
}

std::optional<uint32_t> PairingCodeBeginning(std::string_view typed) {
  const std::string code = Normalized(typed);
  if (code.size() < kGroupLength) return std::nullopt;
  uint32_t beginning = 0;
  for (size_t i = 0; i < kGroupLength; ++i) {
    const size_t value = kAlphabet.find(code[i]);
    if (value == std::string_view::npos) return std::nullopt;
    beginning = beginning << kBitsOfCharacter | static_cast<uint32_t>(value);
  }
  return beginning;
}

}  // namespace comptoir::merchants
