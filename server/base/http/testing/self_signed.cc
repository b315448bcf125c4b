#include "server/base/http/testing/self_signed.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <cstdlib>
#include <memory>

namespace comptoir {
namespace {

constexpr long kDaySeconds = 24 * 60 * 60;
constexpr int kX509V3 = 2;

struct FreeOpenSsl {
  void operator()(BIO* bio) { BIO_free(bio); }
  void operator()(X509* certificate) { X509_free(certificate); }
  void operator()(EVP_PKEY* key) { EVP_PKEY_free(key); }
};
template <typename T>
using Owned = std::unique_ptr<T, FreeOpenSsl>;

void MustBe(bool ok) {
  if (!ok) std::abort();
}

void AddExtension(X509* certificate, int kind, const char* value) {
  X509_EXTENSION* extension =
      X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
  MustBe(extension != nullptr);
  MustBe(X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

Owned<X509> CertificateOf(EVP_PKEY* key, absl::Duration lifetime) {
  Owned<X509> certificate(X509_new());
  X509_set_version(certificate.get(), kX509V3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kDaySeconds);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()),
                  absl::ToInt64Seconds(lifetime));
  X509_set_pubkey(certificate.get(), key);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  MustBe(X509_NAME_add_entry_by_txt(
             name, "CN", MBSTRING_ASC,
             reinterpret_cast<const unsigned char*>("localhost"), -1, -1,
             0) == 1);
  X509_set_issuer_name(certificate.get(), name);
  AddExtension(certificate.get(), NID_subject_alt_name,
               "DNS:localhost,IP:127.0.0.1,IP:0.0.0.0");
  AddExtension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  MustBe(X509_sign(certificate.get(), key, EVP_sha256()) > 0);
  return certificate;
}

}  // namespace

void WriteSelfSigned(const std::string& cert_file, const std::string& key_file,
                     absl::Duration lifetime) {
  const Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
  MustBe(key != nullptr);
  const Owned<X509> certificate = CertificateOf(key.get(), lifetime);
  const Owned<BIO> cert_bio(BIO_new_file(cert_file.c_str(), "w"));
  const Owned<BIO> key_bio(BIO_new_file(key_file.c_str(), "w"));
  MustBe(cert_bio && key_bio);
  MustBe(chmod(key_file.c_str(), 0600) == 0);
  MustBe(PEM_write_bio_X509(cert_bio.get(), certificate.get()) == 1);
  MustBe(PEM_write_bio_PrivateKey(key_bio.get(), key.get(), nullptr, nullptr, 0,
                                  nullptr, nullptr) == 1);
}

}  // namespace comptoir
