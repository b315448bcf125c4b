// What OpenSSL makes, freed with its owner.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_TLS_OPENSSL_HANDLES_H_
#define COMPTOIR_SDK_CPP_RUNTIME_TLS_OPENSSL_HANDLES_H_

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string_view>

namespace comptoir::sdk {

struct FreeOpenSsl {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
  void operator()(SSL* connection) const { SSL_free(connection); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(X509* certificate) const { X509_free(certificate); }
};
template <typename T>
using OwnedByOpenSsl = std::unique_ptr<T, FreeOpenSsl>;

// Leaves no errors behind for whoever calls OpenSSL next.
struct OpenSslErrors {
  ~OpenSslErrors() { ERR_clear_error(); }
};

// For what is encrypted, so that nobody is asked for a password.
inline constexpr char kNoPassword[] = "";

// Reads `pem`, which must outlive it.
inline OwnedByOpenSsl<BIO> ReaderOf(std::string_view pem) {
  return OwnedByOpenSsl<BIO>(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

// The next certificate; null when there is none.
inline OwnedByOpenSsl<X509> NextCertificate(BIO* reader) {
  return OwnedByOpenSsl<X509>(PEM_read_bio_X509_AUX(
      reader, nullptr, nullptr, const_cast<char*>(kNoPassword)));
}

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_TLS_OPENSSL_HANDLES_H_
