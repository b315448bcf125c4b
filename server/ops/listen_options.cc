#include "server/ops/listen_options.h"

#include <charconv>
#include <string_view>
#include <system_error>

#include "fmt/format.h"
#include "server/base/status.h"
#include "server/base/strings.h"
#include "server/ops/tls/key_pair.h"

namespace comptoir::ops {
namespace {

constexpr unsigned kPortMax = 65535;

absl::Status Wrong(std::string_view message) {
  return Error(absl::StatusCode::kInvalidArgument, "LISTEN_OPTIONS", message);
}

// HOST:PORT, with an IPv6 address in brackets. gRPC takes more, and listens on
// the rest of a port that is divided by 65536.
absl::Status CheckAddress(const std::string& address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos) {
    return Wrong(fmt::format("{}: must be HOST:PORT", address));
  }
  const std::string host = address.substr(0, colon);
  if (host.find(':') != std::string::npos && host.front() != '[') {
    return Wrong(
        fmt::format("{}: an IPv6 address is written as [::1]:7780", address));
  }
  const char* begin = address.data() + colon + 1;
  const char* end = address.data() + address.size();
  unsigned port = 0;
  const std::from_chars_result read = std::from_chars(begin, end, port);
  if (read.ec != std::errc() || read.ptr != end || port > kPortMax) {
    return Wrong(fmt::format("{}: the port must be a number from 0 to {}",
                             address, kPortMax));
  }
  return absl::OkStatus();
}

// An address, not a name that somebody else may give a meaning to.
bool IsLoopback(const std::string& address) {
  const std::string host = address.substr(0, address.rfind(':'));
  if (host == "localhost" || host == "[::1]") return true;
  return host.rfind("127.", 0) == 0 &&
         host.find_first_not_of("0123456789.") == std::string::npos;
}

}  // namespace

absl::Status CheckListenOptions(const ListenOptions& options) {
  RETURN_IF_ERROR(CheckAddress(options.address));
  if (options.tls_cert_file.empty() != options.tls_key_file.empty()) {
    return Wrong("--tls_cert and --tls_key go together");
  }
  if (options.has_tls()) {
    if (options.insecure_loopback) {
      return Wrong("--insecure_loopback and --tls_cert exclude each other");
    }
    const auto pair = ReadKeyPair(options.tls_cert_file, options.tls_key_file);
    return pair.ok() ? absl::OkStatus() : Wrong(ToStd(pair.status().message()));
  }
  if (!options.insecure_loopback) {
    return Wrong(
        "no TLS: set --tls_cert and --tls_key, or --insecure_loopback to "
        "listen without on a loopback address");
  }
  if (!IsLoopback(options.address)) {
    return Wrong(fmt::format("{}: --insecure_loopback listens on loopback only",
                             options.address));
  }
  return absl::OkStatus();
}

}  // namespace comptoir::ops
