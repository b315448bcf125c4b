// What Connect() refuses before anything is connected.
#include <optional>
#include <string>

#include "comptoir/sdk/channel.h"
#include "comptoir/sdk/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::sdk {
namespace {

using testing::HasSubstr;

TEST(Connect, RefusesAddressesThatCannotWork) {
  for (const char* address :
       {"", "localhost", ":7443", "localhost:", "localhost:https",
        "localhost:0", "localhost:65536", "localhost:-1", "localhost: 1",
        "localhost/api:7443", "http://127.0.0.1:7443",
        "https://shop.example"}) {
    EXPECT_EQ(ReasonOf(Connect({.address = address}).status()), "BAD_ADDRESS")
        << address;
  }
}

TEST(Connect, SaysWhatIsTooMuchOfAUrl) {
  for (std::optional<TlsOptions> tls :
       {std::optional<TlsOptions>(), {TlsOptions()}}) {
    const absl::Status status =
        Connect({.address = "http://127.0.0.1:7443", .tls = tls}).status();
    EXPECT_THAT(std::string(status.message()),
                HasSubstr("leave out 'http://'"));
  }
}

TEST(Connect, RefusesTlsOptionsThatCannotWork) {
  EXPECT_EQ(
      ReasonOf(Connect({.address = "shop.example:7443",
                        .tls = TlsOptions{.root_certificates = "/etc/ca.pem"}})
                   .status()),
      "BAD_TLS_OPTIONS");
}

TEST(Connect, RefusesPlainTextToOtherMachines) {
  for (const char* address :
       {"shop.example:7443", "127.example.com:7443", "10.0.0.1:7443",
        "127.0.0.1.5:7443", "127.1:7443", "0.0.0.0:7443"}) {
    EXPECT_EQ(ReasonOf(Connect({.address = address}).status()), "TLS_REQUIRED")
        << address;
  }
}

TEST(Connect, TakesTlsToOtherMachinesAndPlainTextToThisOne) {
  EXPECT_TRUE(
      Connect({.address = "shop.example:7443", .tls = TlsOptions{}}).ok());
  for (const char* address : {"127.0.0.1:7443", "[::1]:7443", "localhost:1",
                              "localhost:65535", "unix:/run/comptoir.sock"}) {
    EXPECT_TRUE(Connect({.address = address}).ok()) << address;
  }
}

TEST(Connect, RefusesACertificateWithoutItsKey) {
  EXPECT_EQ(Connect({.address = "shop.example:7443",
                     .tls = TlsOptions{.certificate = "PEM"}})
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace comptoir::sdk
