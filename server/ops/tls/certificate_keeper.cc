#include "server/ops/tls/certificate_keeper.h"

#include <utility>

#include "fmt/format.h"
#include "server/base/log/log.h"
#include "server/base/status.h"
#include "server/base/strings.h"

namespace comptoir::ops {

absl::StatusOr<std::unique_ptr<CertificateKeeper>> CertificateKeeper::Open(
    const std::string& cert_file, const std::string& key_file) {
  ASSIGN_OR_RETURN(KeyPair pair, ReadKeyPair(cert_file, key_file));
  return std::unique_ptr<CertificateKeeper>(
      new CertificateKeeper(cert_file, key_file, std::move(pair)));
}

std::shared_ptr<const KeyPair> CertificateKeeper::current() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return current_;
}

absl::StatusOr<KeyPair> CertificateKeeper::ReadNext(absl::Time now) const {
  ASSIGN_OR_RETURN(KeyPair next, ReadKeyPair(cert_file_, key_file_));
  if (next.expire_time <= now && current()->expire_time > now) {
    return absl::FailedPreconditionError(
        fmt::format("{} has expired", cert_file_));
  }
  return next;
}

void CertificateKeeper::Look(absl::Time now) {
  absl::StatusOr<KeyPair> next = ReadNext(now);
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!next.ok()) {
    std::string why(ToStd(next.status().message()));
    if (why != refusal_) {
      LogError("certificate not renewed: the old one stays", {{"error", why}});
      refusal_ = std::move(why);
    }
  } else {
    refusal_.clear();
    if (*next != *current_) {
      current_ = std::make_shared<const KeyPair>(*std::move(next));
      LogInfo("certificate renewed", {});
    }
  }
  WarnOfExpiry(now);
}

void CertificateKeeper::WarnOfExpiry(absl::Time now) {
  const absl::Time end = current_->expire_time;
  if (end - now > kExpiryNotice) return;
  const bool is_expired = end <= now;
  if (end == warned_of_ && is_expired == was_expired_) return;
  warned_of_ = end;
  was_expired_ = is_expired;
  const std::string expire_time =
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", end, absl::UTCTimeZone());
  LogWarning(is_expired ? "certificate expired" : "certificate expires soon",
             {{"file", cert_file_}, {"expire_time", expire_time}});
}

}  // namespace comptoir::ops
