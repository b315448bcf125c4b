#include <random>
#include <string_view>
#include <utility>

#include "comptoir/sdk/channel.h"
#include "comptoir/sdk/channel_core.h"
#include "comptoir/sdk/errors.h"
#include "comptoir/sdk/grpc_transport.h"
#include "fmt/format.h"

namespace comptoir::sdk {
namespace {

bool StartsWith(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

// Whether the address can only be this machine.
bool IsLoopback(std::string_view address) {
  if (StartsWith(address, "unix:")) return true;
  const std::string_view host = address.substr(0, address.rfind(':'));
  if (host == "localhost" || host == "[::1]") return true;
  // Digits and dots alone, so that 127.example.com is not taken for it.
  return StartsWith(host, "127.") &&
         host.find_first_not_of("0123456789.") == std::string_view::npos;
}

absl::Status CheckAddress(std::string_view address) {
  if (StartsWith(address, "unix:")) return absl::OkStatus();
  const size_t colon = address.rfind(':');
  const bool has_port = colon != std::string_view::npos && colon > 0 &&
                        colon + 1 < address.size() &&
                        address.find_first_not_of("0123456789", colon + 1) ==
                            std::string_view::npos;
  if (has_port) return absl::OkStatus();
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_ADDRESS",
                   fmt::format("'{}' is not HOST:PORT", address));
}

absl::Status CheckSecurity(const ConnectOptions& options) {
  if (!options.tls) {
    if (IsLoopback(options.address)) return absl::OkStatus();
    return MakeError(
        absl::StatusCode::kFailedPrecondition, "TLS_REQUIRED",
        fmt::format("{} is another machine: set tls", options.address));
  }
  if (options.tls->certificate.empty() != options.tls->private_key.empty()) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_TLS_OPTIONS",
                     "certificate and private_key go together");
  }
  return absl::OkStatus();
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
      .random = &Random,
      .attempts = options.attempts,
      .backoff = options.backoff,
  });
}

}  // namespace comptoir::sdk
