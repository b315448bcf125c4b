#include "server/rpc/call.h"

#include "comptoir/annotations.pb.h"
#include "fmt/format.h"
#include "server/base/digest.h"
#include "server/base/status.h"

namespace comptoir {

Permissions Permissions::All() {
  // Values below 16 are classes of callers and cannot be granted.
  constexpr int kFirstGrantable = 16;
  Permissions all;
  for (int value = kFirstGrantable; value <= Permission_MAX; ++value) {
    if (Permission_IsValid(value)) all.Add(static_cast<Permission>(value));
  }
  return all;
}

absl::Status PermissionDenied(const Principal& caller, Permission permission) {
  const std::string& name = Permission_Name(permission);
  if (caller.withheld.Holds(permission)) {
    return Error(absl::StatusCode::kPermissionDenied, "CUSTOMER_MANAGEMENT_OFF",
                 fmt::format("needs {}, which nobody holds on a till: the "
                             "merchant's directory_settings say so",
                             name),
                 {{"permission", name}});
  }
  return Error(absl::StatusCode::kPermissionDenied, "PERMISSION_DENIED",
               fmt::format("needs {}", name), {{"permission", name}});
}

absl::Status Call::Require(Permission permission) const {
  if (Holds(permission)) return absl::OkStatus();
  return PermissionDenied(principal_, permission);
}

std::string Call::NewSecret() const {
  constexpr size_t kSeedBytes = 32;
  if (secret_seed_.empty()) secret_seed_ = RandomBytes(kSeedBytes);
  return HmacSha256(secret_seed_,
                    std::string(1, static_cast<char>(secrets_made_++)));
}

Call Call::ForTest(std::string merchant_id, absl::Time now, std::string seed) {
  Principal principal;
  principal.kind = Principal::Kind::kMember;
  principal.id = FormatId("mem", "test-member-0001");
  principal.merchant_id = std::move(merchant_id);
  principal.permissions = Permissions::All();
  return Call(std::move(principal), now, seed);
}

}  // namespace comptoir
