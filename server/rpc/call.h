// Who calls, when, and what they may do: everything a handler knows besides
// the request and the data.
#ifndef COMPTOIR_SERVER_RPC_CALL_H_
#define COMPTOIR_SERVER_RPC_CALL_H_

#include <any>
#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "comptoir/annotations.fwd.h"
#include "server/base/ids.h"

namespace comptoir {

// The permissions that a credential holds, by number.
class Permissions {
 public:
  static Permissions All();  // Every grantable permission (16 and above).
  void Add(Permission permission) {
    bits_.set(static_cast<size_t>(permission));
  }
  void Remove(Permission permission) {
    bits_.reset(static_cast<size_t>(permission));
  }
  bool Holds(Permission permission) const {
    return bits_.test(static_cast<size_t>(permission));
  }
  // Whether every permission of `others` is held.
  bool HoldsAll(const Permissions& others) const {
    return (others.bits_ & ~bits_).none();
  }
  bool operator==(const Permissions&) const = default;

 private:
  std::bitset<128> bits_;
};

// What a credential stands for. Made by the authenticator from the credential
// alone; no part of it ever comes from a request.
struct Principal {
  enum class Kind {
    kNone,      // No credential: public methods only.
    kOperator,  // The installation's operator; merchant_id is kInstallation.
    kMember,    // A team member's session on a device.
    kApiKey,    // A program of the merchant.
    kDevice,    // A paired till with nobody signed in.
    kReader,    // A paired reader's daemon.
  };

  Kind kind = Kind::kNone;
  std::string merchant_id;
  // Id of the member, API key, device or reader: the actor in logs.
  std::string id;
  // The till, when there is one.
  std::string device_id;
  // Where the till or reader stands, when known.
  std::string location_id;
  // Countries of that location and of the merchant, when known: where a phone
  // number without a country code is from.
  std::string location_country;
  std::string merchant_country;
  // The session, API key or token row: for signing out.
  std::string credential_id;
  Permissions permissions;
  // What the caller would hold, but for the merchant's settings of the
  // directory: customers are not managed on tills.
  Permissions withheld;
  // Of the same settings: who is created must have agreed to be stored, and to
  // what; SHA-256 in hexadecimal digits, empty when there is no notice.
  bool needs_storage_consent = false;
  std::string consent_notice_sha256;
  // InfiniteFuture when the credential does not expire.
  absl::Time expire_time = absl::InfiniteFuture();
};

// PERMISSION_DENIED, for want of `permission`: reason CUSTOMER_MANAGEMENT_OFF
// when it is withheld from the caller, else PERMISSION_DENIED.
absl::Status PermissionDenied(const Principal& caller, Permission permission);

// One call as a handler sees it. Lives as long as the call; not thread-safe.
class Call {
 public:
  // `prepared` is what the method's preparation made; see prepared().
  Call(Principal principal, absl::Time now, std::string_view seed,
       std::any prepared = {})
      : principal_(std::move(principal)),
        now_(now),
        ids_(now, seed),
        prepared_(std::move(prepared)) {}

  // For tests: a member of `merchant_id` who may do everything.
  static Call ForTest(std::string merchant_id, absl::Time now,
                      std::string seed = "0123456789abcdef");

  const Principal& principal() const { return principal_; }
  const std::string& merchant_id() const { return principal_.merchant_id; }
  // The time of the call: the only clock that a handler reads.
  absl::Time now() const { return now_; }
  bool Holds(Permission permission) const {
    return principal_.permissions.Holds(permission);
  }
  // PermissionDenied() when the caller does not hold it. For rules finer than
  // the method's annotation.
  absl::Status Require(Permission permission) const;

  // A new id; the same ones in the same order when a transaction runs again.
  std::string NewId(std::string_view prefix) const { return ids_.Make(prefix); }
  // 32 bytes that nobody can guess, also who knows this call's ids; the same
  // ones in the same order when a transaction runs again.
  std::string NewSecret() const;
  // Called by the store's glue before each run of a transaction.
  void Rerun() const {
    ids_.Reset();
    secrets_made_ = 0;
  }

  // What the method's preparation (rpc/preparation.h) made for its handler; an
  // empty T when it made none.
  template <typename T>
  const T& prepared() const {
    static const T& kNone = *new T();
    const T* data = std::any_cast<T>(&prepared_);
    return data == nullptr ? kNone : *data;
  }

  // What rpc/page_token.h seals page tokens with; handlers have no use for it.
  // It must outlive the call; empty in tests.
  std::string_view page_token_secret() const { return page_token_secret_; }
  void set_page_token_secret(std::string_view secret) {
    page_token_secret_ = secret;
  }

 private:
  Principal principal_;
  absl::Time now_;
  mutable IdMaker ids_;
  std::any prepared_;
  std::string_view page_token_secret_;
  mutable std::string secret_seed_;  // Drawn with the first secret.
  mutable uint8_t secrets_made_ = 0;
};

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_RPC_CALL_H_
