// The life of a unary call, each step once:
//
//   who calls -> may they -> is anybody waiting -> is the request well formed
//   -> snapshot or transaction -> redaction -> status -> figures and log
//
// Nothing of the request is looked at, not even parsed, before the caller's
// right to the method is known.
#ifndef COMPTOIR_SERVER_RPC_UNARY_H_
#define COMPTOIR_SERVER_RPC_UNARY_H_

#include <functional>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "server/rpc/call.h"
#include "server/rpc/runtime.h"
#include "server/store/transaction.h"

namespace comptoir::rpc {

// Takes a handler's answer; called once, before the body returns OK.
using TakeAnswer = absl::FunctionRef<void(google::protobuf::Message&)>;

// A handler whose types were erased. `request` is of the method's type.
using ReadBody = std::function<absl::Status(
    const Call& call, const store::Snapshot& snapshot,
    const google::protobuf::Message& request, TakeAnswer answer)>;
using WriteBody = std::function<absl::Status(
    const Call& call, store::Transaction& txn,
    const google::protobuf::Message& request, TakeAnswer answer)>;

// A method and the handler behind it. Outlives the calls.
template <typename Body>
struct UnaryHandler {
  Runtime& runtime;
  const Method& method;
  // The default request, to make others from.
  const google::protobuf::Message& request;
  // The default response.
  const google::protobuf::Message& response;
  Body body;
};

// Runs the body on the newest snapshot, on this thread.
grpc::ServerUnaryReactor* ServeRead(const UnaryHandler<ReadBody>& handler,
                                    grpc::CallbackServerContext* context,
                                    const grpc::ByteBuffer* request,
                                    grpc::ByteBuffer* response);

// Runs the body in the merchant's lane, once or more; answers when its outcome
// is durable.
grpc::ServerUnaryReactor* ServeWrite(const UnaryHandler<WriteBody>& handler,
                                     grpc::CallbackServerContext* context,
                                     const grpc::ByteBuffer* request,
                                     grpc::ByteBuffer* response);

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_UNARY_H_
