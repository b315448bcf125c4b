// Every table of the merchants area.
#ifndef COMPTOIR_SERVER_MERCHANTS_MERCHANT_TABLES_H_
#define COMPTOIR_SERVER_MERCHANTS_MERCHANT_TABLES_H_

#include <string>
#include <string_view>
#include <vector>

#include "comptoir/merchants/v1/location.pb.h"
#include "comptoir/merchants/v1/merchant.pb.h"
#include "comptoir/merchants/v1/permission_set.pb.h"
#include "comptoir/storage/v1/credential.pb.h"
#include "comptoir/storage/v1/merchant_records.pb.h"
#include "server/store/table.h"

namespace comptoir::merchants {

// One for a server, made before its store starts: the authenticator observes
// these very tables, so a change made through a copy would go unnoticed.
struct MerchantTables {
  MerchantTables();
  MerchantTables(const MerchantTables&) = delete;
  MerchantTables& operator=(const MerchantTables&) = delete;

  store::Table<v1::Merchant> merchants;
  store::Table<v1::Location> locations;
  store::Table<storage::v1::StoredTeamMember> team_members;
  store::Table<v1::PermissionSet> permission_sets;
  store::Table<storage::v1::StoredDevice> devices;
  store::Table<storage::v1::StoredApiKey> api_keys;
  store::Table<storage::v1::StoredCredential> credentials;
  store::Table<storage::v1::StoredPairingCode> pairing_codes;
  store::Table<storage::v1::StoredPasscodeAttempts> passcode_attempts;
  store::Table<storage::v1::StoredLogo> logos;

  // For `comptoird verify`.
  std::vector<const store::TableBase*> All() const;
};

// `id` with another prefix: "ses_X" names the session of credential "cred_X".
std::string WithPrefix(std::string_view prefix, std::string_view id);

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_MERCHANT_TABLES_H_
