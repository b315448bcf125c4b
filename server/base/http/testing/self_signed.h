// A key and a certificate for tests of TLS.
#ifndef COMPTOIR_SERVER_BASE_HTTP_TESTING_SELF_SIGNED_H_
#define COMPTOIR_SERVER_BASE_HTTP_TESTING_SELF_SIGNED_H_

#include <string>

#include "absl/time/time.h"

namespace comptoir {

// Writes a new key to `key_file` and a certificate for it, good for `lifetime`
// from now, to `cert_file`; both PEM. The certificate is that of "localhost"
// and of every address that leads to this machine: 127.0.0.1, and 0.0.0.0,
// which no client takes for its own machine's. Ends the test program when it
// cannot.
void WriteSelfSigned(const std::string& cert_file, const std::string& key_file,
                     absl::Duration lifetime = absl::Hours(24));

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_HTTP_TESTING_SELF_SIGNED_H_
