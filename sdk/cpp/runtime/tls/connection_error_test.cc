// The texts are those of gRPC; tls_test.cc has it say them.
#include "comptoir/sdk/connection_error.h"

#include <string>

#include "comptoir/sdk/errors.h"
#include "gtest/gtest.h"

namespace comptoir::sdk {
namespace {

constexpr char kServer[] = "shop.example:7780";

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

TEST(ExplainConnection, SaysWhoIsNotThere) {
  EXPECT_EQ(
      ExplainConnection(
          NoConnection("Failed to connect to remote host: Connection refused"),
          kServer),
      absl::UnavailableError(
          "shop.example:7780 cannot be reached: ipv4:192.0.2.1:7780: Failed to "
          "connect to remote host: Connection refused"));
}

TEST(ExplainConnection, LeavesOtherErrorsAsTheyAre) {
  for (const absl::Status& status :
       {absl::OkStatus(), absl::UnavailableError("certificate verify failed"),
        absl::UnknownError(std::string(
            NoConnection("certificate verify failed").message()))}) {
    EXPECT_EQ(ExplainConnection(status, kServer), status);
  }
}

}  // namespace
}  // namespace comptoir::sdk
