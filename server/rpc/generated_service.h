// What generated service glue calls: the life of a call, each step once.
//
//   who calls -> may they -> is there time -> is the request well formed ->
//   snapshot or transaction -> redaction -> status -> metrics and log
//
// The only header of rpc/ that includes gRPC: generated .server.cc files
// include it, handlers never do.
#ifndef COMPTOIR_SERVER_RPC_GENERATED_SERVICE_H_
#define COMPTOIR_SERVER_RPC_GENERATED_SERVICE_H_

#include <functional>
#include <memory>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "grpcpp/grpcpp.h"
#include "server/rpc/bound_service.h"
#include "server/rpc/call.h"
#include "server/rpc/runtime.h"
#include "server/rpc/stream.h"
#include "server/rpc/stream_reactor.h"
#include "server/store/transaction.h"

namespace comptoir::rpc {

// Runs `body`, which fills the response it was made with, on the newest
// snapshot, on the calling thread.
grpc::ServerUnaryReactor* ServeRead(
    Runtime& runtime, const Method& method,
    grpc::CallbackServerContext* context,
    const google::protobuf::Message& request,
    google::protobuf::Message* response,
    absl::FunctionRef<absl::Status(const Call&, const store::Snapshot&)> body);

// Runs `body`, which fills `response`, in the merchant's lane; answers when it
// is durable. `body` may run more than once; `response` is cleared before each.
grpc::ServerUnaryReactor* ServeWrite(
    Runtime& runtime, const Method& method,
    grpc::CallbackServerContext* context,
    const google::protobuf::Message& request,
    google::protobuf::Message* response,
    std::function<absl::Status(const Call&, store::Transaction&)> body);

// `open` makes the source; it sees `request` only after it was admitted.
template <typename Request, typename Response>
grpc::ServerWriteReactor<Response>* ServeStream(
    Runtime& runtime, const Method& method,
    grpc::CallbackServerContext* context, const Request& request,
    std::function<absl::StatusOr<std::unique_ptr<Source<Response>>>(
        std::shared_ptr<const Call>, Wake)>
        open) {
  auto stream =
      std::make_shared<WriteStream<Response>>(runtime, method, context);
  stream->Start(const_cast<Request&>(request), std::move(open));
  return stream.get();
}

// Every request of the stream is admitted (validated) before the session
// takes it.
template <typename Request, typename Response>
grpc::ServerBidiReactor<Request, Response>* ServeSession(
    Runtime& runtime, const Method& method,
    grpc::CallbackServerContext* context,
    std::function<absl::StatusOr<std::unique_ptr<Session<Request, Response>>>(
        std::shared_ptr<const Call>, Wake)>
        open) {
  auto stream =
      std::make_shared<BidiStream<Request, Response>>(runtime, method, context);
  stream->Start(std::move(open));
  return stream.get();
}

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_GENERATED_SERVICE_H_
