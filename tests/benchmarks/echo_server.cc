// The bare gRPC server that Comptoir is measured against: callback API, the
// same channel options, no work but the messages'.
//
//   echo_server PORT_FILE
#include <grpcpp/grpcpp.h>

#include <csignal>
#include <fstream>
#include <memory>
#include <string>

#include "comptoir/bench/v1/echo_service.grpc.pb.h"

namespace {

using comptoir::bench::v1::EchoRequest;
using comptoir::bench::v1::EchoResponse;
using comptoir::bench::v1::EchoService;
using comptoir::bench::v1::EchoStreamRequest;
using comptoir::bench::v1::EchoStreamResponse;

// Answers every message before it reads the next.
class Stream final
    : public grpc::ServerBidiReactor<EchoStreamRequest, EchoStreamResponse> {
 public:
  Stream() { StartRead(&request_); }

  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    response_.set_number(response_.number() + 1);
    StartWrite(&response_);
  }
  void OnWriteDone(bool ok) override {
    if (ok) StartRead(&request_);
  }
  void OnDone() override { delete this; }

 private:
  EchoStreamRequest request_;
  EchoStreamResponse response_;
};

class Service final : public EchoService::CallbackService {
 public:
  grpc::ServerUnaryReactor* Echo(grpc::CallbackServerContext* context,
                                 const EchoRequest* request,
                                 EchoResponse* response) override {
    response->mutable_payload()->resize(
        static_cast<size_t>(request->answer_bytes()), 'x');
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  grpc::ServerBidiReactor<EchoStreamRequest, EchoStreamResponse>* EchoStream(
      grpc::CallbackServerContext*) override {
    return new Stream();
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  Service service;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                           &port);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  std::ofstream(argv[1]) << "127.0.0.1:" << port << std::endl;
  server->Wait();
}
