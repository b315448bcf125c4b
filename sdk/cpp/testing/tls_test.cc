// The SDK over TLS, against a real server with a certificate made here.
#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>
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
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

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
  absl::Status CallOver(TlsOptions tls) {
    return MerchantServiceClient(
               *Connect({.address = server_->address(), .tls = std::move(tls)}))
        .GetMerchant({})
        .status();
  }

  // How a call and a watch end which both end at once; the first of them.
  absl::Status GivenUp(const std::optional<TlsOptions>& tls,
                       const std::string& reason) {
    int asked = 0;
    const auto channel = [&] {
      return *Connect({.address = server_->address(),
                       .tls = tls,
                       .credentials = Credentials::From([&] {
                         ++asked;
                         return std::string("cmp_x");
                       })});
    };
    CallInfo info;
    const absl::Status of_call = MerchantServiceClient(channel())
                                     .GetMerchant({}, {.info = &info})
                                     .status();
    const absl::Status of_watch =
        EventServiceClient(channel()).WatchEventsResuming({}).Next().status();

    // Once each, and without anything of them being sent.
    EXPECT_EQ(asked, 2);
    EXPECT_EQ(info.attempts, 0);
    for (const absl::Status& status : {of_call, of_watch}) {
      EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
      EXPECT_EQ(ReasonOf(status), reason) << status;
      EXPECT_THAT(std::string(status.message()), HasSubstr(server_->address()));
    }
    EXPECT_EQ(of_call, of_watch);
    return of_call;
  }

  // That a server whose certificate has this problem is given up at once, and
  // what is said of it.
  void ExpectDistrust(const TlsOptions& tls, const std::string& problem,
                      const std::string& text) {
    const absl::Status status = GivenUp(tls, "SERVER_NOT_TRUSTED");
    EXPECT_THAT(MetadataOf(status), ElementsAre(Pair("problem", problem)));
    EXPECT_THAT(std::string(status.message()), HasSubstr(text));
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
  ExpectDistrust({.root_certificates = certificate_.certificate,
                  .server_name = "bank.example"},
                 "OTHER_NAME", " is for shop.example, not for bank.example:");
}

TEST_F(TlsTest, NamesSomeOfManyNames) {
  const std::string five = "a.x,DNS:b.x,DNS:c.x,DNS:d.x,DNS:e.x";
  for (const auto& [names, text] :
       {std::pair(five, " is for a.x, b.x, c.x, d.x, e.x, not for bank.x:"),
        std::pair(five + ",DNS:f.x",
                  " is for a.x, b.x, c.x, d.x, e.x and 1 more, not for")}) {
    certificate_ = MakeCertificate(names);
    StartServer();

    ExpectDistrust({.root_certificates = certificate_.certificate,
                    .server_name = "bank.x"},
                   "OTHER_NAME", text);
  }
}

TEST_F(TlsTest, RefusesAServerThatItDoesNotKnow) {
  ExpectDistrust(
      {.root_certificates = MakeCertificate("bank.example").certificate,
       .server_name = "shop.example"},
      "UNKNOWN_AUTHORITY", " is of an authority that is not among the root");
}

TEST_F(TlsTest, RefusesAServerWhoseCertificateHasExpired) {
  certificate_ = MakeCertificate("shop.example", -absl::Hours(1));
  StartServer();

  ExpectDistrust({.root_certificates = certificate_.certificate,
                  .server_name = "shop.example"},
                 "EXPIRED", " has expired, at ");
}

TEST_F(TlsTest, SaysThatAServerSpeaksNoTls) {
  StartServer(/*with_tls=*/false);

  const absl::Status status =
      GivenUp(TlsOptions{.root_certificates = certificate_.certificate},
              "SERVER_WITHOUT_TLS");

  EXPECT_THAT(std::string(status.message()), HasSubstr("does not speak TLS"));
}

TEST_F(TlsTest, SaysThatAServerSpeaksTls) {
  const absl::Status status = GivenUp(std::nullopt, "TLS_REQUIRED");

  EXPECT_THAT(std::string(status.message()), HasSubstr("connect with TLS"));
}

}  // namespace
}  // namespace comptoir::sdk::testing
