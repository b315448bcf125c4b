// Where and how a server listens.
#ifndef COMPTOIR_SERVER_OPS_LISTEN_OPTIONS_H_
#define COMPTOIR_SERVER_OPS_LISTEN_OPTIONS_H_

#include <string>

#include "absl/status/status.h"

namespace comptoir::ops {

struct ListenOptions {
  // "127.0.0.1:0"; port 0 takes any free one.
  std::string address = "127.0.0.1:0";
  // PEM files; both or none. Read again every few seconds, so that a renewed
  // certificate needs no restart (tls/certificate_keeper.h).
  std::string tls_cert_file;
  std::string tls_key_file;
  // Listen without TLS; only on loopback.
  bool insecure_loopback = false;

  bool has_tls() const { return !tls_cert_file.empty(); }
};

// INVALID_ARGUMENT, reason LISTEN_OPTIONS, when this must not or cannot be
// listened with; says what to change.
absl::Status CheckListenOptions(const ListenOptions& options);

}  // namespace comptoir::ops

#endif  // COMPTOIR_SERVER_OPS_LISTEN_OPTIONS_H_
