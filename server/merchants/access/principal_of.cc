#include "server/merchants/access/principal_of.h"

#include <optional>
#include <string>

#include "absl/strings/escaping.h"
#include "comptoir/annotations.pb.h"
#include "server/base/digest.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/merchants/access/role_rules.h"
#include "server/rpc/authenticator.h"
#include "server/store/store.h"

namespace comptoir::merchants {
namespace {

using storage::v1::StoredCredential;

// What nobody holds on a till when customers are not managed there.
constexpr Permission kChangeTheDirectory[] = {
    PERMISSION_CUSTOMERS_CREATE,  PERMISSION_CUSTOMERS_EDIT,
    PERMISSION_CUSTOMERS_DELETE,  PERMISSION_GROUPS_MANAGE,
    PERMISSION_ATTRIBUTES_MANAGE, PERMISSION_CUSTOMERS_MERGE,
    PERMISSION_CUSTOMERS_IMPORT,  PERMISSION_CUSTOMERS_ERASE};

// Fills in what each kind of credential adds, from its subject's record.
class Resolver {
 public:
  Resolver(const store::Snapshot& snapshot, const MerchantTables& tables,
           const StoredCredential& credential, Principal& principal)
      : snapshot_(snapshot),
        tables_(tables),
        credential_(credential),
        principal_(principal) {}

  absl::Status Resolve() {
    RETURN_IF_ERROR(ResolveKind());
    return ResolveMerchant();
  }

 private:
  absl::Status ResolveKind() {
    switch (credential_.kind()) {
      case storage::v1::CREDENTIAL_KIND_OPERATOR:
        return ResolveOperator();
      case storage::v1::CREDENTIAL_KIND_API_KEY:
        return ResolveApiKey();
      case storage::v1::CREDENTIAL_KIND_SESSION:
        return ResolveSession();
      case storage::v1::CREDENTIAL_KIND_DEVICE:
        principal_.kind = Principal::Kind::kDevice;
        principal_.permissions = DevicePermissions();
        return ResolveDevice(credential_.subject_id());
      case storage::v1::CREDENTIAL_KIND_READER:
        principal_.kind = Principal::Kind::kReader;
        principal_.location_id = credential_.location_id();
        return absl::OkStatus();
      default:
        return rpc::TokenInvalid();
    }
  }

  absl::Status ResolveOperator() {
    if (principal_.merchant_id != store::kInstallation) {
      return rpc::TokenInvalid();
    }
    principal_.kind = Principal::Kind::kOperator;
    principal_.id = std::string(kOperatorActor);
    return absl::OkStatus();
  }

  absl::Status ResolveApiKey() {
    ASSIGN_OR_RETURN(const auto stored,
                     tables_.api_keys.Find(snapshot_, principal_.merchant_id,
                                           credential_.subject_id()));
    if (!stored || stored->api_key().state() != v1::API_KEY_STATE_ACTIVE) {
      return rpc::TokenInvalid();
    }
    principal_.kind = Principal::Kind::kApiKey;
    principal_.permissions =
        stored->api_key().has_full_access()
            ? Permissions::All()
            : PermissionsOf(stored->api_key().permissions());
    return absl::OkStatus();
  }

  absl::Status ResolveSession() {
    ASSIGN_OR_RETURN(const auto stored, tables_.team_members.Find(
                                            snapshot_, principal_.merchant_id,
                                            credential_.subject_id()));
    // What was ended once does not come to life with the member.
    if (!stored ||
        stored->team_member().state() != v1::TEAM_MEMBER_STATE_ACTIVE ||
        stored->sessions_ended() != credential_.sessions_ended()) {
      return rpc::TokenInvalid();
    }
    RETURN_IF_ERROR(ResolveDevice(credential_.device_id()));
    principal_.kind = Principal::Kind::kMember;
    principal_.credential_id = WithPrefix("ses", credential_.id());
    ASSIGN_OR_RETURN(
        principal_.permissions,
        PermissionsOfMember(snapshot_, tables_, principal_.merchant_id,
                            stored->team_member()));
    return absl::OkStatus();
  }

  absl::Status ResolveDevice(std::string_view device_id) {
    ASSIGN_OR_RETURN(
        const auto stored,
        tables_.devices.Find(snapshot_, principal_.merchant_id, device_id));
    if (!stored || stored->device().state() != v1::DEVICE_STATE_PAIRED) {
      return rpc::TokenInvalid();
    }
    principal_.device_id = stored->device().id();
    principal_.location_id = stored->device().location_id();
    return absl::OkStatus();
  }

  // Where the caller is and what the merchant's settings say, of all but the
  // operator.
  absl::Status ResolveMerchant() {
    if (principal_.kind == Principal::Kind::kOperator) return absl::OkStatus();
    const std::string& merchant_id = principal_.merchant_id;
    ASSIGN_OR_RETURN(
        const auto merchant,
        tables_.merchants.Find(snapshot_, merchant_id, merchant_id));
    if (merchant) {
      principal_.merchant_country = merchant->country();
      Apply(merchant->directory_settings());
    }
    if (principal_.location_id.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(
        const auto location,
        tables_.locations.Find(snapshot_, merchant_id, principal_.location_id));
    if (location) principal_.location_country = location->country();
    return absl::OkStatus();
  }

  void Apply(const v1::DirectorySettings& settings) {
    principal_.needs_storage_consent = settings.consent_required();
    if (!settings.consent_notice().empty()) {
      principal_.consent_notice_sha256 =
          absl::BytesToHexString(Sha256(settings.consent_notice()));
    }
    if (!settings.till_management_off() || principal_.device_id.empty()) return;
    for (const Permission permission : kChangeTheDirectory) {
      if (!principal_.permissions.Holds(permission)) continue;
      principal_.permissions.Remove(permission);
      principal_.withheld.Add(permission);
    }
  }

  const store::Snapshot& snapshot_;
  const MerchantTables& tables_;
  const StoredCredential& credential_;
  Principal& principal_;
};

}  // namespace

absl::StatusOr<Principal> PrincipalOf(const store::Snapshot& snapshot,
                                      const MerchantTables& tables,
                                      const TokenClaim& claim,
                                      std::string_view token_digest) {
  ASSIGN_OR_RETURN(const auto credential,
                   tables.credentials.Find(snapshot, claim.merchant_id,
                                           CredentialIdOf(token_digest)));
  if (!credential || credential->kind() != claim.kind ||
      !EqualInConstantTime(credential->token_digest(), token_digest)) {
    return rpc::TokenInvalid();
  }
  Principal principal;
  principal.merchant_id = claim.merchant_id;
  principal.id = credential->subject_id();
  principal.credential_id = credential->id();
  if (credential->has_expire_time()) {
    principal.expire_time = ToTime(credential->expire_time());
  }
  RETURN_IF_ERROR(Resolver(snapshot, tables, *credential, principal).Resolve());
  return principal;
}

absl::StatusOr<Permissions> PermissionsOfMember(const store::Snapshot& snapshot,
                                                const MerchantTables& tables,
                                                std::string_view merchant_id,
                                                const v1::TeamMember& member) {
  Permissions custom;
  if (member.role() == v1::TEAM_ROLE_CUSTOM) {
    ASSIGN_OR_RETURN(const auto set,
                     tables.permission_sets.Find(snapshot, merchant_id,
                                                 member.permission_set_id()));
    if (set) custom = PermissionsOf(set->permissions());
  }
  return PermissionsOf(member.role(), custom);
}

}  // namespace comptoir::merchants
