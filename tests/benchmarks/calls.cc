#include "tests/benchmarks/calls.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace comptoir::benchmarks {
namespace {

// One call under way.
struct Call {
  grpc::ClientContext context;
  grpc::ByteBuffer request;
  grpc::ByteBuffer response;
};

std::string TextOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string text;
  if (!buffer.Dump(&slices).ok()) return text;
  for (const grpc::Slice& slice : slices) {
    text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return text;
}

// The first few failures tell what is wrong; the rest are counted.
void Complain(const std::string& method, const grpc::Status& status) {
  static std::atomic<int> shown{0};
  if (shown++ >= 3) return;
  std::fprintf(stderr, "%s failed: %d %s\n", method.c_str(),
               status.error_code(), status.error_message().c_str());
}

}  // namespace

Connections::Connections(const std::string& address, const std::string& token,
                         int count)
    : authorization_("Bearer " + token) {
  for (int i = 0; i < count; ++i) {
    grpc::ChannelArguments arguments;
    // Without it channels of equal arguments share one connection.
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    channels_.push_back(grpc::CreateCustomChannel(
        address, grpc::InsecureChannelCredentials(), arguments));
  }
}

Issue Unary(const Connections& connections, const std::string& method,
            MakeRequest request, Answered answered) {
  auto stubs = std::make_shared<std::vector<grpc::GenericStub>>();
  for (const auto& channel : connections.channels()) {
    stubs->emplace_back(channel);
  }
  return [=, &connections](int64_t n, std::function<void(bool)> done) {
    auto call = std::make_shared<Call>();
    connections.Prepare(call->context);
    call->context.set_deadline(std::chrono::system_clock::now() +
                               std::chrono::seconds(30));
    const grpc::Slice bytes(request(n));
    call->request = grpc::ByteBuffer(&bytes, 1);
    (*stubs)[static_cast<size_t>(n) % stubs->size()].UnaryCall(
        &call->context, method, grpc::StubOptions(), &call->request,
        &call->response,
        [call, method, answered,
         done = std::move(done)](const grpc::Status& status) {
          if (!status.ok()) Complain(method, status);
          if (status.ok() && answered) answered(TextOf(call->response));
          done(status.ok());
        });
  };
}

std::string CallOnce(const Connections& connections, const std::string& method,
                     const google::protobuf::Message& request) {
  std::string result;
  const Issue issue = Unary(
      connections, method,
      [bytes = request.SerializeAsString()](int64_t) { return bytes; },
      [&](const std::string& response) { result = response; });
  const LoadResult load = CountedLoop(issue, 1, 1);
  if (load.errors > 0) std::exit(1);
  return result;
}

}  // namespace comptoir::benchmarks
