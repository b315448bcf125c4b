// What the server listens with: TLS, or nothing on loopback when asked for.
#ifndef COMPTOIR_SERVER_OPS_TLS_TLS_H_
#define COMPTOIR_SERVER_OPS_TLS_TLS_H_

#include <memory>

#include "grpcpp/security/credentials.h"
#include "grpcpp/security/server_credentials.h"
#include "server/ops/tls/certificate_keeper.h"

namespace comptoir::ops {

// TLS with the pair that `certificates` has when a connection begins. For one
// port of one server, which it must outlive.
std::shared_ptr<grpc::ServerCredentials> TlsCredentials(
    std::shared_ptr<const CertificateKeeper> certificates);

// For the server's look at itself, which does not check who answers.
std::shared_ptr<grpc::ChannelCredentials> SelfCheckCredentials(bool has_tls);

}  // namespace comptoir::ops

#endif  // COMPTOIR_SERVER_OPS_TLS_TLS_H_
