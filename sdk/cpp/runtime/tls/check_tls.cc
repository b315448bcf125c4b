#include "comptoir/sdk/check_tls.h"

#include <string>
#include <string_view>

#include "comptoir/sdk/errors.h"
#include "comptoir/sdk/openssl_handles.h"

namespace comptoir::sdk {
namespace {

// The first certificate; null when there is none.
OwnedByOpenSsl<X509> FirstCertificate(std::string_view pem) {
  return NextCertificate(ReaderOf(pem).get());
}

OwnedByOpenSsl<EVP_PKEY> FirstKey(std::string_view pem) {
  return OwnedByOpenSsl<EVP_PKEY>(PEM_read_bio_PrivateKey(
      ReaderOf(pem).get(), nullptr, nullptr, const_cast<char*>(kNoPassword)));
}

absl::Status Bad(std::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_TLS_OPTIONS",
                   message);
}

}  // namespace

absl::Status CheckTls(const TlsOptions& tls) {
  // What could not be read is not to be found by whoever calls OpenSSL next.
  const OpenSslErrors errors;
  if (!tls.root_certificates.empty() &&
      FirstCertificate(tls.root_certificates) == nullptr) {
    return Bad(
        "root_certificates hold no certificate: give the PEM text of whom to "
        "trust, not the name of its file");
  }
  if (tls.certificate.empty() != tls.private_key.empty()) {
    return Bad("certificate and private_key go together");
  }
  if (tls.certificate.empty()) return absl::OkStatus();
  const OwnedByOpenSsl<X509> certificate = FirstCertificate(tls.certificate);
  if (certificate == nullptr) {
    return Bad(
        "certificate holds no certificate: give its PEM text, not the name of "
        "its file");
  }
  const OwnedByOpenSsl<EVP_PKEY> key = FirstKey(tls.private_key);
  if (key == nullptr) {
    return Bad(
        "private_key holds no key that can be read: give its PEM text, not "
        "encrypted, not the name of its file");
  }
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    return Bad("private_key is that of another certificate");
  }
  return absl::OkStatus();
}

}  // namespace comptoir::sdk
