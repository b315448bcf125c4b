// The SDK over TLS, against a real server with a certificate made here.
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>

#include "comptoir/merchants/v1/merchant_service.client.h"
#include "comptoir/sdk/channel.h"
#include "comptoir/sdk/testing/certificate.h"
#include "gtest/gtest.h"
#include "server/base/files/private_file.h"
#include "server/server.h"

namespace comptoir::sdk::testing {
namespace {

using merchants::v1::MerchantServiceClient;

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
