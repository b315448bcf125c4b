// Calls straight through gRPC's stubs, the same way to every server, so that
// what differs between two figures is the server.
#ifndef COMPTOIR_TESTS_BENCHMARKS_CALLS_H_
#define COMPTOIR_TESTS_BENCHMARKS_CALLS_H_

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/benchmarks/load.h"

namespace comptoir::benchmarks {

// Connections to one server, used in turn; each call carries `token`.
class Connections {
 public:
  Connections(const std::string& address, std::string token, int count = 2)
      : authorization_("Bearer " + std::move(token)) {
    for (int i = 0; i < count; ++i) {
      grpc::ChannelArguments arguments;
      // Without it channels of equal arguments share one connection.
      arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
      channels_.push_back(grpc::CreateCustomChannel(
          address, grpc::InsecureChannelCredentials(), arguments));
    }
  }

  template <typename Service>
  std::vector<std::unique_ptr<typename Service::Stub>> Stubs() const {
    std::vector<std::unique_ptr<typename Service::Stub>> stubs;
    for (const auto& channel : channels_) {
      stubs.push_back(Service::NewStub(channel));
    }
    return stubs;
  }

  void Prepare(grpc::ClientContext& context) const {
    context.AddMetadata("authorization", authorization_);
  }

 private:
  std::string authorization_;
  std::vector<std::shared_ptr<grpc::Channel>> channels_;
};

// Calls of one method; `request` makes the request of call number n and
// `answered`, when set, sees each answer.
template <typename Service, typename Request, typename Response>
Issue Unary(const Connections& connections,
            void (Service::StubInterface::async_interface::*method)(
                grpc::ClientContext*, const Request*, Response*,
                std::function<void(grpc::Status)>),
            std::function<Request(int64_t n)> request,
            std::function<void(const Response&)> answered = nullptr) {
  struct State {
    grpc::ClientContext context;
    Request request;
    Response response;
  };
  auto stubs =
      std::make_shared<std::vector<std::unique_ptr<typename Service::Stub>>>(
          connections.Stubs<Service>());
  return [=, &connections](int64_t n, std::function<void(bool)> done) {
    auto state = std::make_shared<State>();
    connections.Prepare(state->context);
    state->context.set_deadline(std::chrono::system_clock::now() +
                                std::chrono::seconds(30));
    state->request = request(n);
    auto& stub = *(*stubs)[static_cast<size_t>(n) % stubs->size()];
    (stub.async()->*method)(
        &state->context, &state->request, &state->response,
        [state, answered, done = std::move(done)](grpc::Status status) {
          static std::atomic<int> shown{0};
          if (!status.ok() && shown++ < 3) {
            std::fprintf(stderr, "call failed: %d %s\n", status.error_code(),
                         status.error_message().c_str());
          }
          if (status.ok() && answered) answered(state->response);
          done(status.ok());
        });
  };
}

// One call, waited for. Ends the process when it fails: a benchmark without
// its data has nothing to say.
template <typename Service, typename Request, typename Response>
Response CallOnce(const Connections& connections,
                  void (Service::StubInterface::async_interface::*method)(
                      grpc::ClientContext*, const Request*, Response*,
                      std::function<void(grpc::Status)>),
                  const Request& request) {
  Response result;
  const Issue issue = Unary<Service, Request, Response>(
      connections, method, [&](int64_t) { return request; },
      [&](const Response& response) { result = response; });
  const LoadResult load = ClosedLoop(issue, 1, absl::ZeroDuration());
  if (load.errors > 0) std::exit(1);
  return result;
}

}  // namespace comptoir::benchmarks

#endif  // COMPTOIR_TESTS_BENCHMARKS_CALLS_H_
