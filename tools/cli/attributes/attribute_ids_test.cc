#include "tools/cli/attributes/attribute_ids.h"

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "comptoir/customers/v1/attribute_definition_service.pb.h"
#include "comptoir/customers/v1/customer_requests.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/core/context.h"
#include "tools/cli/testing/fixed_transport.h"

namespace comptoir::cli {
namespace {

using customers::v1::GetAttributeDefinitionRequest;
using customers::v1::GetCustomerRequest;
using customers::v1::ListAttributeDefinitionsResponse;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ReplaceKeyByIdTest : public testing::Test {
 protected:
  ReplaceKeyByIdTest() {
    ListAttributeDefinitionsResponse list;
    auto& definition = *list.add_attribute_definitions();
    definition.set_id("atd_1");
    definition.set_key("shoe_size");
    transport_->answers = {list.SerializeAsString()};
    context_.UseChannel(ChannelOver(transport_));
  }

  const std::shared_ptr<FixedTransport> transport_ =
      std::make_shared<FixedTransport>();
  Context context_;
  GetAttributeDefinitionRequest request_;
};

TEST_F(ReplaceKeyByIdTest, KnowsKeysInAnyCase) {
  request_.set_attribute_definition_id("Shoe_Size");

  ASSERT_TRUE(ReplaceKeyById(context_, request_).ok());

  EXPECT_EQ(request_.attribute_definition_id(), "atd_1");
}

TEST_F(ReplaceKeyByIdTest, SaysThatThereIsNone) {
  request_.set_attribute_definition_id("hat");

  const absl::Status status = ReplaceKeyById(context_, request_);

  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("there is no attribute hat"));
}

TEST_F(ReplaceKeyByIdTest, AsksForNothingElse) {
  request_.set_attribute_definition_id("atd_2");
  GetCustomerRequest other;
  other.set_customer_id("cus_1");

  EXPECT_TRUE(ReplaceKeyById(context_, request_).ok());
  EXPECT_TRUE(ReplaceKeyById(context_, other).ok());

  EXPECT_EQ(request_.attribute_definition_id(), "atd_2");
  EXPECT_THAT(transport_->requests, IsEmpty());
}

}  // namespace
}  // namespace comptoir::cli
