#include "server/ops/health/health_service.h"

#include <optional>
#include <utility>

#include "google/protobuf/wrappers.pb.h"
#include "grpcpp/impl/codegen/server_callback_handlers.h"
#include "grpcpp/impl/rpc_service_method.h"
#include "grpcpp/support/proto_buffer_reader.h"

namespace comptoir::ops {
namespace {

using grpc::ByteBuffer;
using grpc::internal::RpcMethod;
using grpc::internal::RpcServiceMethod;

// The messages of the service have one field each, of the number that the
// well-known wrappers have, and so the same bytes: HealthCheckRequest those of
// a StringValue, HealthCheckResponse those of an Int32Value.

std::optional<std::string> NameIn(const ByteBuffer& request) {
  ByteBuffer copy = request;
  google::protobuf::StringValue name;
  grpc::ProtoBufferReader reader(&copy);
  if (!name.ParseFromZeroCopyStream(&reader)) return std::nullopt;
  return std::move(*name.mutable_value());
}

ByteBuffer ResponseOf(int status) {
  google::protobuf::Int32Value response;
  response.set_value(status);
  const grpc::Slice slice(response.SerializeAsString());
  return ByteBuffer(&slice, 1);
}

grpc::Status Malformed() {
  return {grpc::StatusCode::INVALID_ARGUMENT, "the request cannot be parsed"};
}

grpc::Status Draining() {
  return {grpc::StatusCode::UNAVAILABLE, "the server is about to stop"};
}

}  // namespace

// One open Watch. Deletes itself when gRPC is done with it.
class HealthService::Watcher final
    : public grpc::ServerWriteReactor<ByteBuffer> {
 public:
  Watcher(HealthService& service, std::string name)
      : service_(service), name_(std::move(name)) {}

  const std::string& name() const { return name_; }

  // The client is told the newest status; those that came and went while it was
  // slow are left out.
  void Say(Status status) {
    const std::lock_guard<std::mutex> lock(mutex_);
    wanted_ = status;
    GoOn();
  }

  // After what was said last.
  void End(grpc::Status status) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!end_) end_ = std::move(status);
    GoOn();
  }

 private:
  void OnWriteDone(bool ok) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    writing_ = false;
    if (!ok && !end_) end_ = grpc::Status::CANCELLED;
    if (!ok) wanted_ = said_;
    GoOn();
  }
  void OnCancel() override { End(grpc::Status::CANCELLED); }
  void OnDone() override {
    service_.Remove(this);
    delete this;
  }

  // With mutex_ held.
  void GoOn() {
    if (writing_ || finished_) return;
    if (wanted_ != said_) {
      said_ = wanted_;
      writing_ = true;
      response_ = ResponseOf(*said_);
      StartWrite(&response_);
    } else if (end_) {
      finished_ = true;
      Finish(*end_);
    }
  }

  HealthService& service_;
  const std::string name_;
  std::mutex mutex_;  // Guards what follows.
  std::optional<Status> wanted_;
  std::optional<Status> said_;
  std::optional<grpc::Status> end_;
  ByteBuffer response_;
  bool writing_ = false;
  bool finished_ = false;
};

HealthService::HealthService(std::set<std::string> names)
    : names_(std::move(names)) {
  AddMethod(new RpcServiceMethod("/grpc.health.v1.Health/Check",
                                 RpcMethod::NORMAL_RPC, nullptr));
  MarkMethodRawCallback(
      0, new grpc::internal::CallbackUnaryHandler<ByteBuffer, ByteBuffer>(
             [this](grpc::CallbackServerContext* context,
                    const ByteBuffer* request, ByteBuffer* response) {
               return Check(context, *request, response);
             }));
  AddMethod(new RpcServiceMethod("/grpc.health.v1.Health/Watch",
                                 RpcMethod::SERVER_STREAMING, nullptr));
  MarkMethodRawCallback(
      1, new grpc::internal::CallbackServerStreamingHandler<ByteBuffer,
                                                            ByteBuffer>(
             [this](grpc::CallbackServerContext*, const ByteBuffer* request) {
               return Watch(*request);
             }));
}

HealthService::~HealthService() = default;

HealthService::Status HealthService::StatusOf(const std::string& name) const {
  if (!name.empty() && names_.count(name) == 0) return kServiceUnknown;
  return serving_ ? kServing : kNotServing;
}

grpc::ServerUnaryReactor* HealthService::Check(
    grpc::CallbackServerContext* context, const ByteBuffer& request,
    ByteBuffer* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const std::optional<std::string> name = NameIn(request);
  if (!name) {
    reactor->Finish(Malformed());
    return reactor;
  }
  Status status;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    status = StatusOf(*name);
  }
  if (status == kServiceUnknown) {
    reactor->Finish({grpc::StatusCode::NOT_FOUND, "no such service"});
  } else {
    *response = ResponseOf(status);
    reactor->Finish(grpc::Status::OK);
  }
  return reactor;
}

grpc::ServerWriteReactor<ByteBuffer>* HealthService::Watch(
    const ByteBuffer& request) {
  std::optional<std::string> name = NameIn(request);
  const bool is_sound = name.has_value();
  auto* watcher = new Watcher(*this, std::move(name).value_or(""));
  const std::lock_guard<std::mutex> lock(mutex_);
  const bool is_full = watchers_.size() >= kWatchesMax;
  watchers_.insert(watcher);
  if (!is_sound) {
    watcher->End(Malformed());
  } else if (draining_) {
    watcher->End(Draining());
  } else if (is_full) {
    watcher->End({grpc::StatusCode::RESOURCE_EXHAUSTED,
                  "too many watches of the server's health are open"});
  } else {
    watcher->Say(StatusOf(watcher->name()));
  }
  return watcher;
}

void HealthService::SetServing(bool serving) {
  const std::lock_guard<std::mutex> lock(mutex_);
  serving_ = serving;
  for (Watcher* watcher : watchers_) watcher->Say(StatusOf(watcher->name()));
}

void HealthService::Drain() {
  const std::lock_guard<std::mutex> lock(mutex_);
  serving_ = false;
  draining_ = true;
  for (Watcher* watcher : watchers_) {
    watcher->Say(StatusOf(watcher->name()));
    watcher->End(Draining());
  }
}

void HealthService::Remove(Watcher* watcher) {
  const std::lock_guard<std::mutex> lock(mutex_);
  watchers_.erase(watcher);
}

}  // namespace comptoir::ops
