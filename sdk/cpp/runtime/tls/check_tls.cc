#include "comptoir/sdk/check_tls.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>

#include "comptoir/sdk/errors.h"

namespace comptoir::sdk {
namespace {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using Bio = std::unique_ptr<BIO, Free>;
using Certificate = std::unique_ptr<X509, Free>;
using Key = std::unique_ptr<EVP_PKEY, Free>;

// For what is encrypted, so that nobody is asked for a password.
constexpr char kNoPassword[] = "";

// Reads `pem`, which must outlive it.
Bio Reader(std::string_view pem) {
  return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

// The first certificate; null when there is none.
Certificate FirstCertificate(std::string_view pem) {
  return Certificate(PEM_read_bio_X509_AUX(Reader(pem).get(), nullptr, nullptr,
                                           const_cast<char*>(kNoPassword)));
}

Key FirstKey(std::string_view pem) {
  return Key(PEM_read_bio_PrivateKey(Reader(pem).get(), nullptr, nullptr,
                                     const_cast<char*>(kNoPassword)));
}

absl::Status Bad(std::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_TLS_OPTIONS",
                   message);
}

absl::Status Check(const TlsOptions& tls) {
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
  const Certificate certificate = FirstCertificate(tls.certificate);
  if (certificate == nullptr) {
    return Bad(
        "certificate holds no certificate: give its PEM text, not the name of "
        "its file");
  }
  const Key key = FirstKey(tls.private_key);
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

}  // namespace

absl::Status CheckTls(const TlsOptions& tls) {
  absl::Status status = Check(tls);
  // What could not be read is not to be found by whoever calls OpenSSL next.
  ERR_clear_error();
  return status;
}

}  // namespace comptoir::sdk
