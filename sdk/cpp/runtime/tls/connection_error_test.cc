// The texts are those of gRPC; tls_test.cc has it say them.
#include "comptoir/sdk/connection_error.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

#include "comptoir/sdk/errors.h"
#include "gtest/gtest.h"

namespace comptoir::sdk {
namespace {

const Destination kServer = {.address = "shop.example:7780",
                             .tls = TlsOptions{}};
const Destination kPlain = {.address = "localhost:7780"};

// As gRPC says it when the last of the addresses failed so.
absl::Status NoConnection(const std::string& error) {
  return absl::UnavailableError(
      "failed to connect to all addresses; last error: UNKNOWN: "
      "ipv4:192.0.2.1:7780: " +
      error);
}

TEST(ExplainConnection, SaysWhoIsNotTrusted) {
  for (const char* error :
       {"Ssl handshake failed: SSL_ERROR_SSL: error:0A000086:SSL "
        "routines::certificate verify failed",
        "Peer name shop.example is not in peer certificate"}) {
    const absl::Status status = ExplainConnection(NoConnection(error), kServer);

    EXPECT_TRUE(HadNoConnection(NoConnection(error)));
    EXPECT_TRUE(TakesALook(NoConnection(error), kServer));

    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(ReasonOf(status), "SERVER_NOT_TRUSTED");
    EXPECT_EQ(std::string(status.message())
                  .rfind("the certificate of shop.example:7780 is ", 0),
              0u)
        << status;
  }
}

TEST(ExplainConnection, SaysWhoSpeaksNoTls) {
  const absl::Status status = ExplainConnection(
      NoConnection("Ssl handshake failed: SSL_ERROR_SSL: error:0A00010B:SSL "
                   "routines::wrong version number"),
      kServer);

  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), "SERVER_WITHOUT_TLS");
  EXPECT_EQ(status.message(), "shop.example:7780 does not speak TLS");
}

TEST(ExplainConnection, NamesTheNameThatTheServerShouldHave) {
  const absl::Status status = ExplainConnection(
      NoConnection("Peer name bank.example is not in peer certificate"),
      kServer);

  EXPECT_EQ(status.message(),
            "the certificate of shop.example:7780 is for other names, not for "
            "bank.example: connect to a name that it is for, or give that as "
            "the server's name");
  EXPECT_EQ(MetadataOf(status).at("problem"), "OTHER_NAME");
}

TEST(ExplainConnection, SaysWhoIsNotThere) {
  const absl::Status refused =
      NoConnection("Failed to connect to remote host: Connection refused");

  const absl::Status status = ExplainConnection(refused, kServer);

  EXPECT_EQ(status,
            MakeError(absl::StatusCode::kUnavailable, "SERVER_UNREACHABLE",
                      "shop.example:7780 cannot be reached: "
                      "ipv4:192.0.2.1:7780: Failed to connect to remote host: "
                      "Connection refused"));
  EXPECT_TRUE(HadNoConnection(refused));
  for (const Destination& server : {kServer, kPlain}) {
    EXPECT_FALSE(TakesALook(refused, server));
  }
}

// Only a look tells a server that speaks TLS from one that is being stopped.
TEST(ExplainConnection, DoesNotJumpToConclusions) {
  const absl::Status closed = NoConnection("Socket closed");

  EXPECT_EQ(ReasonOf(ExplainConnection(closed, kPlain)), "SERVER_UNREACHABLE");
  EXPECT_TRUE(TakesALook(closed, kPlain));
  EXPECT_FALSE(TakesALook(closed, kServer));
  // Nobody is there any more.
  const absl::Status gone = absl::UnavailableError(
      "failed to connect to all addresses; last error: UNKNOWN: "
      "ipv6:%5B::1%5D:1: Socket closed");
  EXPECT_EQ(ReasonOf(ExplainByLooking(gone, kPlain, absl::Seconds(1))),
            "SERVER_UNREACHABLE");
  // Nothing is to be looked at.
  EXPECT_FALSE(
      TakesALook(absl::UnavailableError("failed to connect to all addresses; "
                                        "last error: UNKNOWN: unix:/tmp/s: "
                                        "Socket closed"),
                 kPlain));
}

// Whoever takes connections and says nothing.
TEST(ExplainByLooking, WaitsNoLongerThanItMay) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  ASSERT_EQ(bind(listener, generic, size), 0);
  ASSERT_EQ(listen(listener, 1), 0);
  ASSERT_EQ(getsockname(listener, generic, &size), 0);

  const absl::Status status = ExplainByLooking(
      absl::UnavailableError("failed to connect to all addresses; last error: "
                             "UNKNOWN: ipv4:127.0.0.1:" +
                             std::to_string(ntohs(address.sin_port)) +
                             ": Socket closed"),
      kPlain, absl::Milliseconds(20));

  close(listener);
  EXPECT_EQ(ReasonOf(status), "SERVER_UNREACHABLE");
}

TEST(ExplainConnection, LeavesOtherErrorsAsTheyAre) {
  for (const absl::Status& status :
       {absl::OkStatus(), absl::UnavailableError("certificate verify failed"),
        absl::UnknownError(std::string(
            NoConnection("certificate verify failed").message()))}) {
    EXPECT_EQ(ExplainConnection(status, kServer), status);
    EXPECT_EQ(ExplainByLooking(status, kServer, absl::Seconds(1)), status);
    EXPECT_FALSE(HadNoConnection(status));
    EXPECT_FALSE(TakesALook(status, kServer));
  }
}

}  // namespace
}  // namespace comptoir::sdk
