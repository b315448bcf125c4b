// Calls as bytes, the same way to every server, so that what differs between
// two figures is the server and not the client's parsing.
#ifndef COMPTOIR_TESTS_BENCHMARKS_CALLS_H_
#define COMPTOIR_TESTS_BENCHMARKS_CALLS_H_

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "tests/benchmarks/load.h"

namespace comptoir::benchmarks {

// Connections to one server, used in turn; each call carries `token`.
class Connections {
 public:
  Connections(const std::string& address, const std::string& token,
              int count = 2);

  template <typename Service>
  std::unique_ptr<typename Service::Stub> Stub() const {
    return Service::NewStub(channels_.front());
  }

  void Prepare(grpc::ClientContext& context) const {
    context.AddMetadata("authorization", authorization_);
  }
  const std::vector<std::shared_ptr<grpc::Channel>>& channels() const {
    return channels_;
  }

 private:
  std::string authorization_;
  std::vector<std::shared_ptr<grpc::Channel>> channels_;
};

// Serialized messages.
using MakeRequest = std::function<std::string(int64_t n)>;
using Answered = std::function<void(const std::string& response)>;

// Calls of one method, such as "/comptoir.customers.v1.CustomerService/Get…".
// `request` makes the request of call number n; `answered`, when set, sees each
// answer. `connections` must outlive the result.
Issue Unary(const Connections& connections, const std::string& method,
            MakeRequest request, Answered answered = nullptr);

// One call, waited for; the bytes of the answer. Ends the process when it
// fails: a benchmark without its data has nothing to say.
std::string CallOnce(const Connections& connections, const std::string& method,
                     const google::protobuf::Message& request);

// The same, parsed.
template <typename Response>
Response Ask(const Connections& connections, const std::string& method,
             const google::protobuf::Message& request) {
  Response response;
  response.ParseFromString(CallOnce(connections, method, request));
  return response;
}

}  // namespace comptoir::benchmarks

#endif  // COMPTOIR_TESTS_BENCHMARKS_CALLS_H_
