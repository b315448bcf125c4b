// Serves streams: StreamCore as gRPC's reactors.
#ifndef COMPTOIR_SERVER_RPC_STREAMS_STREAM_REACTOR_H_
#define COMPTOIR_SERVER_RPC_STREAMS_STREAM_REACTOR_H_

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "server/rpc/streams/stream_core.h"

namespace comptoir::rpc {

// A server stream: `handler.request` is not null.
grpc::ServerWriteReactor<grpc::ByteBuffer>* ServeStream(
    const StreamHandler& handler, grpc::CallbackServerContext* context,
    const grpc::ByteBuffer* request);

// A bidirectional stream: every message is admitted before it is taken.
grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* ServeSession(
    const StreamHandler& handler, grpc::CallbackServerContext* context);

// A client stream: as a session; its one message goes into `response`.
grpc::ServerReadReactor<grpc::ByteBuffer>* ServeIntake(
    const StreamHandler& handler, grpc::CallbackServerContext* context,
    grpc::ByteBuffer* response);

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_STREAMS_STREAM_REACTOR_H_
