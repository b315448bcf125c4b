#include "server/ops/listen_options.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>
#include <string_view>

#include "fmt/format.h"
#include "server/base/status.h"

namespace comptoir::ops {
namespace {

absl::Status Wrong(std::string_view message) {
  return Error(absl::StatusCode::kInvalidArgument, "LISTEN_OPTIONS", message);
}

// An address, not a name that somebody else may give a meaning to.
bool IsLoopback(const std::string& address) {
  const std::string host = address.substr(0, address.rfind(':'));
  if (host == "localhost" || host == "[::1]") return true;
  return host.rfind("127.", 0) == 0 &&
         host.find_first_not_of("0123456789.") == std::string::npos;
}

struct FreeOpenSsl {
  void operator()(BIO* bio) { BIO_free(bio); }
  void operator()(X509* certificate) { X509_free(certificate); }
  void operator()(EVP_PKEY* key) { EVP_PKEY_free(key); }
};
template <typename T>
using Owned = std::unique_ptr<T, FreeOpenSsl>;

// gRPC would only log a bad file, and then refuse every handshake.
absl::Status CheckPair(const std::string& cert_file,
                       const std::string& key_file) {
  const Owned<BIO> cert_bio(BIO_new_file(cert_file.c_str(), "r"));
  if (!cert_bio) return Wrong(fmt::format("cannot read {}", cert_file));
  const Owned<X509> certificate(
      PEM_read_bio_X509(cert_bio.get(), nullptr, nullptr, nullptr));
  if (!certificate) {
    return Wrong(fmt::format("{} holds no PEM certificate", cert_file));
  }
  const Owned<BIO> key_bio(BIO_new_file(key_file.c_str(), "r"));
  if (!key_bio) return Wrong(fmt::format("cannot read {}", key_file));
  const Owned<EVP_PKEY> key(
      PEM_read_bio_PrivateKey(key_bio.get(), nullptr, nullptr, nullptr));
  if (!key) return Wrong(fmt::format("{} holds no PEM key", key_file));
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    ERR_clear_error();
    return Wrong(fmt::format("{} is not the key of {}", key_file, cert_file));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckListenOptions(const ListenOptions& options) {
  if (options.address.rfind(':') == std::string::npos) {
    return Wrong(fmt::format("{}: must be HOST:PORT", options.address));
  }
  if (options.tls_cert_file.empty() != options.tls_key_file.empty()) {
    return Wrong("--tls_cert and --tls_key go together");
  }
  if (options.has_tls()) {
    if (options.insecure_loopback) {
      return Wrong("--insecure_loopback and --tls_cert exclude each other");
    }
    return CheckPair(options.tls_cert_file, options.tls_key_file);
  }
  if (!options.insecure_loopback) {
    return Wrong(
        "no TLS: set --tls_cert and --tls_key, or --insecure_loopback to "
        "listen without on a loopback address");
  }
  if (!IsLoopback(options.address)) {
    return Wrong(fmt::format("{}: --insecure_loopback listens on loopback only",
                             options.address));
  }
  return absl::OkStatus();
}

}  // namespace comptoir::ops
