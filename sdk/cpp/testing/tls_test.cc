// The SDK over TLS, against a real server with a certificate made here.
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>

#include "comptoir/merchants/v1/merchant_service.client.h"
#include "comptoir/sdk/channel.h"
#include "gtest/gtest.h"
#include "server/base/files/private_file.h"
#include "server/server.h"

namespace comptoir::sdk::testing {
namespace {

using merchants::v1::MerchantServiceClient;

struct Certificate {
  std::string certificate;
  std::string key;
};

std::string TextOf(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string text(data, size);
  BIO_free(bio);
  return text;
}

void AddName(X509* certificate, int kind, const std::string& value) {
  X509_EXTENSION* extension =
      X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

// Signed by itself, for the server name `name`, for an hour.
Certificate MakeCertificate(const std::string& name) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME* subject = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(
      subject, "CN", MBSTRING_ASC,
      reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate, subject);
  AddName(certificate, NID_subject_alt_name, "DNS:" + name);
  AddName(certificate, NID_basic_constraints, "critical,CA:TRUE");
  X509_sign(certificate, key, EVP_sha256());

  BIO* key_text = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(key_text, key, nullptr, nullptr, 0, nullptr,
                           nullptr);
  BIO* certificate_text = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(certificate_text, certificate);
  X509_free(certificate);
  EVP_PKEY_free(key);
  return {.certificate = TextOf(certificate_text), .key = TextOf(key_text)};
}

class TlsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string folder = std::getenv("TEST_TMPDIR");
    ServerOptions options{.data_dir = folder + "/tls_data"};
    options.listen.tls_cert_file = folder + "/server.crt";
    options.listen.tls_key_file = folder + "/server.key";
    std::ofstream(options.listen.tls_cert_file) << certificate_.certificate;
    ASSERT_TRUE(WritePrivateFile(options.listen.tls_key_file, certificate_.key,
                                 Existing::kReplace)
                    .ok());
    auto server = Server::Start(std::move(options));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  // The code of a call without a token.
  absl::StatusCode CodeOver(TlsOptions tls) {
    auto channel =
        Connect({.address = server_->address(), .tls = std::move(tls)});
    return MerchantServiceClient(*std::move(channel))
        .GetMerchant({}, {.attempts = 1})
        .status()
        .code();
  }

  const Certificate certificate_ = MakeCertificate("shop.example");
  std::unique_ptr<Server> server_;
};

TEST_F(TlsTest, ReachesTheServerThatItTrusts) {
  EXPECT_EQ(CodeOver({.root_certificates = certificate_.certificate,
                      .server_name = "shop.example"}),
            absl::StatusCode::kUnauthenticated);
}

TEST_F(TlsTest, RefusesAServerOfAnotherName) {
  EXPECT_EQ(CodeOver({.root_certificates = certificate_.certificate,
                      .server_name = "bank.example"}),
            absl::StatusCode::kUnavailable);
}

TEST_F(TlsTest, RefusesAServerThatItDoesNotKnow) {
  EXPECT_EQ(CodeOver({.root_certificates =
                          MakeCertificate("shop.example").certificate,
                      .server_name = "shop.example"}),
            absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace comptoir::sdk::testing
