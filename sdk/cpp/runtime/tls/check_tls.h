// What is wrong with TLS options before anything is connected.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_TLS_CHECK_TLS_H_
#define COMPTOIR_SDK_CPP_RUNTIME_TLS_CHECK_TLS_H_

#include "absl/status/status.h"
#include "comptoir/sdk/channel.h"

namespace comptoir::sdk {

// INVALID_ARGUMENT, reason BAD_TLS_OPTIONS, for options that gRPC cannot use,
// which it reports as a server that cannot be reached: texts that hold no PEM,
// such as file names, and keys that are encrypted or of another certificate.
absl::Status CheckTls(const TlsOptions& tls);

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_TLS_CHECK_TLS_H_
