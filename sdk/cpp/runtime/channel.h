// The connection of an application to one server: the first thing to make.
//
//   auto channel = comptoir::sdk::Connect(
//       {.address = "127.0.0.1:7780",
//        .credentials = comptoir::sdk::Credentials::TokenFile("till.token")});
//   if (!channel.ok()) ...
//   comptoir::customers::v1::CustomerServiceClient customers(*channel);
#ifndef COMPTOIR_SDK_CPP_RUNTIME_CHANNEL_H_
#define COMPTOIR_SDK_CPP_RUNTIME_CHANNEL_H_

#if __cplusplus < 202002L
#error "the SDK of Comptoir needs C++20: compile with -std=c++20"
#endif

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "comptoir/sdk/credentials.h"
#include "comptoir/sdk/retry_policy.h"

namespace comptoir::sdk {

// PEM texts, not file names.
struct TlsOptions {
  // Whom to trust; empty: whom the operating system trusts.
  std::string root_certificates = {};
  // The client's own certificate and key, for servers that ask for one.
  std::string certificate = {};
  std::string private_key = {};
  // The name that the server's certificate must carry; empty: that of the
  // address.
  std::string server_name = {};
};

struct ConnectOptions {
  // "host:port", or "unix:/path".
  std::string address = {};
  // Absent: no encryption, which Connect() accepts for this machine alone. Such
  // a connection never goes through a proxy, whatever the environment says.
  std::optional<TlsOptions> tls = {};
  Credentials credentials = {};
  // How often a request is sent at most; see CallOptions::attempts.
  int attempts = 5;
  // The waits between attempts.
  Backoff backoff = {};
};

// Whether an address can only be this machine's: in 127.0.0.0/8, ::1, localhost
// or unix:. Others need TLS.
bool IsThisMachine(std::string_view address);

// How many functions given to `Async...` calls of one channel run at once; more
// wait until one of them returns.
inline constexpr int kCallbacksAtOnceMax = 64;

// Many clients and threads may share one; it lives as long as the last client
// or call that uses it.
//
// What `Async...` calls are given is called back on threads that are there for
// that alone. It may block and make calls of its own: it holds up no call that
// somebody waits for, no deadline of one and no stream.
class Channel;

// Does no I/O: the connection is made by the first call and made anew whenever
// it is lost. A server that cannot be reached fails calls with UNAVAILABLE,
// reason SERVER_UNREACHABLE, after they were tried again. What no repetition
// mends fails them at once, with FAILED_PRECONDITION: reason SERVER_NOT_TRUSTED
// when the server's certificate is refused, for the `problem` in the metadata
// (EXPIRED, NOT_YET_VALID, UNKNOWN_AUTHORITY, OTHER_NAME), SERVER_WITHOUT_TLS
// when it speaks none, TLS_REQUIRED when it does and the options have none. To
// tell these apart the SDK may connect once more, up to a second, and hang up.
//
// Errors: INVALID_ARGUMENT for what can never work, with reason
// BAD_ADDRESS, as for a URL or a space, or BAD_TLS_OPTIONS, as for a file name
// in place of PEM; FAILED_PRECONDITION, reason TLS_REQUIRED, for another
// machine's address without TLS.
absl::StatusOr<std::shared_ptr<Channel>> Connect(ConnectOptions options);

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_CHANNEL_H_
