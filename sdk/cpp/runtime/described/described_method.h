// Calls by descriptor, for programs that take methods as data, such as the
// command line. Others use the generated clients.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_DESCRIBED_DESCRIBED_METHOD_H_
#define COMPTOIR_SDK_CPP_RUNTIME_DESCRIBED_DESCRIBED_METHOD_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "comptoir/sdk/call_options.h"
#include "comptoir/sdk/channel_core.h"
#include "comptoir/sdk/method_info.h"
#include "comptoir/sdk/transport.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace comptoir::sdk {

// Whether sending the same bytes again does no harm: the method says how
// idempotent it is.
bool MayRetry(const google::protobuf::MethodDescriptor& method);

// Whether it works on many things at once: its name begins with Batch.
bool IsBulk(const google::protobuf::MethodDescriptor& method);

// A method with deadlines, retries and request ids as its generated client has
// them. Immutable, thus thread-safe; the descriptor must outlive it.
class DescribedMethod {
 public:
  explicit DescribedMethod(const google::protobuf::MethodDescriptor& method);
  DescribedMethod(const DescribedMethod&) = delete;
  DescribedMethod& operator=(const DescribedMethod&) = delete;

  // Calls a unary method and waits for its answer. A request without a request
  // id is given one, so that the caller knows what was sent.
  absl::Status Call(Channel& channel, google::protobuf::Message& request,
                    const CallOptions& options,
                    google::protobuf::Message* response) const;

  // Opens a stream whose one request is `request`.
  std::unique_ptr<RawStream> Open(Channel& channel,
                                  const google::protobuf::Message& request,
                                  const CallOptions& options) const;

 private:
  MethodInfo info() const;

  const google::protobuf::MethodDescriptor& method_;
  const std::string path_;
};

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_DESCRIBED_DESCRIBED_METHOD_H_
