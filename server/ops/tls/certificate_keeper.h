// The pair that a server shows now, and newer ones as its files change.
#ifndef COMPTOIR_SERVER_OPS_TLS_CERTIFICATE_KEEPER_H_
#define COMPTOIR_SERVER_OPS_TLS_CERTIFICATE_KEEPER_H_

#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/ops/tls/key_pair.h"

namespace comptoir::ops {

// How long before a certificate ends the log warns of it: time to renew it by
// hand.
inline constexpr absl::Duration kExpiryNotice = absl::Hours(14 * 24);

// Certificates are renewed by programs that write the two files one after the
// other, in place, or fail in the middle. Whatever the files hold, there is
// always a pair to show: the last one that was sound.
//
// A certificate that has expired is shown all the same: clients that are told
// so know more than those which find nobody. The log warns of it, and in good
// time.
//
// Thread-safe.
class CertificateKeeper {
 public:
  // Fails as ReadKeyPair().
  static absl::StatusOr<std::unique_ptr<CertificateKeeper>> Open(
      const std::string& cert_file, const std::string& key_file);

  std::shared_ptr<const KeyPair> current() const;

  // Reads the files again and takes what they hold, unless it is unsound, or
  // has expired while the current pair has not. The log says which, and why a
  // pair is not taken: once, however often it is looked at. It warns of a pair
  // that is current and ends within kExpiryNotice, and again once it has.
  void Look(absl::Time now);

 private:
  CertificateKeeper(std::string cert_file, std::string key_file, KeyPair pair)
      : cert_file_(std::move(cert_file)),
        key_file_(std::move(key_file)),
        current_(std::make_shared<const KeyPair>(std::move(pair))) {}

  absl::StatusOr<KeyPair> ReadNext(absl::Time now) const;
  // With mutex_ held.
  void WarnOfExpiry(absl::Time now);

  const std::string cert_file_;
  const std::string key_file_;
  mutable std::mutex mutex_;  // Guards what follows.
  std::shared_ptr<const KeyPair> current_;
  std::string refusal_;  // The last one that was logged.
  // Of the pair that was warned of, and whether it had expired by then.
  absl::Time warned_of_ = absl::InfinitePast();
  bool was_expired_ = false;
};

}  // namespace comptoir::ops

#endif  // COMPTOIR_SERVER_OPS_TLS_CERTIFICATE_KEEPER_H_
