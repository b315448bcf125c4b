#include "comptoir/sdk/described_method.h"

#include <memory>
#include <string>

#include "comptoir/sdk/request_id.h"
#include "google/protobuf/descriptor.pb.h"

namespace comptoir::sdk {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::MethodDescriptor;
using ::google::protobuf::MethodOptions;

// As WithRequestId() of generated clients.
void FillRequestId(Message& request, const CallOptions& options) {
  const FieldDescriptor* field =
      request.GetDescriptor()->FindFieldByName("request_id");
  if (field == nullptr) return;
  std::string id = request.GetReflection()->GetString(request, field);
  if (id.empty()) {
    id = options.request_id.empty() ? NewRequestId() : options.request_id;
    request.GetReflection()->SetString(&request, field, id);
  }
  if (options.info != nullptr) options.info->request_id = id;
}

}  // namespace

bool MayRetry(const MethodDescriptor& method) {
  return method.options().idempotency_level() !=
         MethodOptions::IDEMPOTENCY_UNKNOWN;
}

bool IsBulk(const MethodDescriptor& method) {
  return method.name().rfind("Batch", 0) == 0;
}

DescribedMethod::DescribedMethod(const MethodDescriptor& method)
    : method_(method),
      path_("/" + method.service()->full_name() + "/" + method.name()) {}

absl::Status DescribedMethod::Call(Channel& channel, Message& request,
                                   const CallOptions& options,
                                   Message* response) const {
  FillRequestId(request, options);
  return channel.Call(info(), request, options, response);
}

std::unique_ptr<RawStream> DescribedMethod::Open(
    Channel& channel, const Message& request,
    const CallOptions& options) const {
  return channel.Open(info(), &request, options);
}

MethodInfo DescribedMethod::info() const {
  return {.path = path_.c_str(),
          .may_retry = MayRetry(method_),
          .is_bulk = IsBulk(method_)};
}

}  // namespace comptoir::sdk
