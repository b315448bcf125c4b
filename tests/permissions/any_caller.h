// Calls any method of a server by its descriptor, as whoever has a token.
#ifndef COMPTOIR_TESTS_PERMISSIONS_ANY_CALLER_H_
#define COMPTOIR_TESTS_PERMISSIONS_ANY_CALLER_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/grpcpp.h"

namespace comptoir::testing {

using MessagePtr = std::unique_ptr<google::protobuf::Message>;

// The method of "sales.v1.SaleService/GetSale"; ends the process when there is
// none.
const google::protobuf::MethodDescriptor& MethodOf(std::string_view name);

// An empty message.
MessagePtr New(const google::protobuf::Descriptor& type);
// One of the fields that `text` says, in protobuf's text format; ends the
// process when it has none of these.
MessagePtr Parse(const google::protobuf::Descriptor& type,
                 const std::string& text);

struct Reply {
  grpc::StatusCode code = grpc::StatusCode::UNKNOWN;
  std::string message;
  // Of the error's ErrorInfo.
  std::string reason;
  std::map<std::string, std::string> metadata;
  bool has_retry_delay = false;
  // Null when there is none.
  MessagePtr answer;
  // It is the first answer to the request id once more.
  bool is_replayed = false;

  bool ok() const { return code == grpc::StatusCode::OK; }
};

// Thread-safe.
class AnyCaller {
 public:
  explicit AnyCaller(const std::string& address);

  // Sends one message and nothing after it, and takes the first answer,
  // whatever the method's shape: more of a stream is not waited for.
  Reply Call(const google::protobuf::MethodDescriptor& method,
             const std::string& token,
             const google::protobuf::Message& request);
  // As the one above, which must succeed; see MethodOf() and Parse().
  MessagePtr Do(std::string_view method, const std::string& token,
                const std::string& request);

 private:
  grpc::GenericStub stub_;
};

}  // namespace comptoir::testing

#endif  // COMPTOIR_TESTS_PERMISSIONS_ANY_CALLER_H_
