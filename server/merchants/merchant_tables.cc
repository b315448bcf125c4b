#include "server/merchants/merchant_tables.h"

#include "fmt/format.h"
#include "server/base/ids.h"
#include "server/store/key_spaces.h"

namespace comptoir::merchants {

using storage::v1::StoredApiKey;
using storage::v1::StoredCredential;
using storage::v1::StoredDevice;
using storage::v1::StoredLogo;
using storage::v1::StoredPairingCode;
using storage::v1::StoredPasscodeAttempts;
using storage::v1::StoredTeamMember;
using store::Space;

MerchantTables::MerchantTables()
    : merchants({.space = Space::kMerchants,
                 .noun = "merchant",
                 .id_prefix = "mer",
                 .id = [](const v1::Merchant& r) { return r.id(); }}),
      locations({.space = Space::kLocations,
                 .noun = "location",
                 .id_prefix = "loc",
                 .id = [](const v1::Location& r) { return r.id(); }}),
      team_members(
          {.space = Space::kTeamMembers,
           .noun = "team member",
           .id_prefix = "mem",
           .id =
               [](const StoredTeamMember& r) { return r.team_member().id(); }}),
      permission_sets(
          {.space = Space::kPermissionSets,
           .noun = "permission set",
           .id_prefix = "pset",
           .id = [](const v1::PermissionSet& r) { return r.id(); }}),
      devices({.space = Space::kDevices,
               .noun = "device",
               .id_prefix = "dev",
               .id = [](const StoredDevice& r) { return r.device().id(); }}),
      api_keys({.space = Space::kApiKeys,
                .noun = "API key",
                .id_prefix = "key",
                .id = [](const StoredApiKey& r) { return r.api_key().id(); }}),
      credentials({.space = Space::kCredentials,
                   .noun = "credential",
                   .id_prefix = "cred",
                   .id = [](const StoredCredential& r) { return r.id(); }}),
      pairing_codes({.space = Space::kPairingCodes,
                     .noun = "pairing code",
                     .id_prefix = "pair",
                     .id = [](const StoredPairingCode& r) { return r.id(); }}),
      passcode_attempts(
          {.space = Space::kPasscodeAttempts,
           .noun = "passcode attempts",
           .id_prefix = "try",
           .id = [](const StoredPasscodeAttempts& r) { return r.id(); }}),
      logos({.space = Space::kMerchantLogos,
             .noun = "logo",
             .id_prefix = "mer",
             .id = [](const StoredLogo& r) { return r.merchant_id(); }}) {}

std::vector<const store::TableBase*> MerchantTables::All() const {
  return {&merchants,         &locations, &team_members, &permission_sets,
          &devices,           &api_keys,  &credentials,  &pairing_codes,
          &passcode_attempts, &logos};
}

std::string WithPrefix(std::string_view prefix, std::string_view id) {
  return fmt::format("{}{}", prefix, id.substr(PrefixOf(id).size()));
}

}  // namespace comptoir::merchants
