// The SDK over TLS, against a real server with a certificate made here.
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include "comptoir/events/v1/event_service.client.h"
#include "comptoir/merchants/v1/merchant_service.client.h"
#include "comptoir/sdk/channel.h"
#include "comptoir/sdk/errors.h"
#include "comptoir/sdk/testing/certificate.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/files/private_file.h"
#include "server/server.h"

namespace comptoir::sdk::testing {
namespace {

using events::v1::EventServiceClient;
using merchants::v1::MerchantServiceClient;
using ::testing::HasSubstr;

class TlsTest : public ::testing::Test {
 protected:
  void SetUp() override { StartServer(); }

  // Anew, when there was one.
  void StartServer(bool with_tls = true) {
    server_.reset();
    const std::string folder = std::getenv("TEST_TMPDIR");
    ServerOptions options{.data_dir = folder + "/tls_data"};
    options.listen.insecure_loopback = !with_tls;
    if (with_tls) {
      options.listen.tls_cert_file = folder + "/server.crt";
      options.listen.tls_key_file = folder + "/server.key";
      std::ofstream(options.listen.tls_cert_file) << certificate_.certificate;
      ASSERT_TRUE(WritePrivateFile(options.listen.tls_key_file,
                                   certificate_.key, Existing::kReplace)
                      .ok());
    }
    auto server = Server::Start(std::move(options));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  // How a call without a token ends.
  absl::Status CallOver(TlsOptions tls, CallOptions options = {}) {
    return MerchantServiceClient(ChannelOver(std::move(tls)))
        .GetMerchant({}, options)
        .status();
  }

  std::shared_ptr<Channel> ChannelOver(TlsOptions tls) {
    return *Connect({.address = server_->address(), .tls = std::move(tls)});
  }

  // That a server which is reached so is given up at once, for this reason.
  void ExpectGivenUp(const TlsOptions& tls, const std::string& reason) {
    CallInfo info;
    const absl::Status of_call = CallOver(tls, {.info = &info});
    const absl::Status of_watch = EventServiceClient(ChannelOver(tls))
                                      .WatchEventsResuming({})
                                      .Next()
                                      .status();

    EXPECT_EQ(info.attempts, 1);
    for (const absl::Status& status : {of_call, of_watch}) {
      EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
      EXPECT_EQ(ReasonOf(status), reason) << status;
      EXPECT_THAT(std::string(status.message()), HasSubstr(server_->address()));
    }
  }

  Certificate certificate_ = MakeCertificate("shop.example");
  std::unique_ptr<Server> server_;
};

TEST_F(TlsTest, ReachesTheServerThatItTrusts) {
  EXPECT_EQ(ReasonOf(CallOver({.root_certificates = certificate_.certificate,
                               .server_name = "shop.example"})),
            "TOKEN_MISSING");
}

TEST_F(TlsTest, RefusesAServerOfAnotherName) {
  ExpectGivenUp({.root_certificates = certificate_.certificate,
                 .server_name = "bank.example"},
                "SERVER_NOT_TRUSTED");
}

TEST_F(TlsTest, RefusesAServerThatItDoesNotKnow) {
  ExpectGivenUp(
      {.root_certificates = MakeCertificate("shop.example").certificate,
       .server_name = "shop.example"},
      "SERVER_NOT_TRUSTED");
}

TEST_F(TlsTest, RefusesAServerWhoseCertificateHasExpired) {
  certificate_ = MakeCertificate("shop.example", -absl::Hours(1));
  StartServer();

  ExpectGivenUp({.root_certificates = certificate_.certificate,
                 .server_name = "shop.example"},
                "SERVER_NOT_TRUSTED");
}

TEST_F(TlsTest, SaysThatAServerSpeaksNoTls) {
  StartServer(/*with_tls=*/false);

  ExpectGivenUp({.root_certificates = certificate_.certificate},
                "SERVER_WITHOUT_TLS");
}

}  // namespace
}  // namespace comptoir::sdk::testing
