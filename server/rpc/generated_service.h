// What generated bindings are made of: a gRPC service whose methods take and
// give raw bytes, so that each step of a call (unary.h, stream_core.h) is
// compiled once and a request is parsed only after its caller was admitted.
// Handlers never include it.
#ifndef COMPTOIR_SERVER_RPC_GENERATED_SERVICE_H_
#define COMPTOIR_SERVER_RPC_GENERATED_SERVICE_H_

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "grpcpp/impl/service_type.h"
#include "server/rpc/bound_service.h"
#include "server/rpc/call.h"
#include "server/rpc/runtime.h"
#include "server/rpc/streams/any_session.h"
#include "server/rpc/streams/stream_core.h"
#include "server/rpc/unary.h"

namespace comptoir::rpc {

// One service; `Add...` is called once per method, by its short name. The
// handler given is a function of what the handler base's method takes.
class GeneratedService : public grpc::Service, public BoundService {
 public:
  // `name` is the service's full name. `runtime` must outlive this.
  GeneratedService(Runtime& runtime, const std::string& name);

  grpc::Service* grpc_service() final { return this; }

 protected:
  template <typename Request, typename Response>
  void AddRead(const std::string& method,
               std::function<absl::StatusOr<Response>(
                   const Call&, const store::Snapshot&, const Request&)>
                   handler) {
    AddRawRead(method, WithoutTypes<const store::Snapshot&, Request, Response>(
                           std::move(handler)));
  }

  template <typename Request, typename Response>
  void AddWrite(const std::string& method,
                std::function<absl::StatusOr<Response>(
                    const Call&, store::Transaction&, const Request&)>
                    handler) {
    AddRawWrite(method, WithoutTypes<store::Transaction&, Request, Response>(
                            std::move(handler)));
  }

  template <typename Request, typename Response>
  void AddStream(
      const std::string& method,
      std::function<absl::StatusOr<std::unique_ptr<Source<Response>>>(
          std::shared_ptr<const Call>, const Request&, Wake)>
          handler) {
    AddRawStream(
        method,
        [handler = std::move(handler)](
            std::shared_ptr<const Call> call,
            const google::protobuf::Message* request,
            Wake wake) -> absl::StatusOr<std::unique_ptr<AnySession>> {
          auto source =
              handler(std::move(call), static_cast<const Request&>(*request),
                      std::move(wake));
          if (!source.ok()) return std::move(source).status();
          return std::make_unique<AnySource<Response>>(*std::move(source));
        });
  }

  template <typename Request, typename Response>
  void AddIntake(
      const std::string& method,
      std::function<absl::StatusOr<std::unique_ptr<Intake<Request, Response>>>(
          std::shared_ptr<const Call>)>
          handler) {
    AddRawIntake(
        method,
        [handler = std::move(handler)](
            std::shared_ptr<const Call> call, const google::protobuf::Message*,
            Wake wake) -> absl::StatusOr<std::unique_ptr<AnySession>> {
          auto intake = handler(std::move(call));
          if (!intake.ok()) return std::move(intake).status();
          return std::make_unique<AnyIntake<Request, Response>>(
              *std::move(intake), std::move(wake));
        });
  }

  template <typename Request, typename Response>
  void AddSession(
      const std::string& method,
      std::function<absl::StatusOr<std::unique_ptr<Session<Request, Response>>>(
          std::shared_ptr<const Call>, Wake)>
          handler) {
    AddRawSession(
        method,
        [handler = std::move(handler)](
            std::shared_ptr<const Call> call, const google::protobuf::Message*,
            Wake wake) -> absl::StatusOr<std::unique_ptr<AnySession>> {
          auto session = handler(std::move(call), std::move(wake));
          if (!session.ok()) return std::move(session).status();
          return std::make_unique<AnyBidiSession<Request, Response>>(
              *std::move(session));
        });
  }

 private:
  // As unary.h takes it; `Data` is the snapshot or the transaction.
  template <typename Data, typename Request, typename Response>
  static auto WithoutTypes(
      std::function<absl::StatusOr<Response>(const Call&, Data, const Request&)>
          handler) {
    return
        [handler = std::move(handler)](const Call& call, Data data,
                                       const google::protobuf::Message& request,
                                       TakeAnswer answer) -> absl::Status {
          absl::StatusOr<Response> response =
              handler(call, data, static_cast<const Request&>(request));
          if (!response.ok()) return std::move(response).status();
          answer(*response);
          return absl::OkStatus();
        };
  }

  void AddRawRead(const std::string& method, ReadBody body);
  void AddRawWrite(const std::string& method, WriteBody body);
  void AddRawStream(const std::string& method, OpenStream open);
  void AddRawIntake(const std::string& method, OpenStream open);
  void AddRawSession(const std::string& method, OpenStream open);
  const google::protobuf::MethodDescriptor& Find(const std::string& name) const;
  // The method's path, "/service/method"; lives as long as the service.
  const char* PathOf(const google::protobuf::MethodDescriptor& method);

  Runtime& runtime_;
  const google::protobuf::ServiceDescriptor* const service_;
  std::deque<std::string> paths_;
  std::deque<UnaryHandler<ReadBody>> reads_;
  std::deque<UnaryHandler<WriteBody>> writes_;
  std::deque<StreamHandler> streams_;
  int methods_added_ = 0;
};

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_GENERATED_SERVICE_H_
