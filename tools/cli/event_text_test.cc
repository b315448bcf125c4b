#include "tools/cli/event_text.h"

#include "comptoir/events/v1/event.pb.h"
#include "comptoir/sales/v1/sale_events.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::cli {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

TEST(EventLine, TellsWhatHappened) {
  sales::v1::SaleCompleted completed;
  completed.set_sale_id("sal_1");
  completed.mutable_total()->set_minor_units(640);
  completed.mutable_total()->set_currency("EUR");
  events::v1::Event event;
  event.set_revision(118);
  event.mutable_data()->PackFrom(completed);

  const std::string line = EventLine(event);

  EXPECT_THAT(line, HasSubstr("#118"));
  EXPECT_THAT(line, EndsWith(" sale_id=sal_1 total=6.40 EUR"));
}

TEST(EventLine, NamesAKindItDoesNotKnow) {
  events::v1::Event event;
  event.mutable_data()->set_type_url("type.googleapis.com/a.v1.FutureThing");

  EXPECT_THAT(EventLine(event), HasSubstr("FutureThing"));
}

TEST(FullTypeName, CompletesWhatItKnows) {
  EXPECT_EQ(FullTypeName("SaleCompleted"), "comptoir.sales.v1.SaleCompleted");
  EXPECT_EQ(FullTypeName("a.b.C"), "a.b.C");
}

}  // namespace
}  // namespace comptoir::cli
