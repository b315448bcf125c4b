// Every area of tools/bazel/areas.bzl is served, whole.
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "comptoir/sdk/channel_core.h"
#include "comptoir/sdk/described_method.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"
#include "tools/cli/text/api_text.h"

namespace comptoir::testing {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::Message;
using ::google::protobuf::MessageFactory;
using ::google::protobuf::MethodDescriptor;
using ::google::protobuf::ServiceDescriptor;

std::unique_ptr<Message> New(const Descriptor& type) {
  return std::unique_ptr<Message>(
      MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

class AreasTest : public ShopTest {
 protected:
  // What a caller without a credential is told.
  static absl::Status Knock(const MethodDescriptor& method) {
    const sdk::DescribedMethod described(method);
    const std::unique_ptr<Message> request = New(*method.input_type());
    const std::unique_ptr<Message> answer = New(*method.output_type());
    if (!method.server_streaming()) {
      return described.Call(*nobody(), *request, {}, answer.get());
    }
    const auto stream =
        described.Open(*nobody(), *request, {.deadline = absl::Seconds(10)});
    return stream->Finish();
  }
};

TEST_F(AreasTest, AreServedWithEveryMethod) {
  ASSERT_FALSE(cli::ApiServices().empty());
  for (const ServiceDescriptor* service : cli::ApiServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor& method = *service->method(i);
      const absl::Status status = Knock(method);

      // A method that nobody serves is UNIMPLEMENTED. Here each refuses the
      // caller, or the empty request where no credential is needed.
      EXPECT_TRUE(absl::IsUnauthenticated(status) ||
                  absl::IsInvalidArgument(status))
          << method.full_name() << ": " << status;
    }
  }
}

}  // namespace
}  // namespace comptoir::testing
