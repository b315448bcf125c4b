// What a server shows to whoever begins TLS with it. gRPC says that a
// connection failed, not why.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_TLS_SERVER_LOOK_H_
#define COMPTOIR_SDK_CPP_RUNTIME_TLS_SERVER_LOOK_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "comptoir/sdk/channel.h"

namespace comptoir::sdk {

// Of a server that speaks TLS.
struct ServerLook {
  // What is wrong with its certificate, whatever its names are. kOther is what
  // has no name here.
  enum class Problem {
    kNone,
    kExpired,
    kNotYetValid,
    kUnknownAuthority,
    kOther
  };

  Problem problem = Problem::kNone;
  // When the certificate begins and ends to be good.
  absl::Time begin_time;
  absl::Time end_time;
  // The hosts and addresses that it is for.
  std::vector<std::string> names;
};

// Connects to `peer`, which is "ADDRESS:PORT" in numbers, begins TLS as a
// client with these options would, sends nothing else and hangs up. Waits, up
// to `patience`. nullopt for who does not answer in time, or not in TLS.
std::optional<ServerLook> LookAtServer(std::string_view peer,
                                       const TlsOptions& tls,
                                       absl::Duration patience);

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_TLS_SERVER_LOOK_H_
