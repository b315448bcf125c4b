#include <sys/un.h>

#include <algorithm>
#include <charconv>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "comptoir/sdk/callback_threads.h"
#include "comptoir/sdk/channel.h"
#include "comptoir/sdk/channel_core.h"
#include "comptoir/sdk/check_tls.h"
#include "comptoir/sdk/errors.h"
#include "comptoir/sdk/grpc_transport.h"

namespace comptoir::sdk {
namespace {

constexpr int kPortMax = 65535;
// Without the zero that ends it.
constexpr size_t kSocketPathMax = sizeof(sockaddr_un::sun_path) - 1;
constexpr std::string_view kSocket = "unix:";

bool StartsWith(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

// Whether `text` is a number that a port can have; without sign and blanks.
bool IsPort(std::string_view text) {
  int port = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port > 0 &&
         port <= kPortMax;
}

absl::Status BadAddress(std::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_ADDRESS", message);
}

// Blanks come with a text that was read from a file, and would make an address
// of another machine's of it.
bool IsBlankOrControl(char c) {
  return static_cast<unsigned char>(c) <= ' ' || c == '\x7f';
}

absl::Status CheckSocketPath(std::string_view path) {
  if (!path.empty() && path.size() <= kSocketPathMax) return absl::OkStatus();
  return BadAddress(absl::StrCat("'", std::string(kSocket), std::string(path),
                                 "' is not unix: and a path of up to ",
                                 kSocketPathMax, " bytes"));
}

absl::Status CheckAddress(std::string_view address) {
  if (StartsWith(address, kSocket)) {
    return CheckSocketPath(address.substr(kSocket.size()));
  }
  const std::string text(address);
  if (std::any_of(text.begin(), text.end(), IsBlankOrControl)) {
    return BadAddress(absl::StrCat(
        "'", text, "' holds a space or what is no letter: give HOST:PORT"));
  }
  const size_t scheme = address.find("://");
  if (scheme != std::string_view::npos) {
    return BadAddress(absl::StrCat(
        "'", text, "' is a URL, not HOST:PORT: leave out '",
        text.substr(0, scheme + 3), "'; TLS has options of its own"));
  }
  const size_t colon = address.rfind(':');
  const bool is_good = colon != std::string_view::npos && colon > 0 &&
                       address.find('/') == std::string_view::npos &&
                       IsPort(address.substr(colon + 1));
  if (is_good) return absl::OkStatus();
  return BadAddress(absl::StrCat(
      "'", text, "' is not HOST:PORT with a port from 1 to ", kPortMax));
}

absl::Status CheckSecurity(const ConnectOptions& options) {
  if (!options.tls) {
    if (IsThisMachine(options.address)) return absl::OkStatus();
    return MakeError(
        absl::StatusCode::kFailedPrecondition, "TLS_REQUIRED",
        absl::StrCat(options.address, " is another machine, which takes TLS"));
  }
  return CheckTls(*options.tls);
}

double Random() {
  thread_local std::minstd_rand random(std::random_device{}());
  return std::uniform_real_distribution<double>(0, 1)(random);
}

}  // namespace

absl::StatusOr<std::shared_ptr<Channel>> Connect(ConnectOptions options) {
  absl::Status status = CheckAddress(options.address);
  if (status.ok()) status = CheckSecurity(options);
  if (!status.ok()) return status;
  return std::make_shared<Channel>(ChannelParts{
      .transport = MakeGrpcTransport(options),
      .timer = MakeGrpcTimer(),
      .callbacks = std::make_shared<CallbackThreads>(kCallbacksAtOnceMax,
                                                     kCallbackThreadIdle),
      .random = &Random,
      .attempts = options.attempts,
      .backoff = options.backoff,
  });
}

}  // namespace comptoir::sdk
