#include "tools/cli/text/event_text.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <memory>
#include <string>

#include "comptoir/events/v1/event.pb.h"
#include "comptoir/sales/v1/sale_events.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/text/api_text.h"

namespace comptoir::cli {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::MessageFactory;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

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

TEST(ActivityLine, TellsTheDayAndUnderWhichIdentity) {
  sales::v1::SaleCompleted completed;
  completed.set_sale_id("sal_1");
  events::v1::Event event;
  event.mutable_create_time()->set_seconds(1795780800);  // 2026-11-27, noon.
  event.mutable_data()->PackFrom(completed);
  EXPECT_THAT(ActivityLine(event),
              AllOf(StartsWith("2026-11-2"), EndsWith(" sale_id=sal_1")));

  event.set_identity_customer_id("cus_2");

  EXPECT_THAT(ActivityLine(event), EndsWith(" sale_id=sal_1, under cus_2"));
}

TEST(EventLine, NamesAKindItDoesNotKnow) {
  events::v1::Event event;
  event.mutable_data()->set_type_url("type.googleapis.com/a.v1.FutureThing");

  EXPECT_THAT(EventLine(event), HasSubstr("FutureThing"));
}

// Sets the text fields of an event, ids among them.
void SetTexts(Message& data) {
  const Descriptor* type = data.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
        !field->is_repeated()) {
      data.GetReflection()->SetString(&data, field, "x_" + field->name());
    }
  }
}

TEST(EventLine, HasTextForEveryTypeOfEvent) {
  ASSERT_THAT(EventTypes(), Not(SizeIs(0)));
  for (const Descriptor* type : EventTypes()) {
    const std::unique_ptr<Message> data(
        MessageFactory::generated_factory()->GetPrototype(type)->New());
    SetTexts(*data);
    events::v1::Event event;
    event.mutable_data()->PackFrom(*data);

    const std::string line = EventLine(event);

    EXPECT_THAT(line, HasSubstr(type->name()));
    for (int i = 0; i < type->field_count(); ++i) {
      const FieldDescriptor* field = type->field(i);
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
          !field->is_repeated()) {
        EXPECT_THAT(line, HasSubstr(" " + field->name() + "=x_"))
            << type->full_name();
      }
    }
    // What `comptoir events types` says of it.
    EXPECT_FALSE(SentenceOf(type->full_name()).empty()) << type->full_name();
  }
}

TEST(EventKinds, AreThoseOfAllAreasWithoutTheirParts) {
  EXPECT_THAT(
      EventKinds(),
      AllOf(Contains("CustomerCreated"), Contains("SaleCompleted"),
            Contains("ReaderAlarm"), Not(Contains("ReaderEventOrigin"))));
}

TEST(FullTypeName, CompletesWhatItKnows) {
  EXPECT_EQ(*FullTypeName("SaleCompleted"), "comptoir.sales.v1.SaleCompleted");
  EXPECT_EQ(*FullTypeName("a.b.C"), "a.b.C");
}

TEST(FullTypeName, RefusesWhatDoesNotExist) {
  EXPECT_THAT(std::string(FullTypeName("SaleComplete").status().message()),
              HasSubstr("did you mean SaleCompleted?"));
  EXPECT_THAT(std::string(FullTypeName("Nonsense").status().message()),
              HasSubstr("comptoir events types"));
}

}  // namespace
}  // namespace comptoir::cli
