#include "server/rpc/generated_service.h"

#include <cstdio>
#include <cstdlib>

#include "grpcpp/impl/codegen/server_callback_handlers.h"
#include "grpcpp/impl/rpc_service_method.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "server/rpc/streams/stream_reactor.h"

namespace comptoir::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;
using grpc::ByteBuffer;
using grpc::CallbackServerContext;
using grpc::internal::RpcMethod;
using grpc::internal::RpcServiceMethod;

// Bindings are generated from the very protos that are linked in: what is not
// found is a bug of the build.
template <typename T>
const T& MustHave(const T* found, const std::string& name) {
  if (found == nullptr) {
    std::fprintf(stderr, "%s is not linked in\n", name.c_str());
    std::abort();
  }
  return *found;
}

const Message& PrototypeOf(const Descriptor* type) {
  return *google::protobuf::MessageFactory::generated_factory()->GetPrototype(
      type);
}

RpcServiceMethod* NewMethod(const char* path, RpcMethod::RpcType type) {
  return new RpcServiceMethod(path, type, /*handler=*/nullptr);
}

}  // namespace

GeneratedService::GeneratedService(Runtime& runtime, const std::string& name)
    : runtime_(runtime),
      service_(&MustHave(
          google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
              name),
          name)) {}

const MethodDescriptor& GeneratedService::Find(const std::string& name) const {
  return MustHave(service_->FindMethodByName(name), name);
}

const char* GeneratedService::PathOf(const MethodDescriptor& method) {
  return paths_
      .emplace_back("/" + method.service()->full_name() + "/" + method.name())
      .c_str();
}

void GeneratedService::AddRawRead(const std::string& name, ReadBody body) {
  const MethodDescriptor& method = Find(name);
  const auto& handler = reads_.emplace_back(
      UnaryHandler<ReadBody>{.runtime = runtime_,
                             .method = runtime_.Bind(&method),
                             .request = PrototypeOf(method.input_type()),
                             .response = PrototypeOf(method.output_type()),
                             .body = std::move(body)});
  AddMethod(NewMethod(PathOf(method), RpcMethod::NORMAL_RPC));
  MarkMethodRawCallback(
      methods_added_++,
      new grpc::internal::CallbackUnaryHandler<ByteBuffer, ByteBuffer>(
          [&handler](CallbackServerContext* context, const ByteBuffer* request,
                     ByteBuffer* response) {
            return ServeRead(handler, context, request, response);
          }));
}

void GeneratedService::AddRawWrite(const std::string& name, WriteBody body) {
  const MethodDescriptor& method = Find(name);
  const auto& handler = writes_.emplace_back(
      UnaryHandler<WriteBody>{.runtime = runtime_,
                              .method = runtime_.Bind(&method),
                              .request = PrototypeOf(method.input_type()),
                              .response = PrototypeOf(method.output_type()),
                              .body = std::move(body)});
  AddMethod(NewMethod(PathOf(method), RpcMethod::NORMAL_RPC));
  MarkMethodRawCallback(
      methods_added_++,
      new grpc::internal::CallbackUnaryHandler<ByteBuffer, ByteBuffer>(
          [&handler](CallbackServerContext* context, const ByteBuffer* request,
                     ByteBuffer* response) {
            return ServeWrite(handler, context, request, response);
          }));
}

void GeneratedService::AddRawStream(const std::string& name, OpenStream open) {
  const MethodDescriptor& method = Find(name);
  const auto& handler = streams_.emplace_back(
      StreamHandler{.runtime = runtime_,
                    .method = runtime_.Bind(&method),
                    .request = &PrototypeOf(method.input_type()),
                    .open = std::move(open)});
  AddMethod(NewMethod(PathOf(method), RpcMethod::SERVER_STREAMING));
  MarkMethodRawCallback(
      methods_added_++,
      new grpc::internal::CallbackServerStreamingHandler<ByteBuffer,
                                                         ByteBuffer>(
          [&handler](CallbackServerContext* context,
                     const ByteBuffer* request) {
            return ServeStream(handler, context, request);
          }));
}

void GeneratedService::AddRawIntake(const std::string& name, OpenStream open) {
  const MethodDescriptor& method = Find(name);
  const auto& handler =
      streams_.emplace_back(StreamHandler{.runtime = runtime_,
                                          .method = runtime_.Bind(&method),
                                          .request = nullptr,
                                          .open = std::move(open),
                                          .idle_max = kIntakeIdleMax});
  AddMethod(NewMethod(PathOf(method), RpcMethod::CLIENT_STREAMING));
  MarkMethodRawCallback(
      methods_added_++,
      new grpc::internal::CallbackClientStreamingHandler<ByteBuffer,
                                                         ByteBuffer>(
          [&handler](CallbackServerContext* context, ByteBuffer* response) {
            return ServeIntake(handler, context, response);
          }));
}

void GeneratedService::AddRawSession(const std::string& name, OpenStream open) {
  const MethodDescriptor& method = Find(name);
  const auto& handler =
      streams_.emplace_back(StreamHandler{.runtime = runtime_,
                                          .method = runtime_.Bind(&method),
                                          .request = nullptr,
                                          .open = std::move(open)});
  AddMethod(NewMethod(PathOf(method), RpcMethod::BIDI_STREAMING));
  MarkMethodRawCallback(
      methods_added_++,
      new grpc::internal::CallbackBidiHandler<ByteBuffer, ByteBuffer>(
          [&handler](CallbackServerContext* context) {
            return ServeSession(handler, context);
          }));
}

}  // namespace comptoir::rpc
