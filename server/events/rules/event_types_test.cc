#include "server/events/rules/event_types.h"

#include <string>
#include <vector>

#include "comptoir/events/v1/webhook_events.pb.h"
#include "comptoir/readers/v1/reader_events.pb.h"
#include "comptoir/sales/v1/sale.pb.h"
#include "comptoir/sales/v1/sale_events.pb.h"
#include "gmock/gmock.h"

namespace comptoir::events {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

absl::Status Check(const std::vector<std::string>& types) {
  const google::protobuf::RepeatedPtrField<std::string> field(types.begin(),
                                                              types.end());
  FieldViolations violations;
  CheckEventTypes("types", field, violations);
  return violations.ToStatus();
}

TEST(EventTypesTest, AreThoseOfAllAreas) {
  for (const std::string& type :
       {v1::WebhookTested::descriptor()->full_name(),
        readers::v1::ReaderOnline::descriptor()->full_name(),
        sales::v1::SaleCompleted::descriptor()->full_name()}) {
    EXPECT_TRUE(Check({type}).ok()) << type;
  }
  EXPECT_TRUE(Check({}).ok());
}

TEST(EventTypesTest, WhatIsNoneIsRefused) {
  for (const std::string& type :
       {std::string(), std::string("SaleCompleted"),
        sales::v1::Sale::descriptor()->full_name(),
        std::string("google.protobuf.Any"),
        std::string("comptoir.sales.v1.SaleCompletedd"),
        // A part of events.
        readers::v1::ReaderEventOrigin::descriptor()->full_name()}) {
    EXPECT_EQ(ReasonOf(Check({type})), "INVALID_FIELDS") << type;
  }
}

TEST(EventTypesTest, NamesTheFieldsThatHoldNone) {
  const std::string message(
      Check({"comptoir.sales.v1.SaleCompleted", "comptoir.sales.v1.SaleLost"})
          .message());

  EXPECT_THAT(message, AllOf(HasSubstr("types[1]: must be the full name"),
                             Not(HasSubstr("types[0]"))));
}

}  // namespace
}  // namespace comptoir::events
