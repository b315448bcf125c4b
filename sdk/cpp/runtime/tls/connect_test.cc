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
        "localhost/api:7443", "http://127.0.0.1:7443", "https://shop.example",
        " localhost:77", "localhost:77\n", "local host:77", "\tlocalhost:77",
        "localhost\x7f:77", "unix:"}) {
    EXPECT_EQ(ReasonOf(Connect({.address = address}).status()), "BAD_ADDRESS")
        << address;
  }
}

// As long as the system's addresses of sockets.
TEST(Connect, TakesSocketsOfPathsThatFit) {
  const std::string longest = "/" + std::string(106, 's');

  EXPECT_TRUE(Connect({.address = "unix:" + longest}).ok());
  EXPECT_EQ(ReasonOf(Connect({.address = "unix:" + longest + "s"}).status()),
            "BAD_ADDRESS");
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
