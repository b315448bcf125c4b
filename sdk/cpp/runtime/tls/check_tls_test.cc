#include "comptoir/sdk/check_tls.h"

#include <string>

#include "comptoir/sdk/errors.h"
#include "comptoir/sdk/testing/certificate.h"
#include "gtest/gtest.h"

namespace comptoir::sdk {
namespace {

using testing::Certificate;
using testing::MakeCertificate;

const Certificate& Mine() {
  static const Certificate certificate = MakeCertificate("shop.example");
  return certificate;
}

// The lines of `pem` but for `count` characters in its middle.
std::string Without(std::string pem, size_t count) {
  return pem.erase(pem.size() / 2, count);
}

void ExpectBad(const TlsOptions& tls, const std::string& option) {
  const absl::Status status = CheckTls(tls);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << option;
  EXPECT_EQ(ReasonOf(status), "BAD_TLS_OPTIONS") << option;
  EXPECT_EQ(std::string(status.message()).rfind(option, 0), 0u) << status;
}

TEST(CheckTls, TakesWhatCanWork) {
  EXPECT_TRUE(CheckTls({}).ok());
  EXPECT_TRUE(CheckTls({.server_name = "shop.example"}).ok());
  EXPECT_TRUE(CheckTls({.root_certificates = Mine().certificate,
                        .certificate = Mine().certificate,
                        .private_key = Mine().key})
                  .ok());
  // Files of authorities have remarks, and more than one certificate.
  EXPECT_TRUE(CheckTls({.root_certificates = "# ours\n" + Mine().certificate +
                                             Mine().certificate})
                  .ok());
}

TEST(CheckTls, RefusesRootsThatAreNoCertificates) {
  for (const std::string& roots :
       {std::string("nope"), std::string("/etc/ssl/certs/ca-certificates.crt"),
        Mine().key, Without(Mine().certificate, 8),
        Mine().certificate.substr(0, Mine().certificate.size() / 2)}) {
    ExpectBad({.root_certificates = roots}, "root_certificates hold");
  }
}

TEST(CheckTls, RefusesACertificateWithoutItsKey) {
  ExpectBad({.certificate = Mine().certificate}, "certificate and");
  ExpectBad({.private_key = Mine().key}, "certificate and");
  ExpectBad({.certificate = "client.pem", .private_key = Mine().key},
            "certificate holds");
  ExpectBad({.certificate = Mine().certificate, .private_key = "client.key"},
            "private_key holds");
  ExpectBad({.certificate = Mine().certificate,
             .private_key = MakeCertificate("shop.example").key},
            "private_key is");
}

}  // namespace
}  // namespace comptoir::sdk
