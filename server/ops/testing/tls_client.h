// A look at a TLS port from outside.
#ifndef COMPTOIR_SERVER_OPS_TESTING_TLS_CLIENT_H_
#define COMPTOIR_SERVER_OPS_TESTING_TLS_CLIENT_H_

#include <string>

namespace comptoir::ops {

// The certificate that a new connection to `port` of 127.0.0.1 is shown, as
// PEM; empty when the handshake fails.
std::string CertificateShownAt(int port);

}  // namespace comptoir::ops

#endif  // COMPTOIR_SERVER_OPS_TESTING_TLS_CLIENT_H_
