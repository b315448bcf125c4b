// What the server listens with: TLS, or nothing on loopback when asked for.
#ifndef COMPTOIR_SERVER_OPS_TLS_H_
#define COMPTOIR_SERVER_OPS_TLS_H_

#include <memory>

#include "grpcpp/security/credentials.h"
#include "grpcpp/security/server_credentials.h"
#include "server/ops/listen_options.h"

namespace comptoir::ops {

// After CheckListenOptions() only.
std::shared_ptr<grpc::ServerCredentials> ServerCredentialsFor(
    const ListenOptions& options);

// For the server's look at itself: does not check who answers.
std::shared_ptr<grpc::ChannelCredentials> SelfCheckCredentialsFor(
    const ListenOptions& options);

}  // namespace comptoir::ops

#endif  // COMPTOIR_SERVER_OPS_TLS_H_
