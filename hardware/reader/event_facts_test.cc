#include "hardware/reader/event_facts.h"

#include "gtest/gtest.h"

namespace comptoir::hardware {
namespace {

using comptoir::readers::v1::ReaderEvent;

// Of every kind that there is: one that is added is not forgotten.
TEST(EventFacts, AreKnownOfEveryKind) {
  const auto* kinds = ReaderEvent::descriptor()->FindOneofByName("kind");
  ASSERT_GT(kinds->field_count(), 0);
  for (int i = 0; i < kinds->field_count(); ++i) {
    const auto* kind = kinds->field(i);
    SCOPED_TRACE(kind->name());
    ReaderEvent event;
    auto* message = event.GetReflection()->MutableMessage(&event, kind);
    const auto* id = kind->message_type()->FindFieldByName("checkout_id");
    if (id != nullptr) message->GetReflection()->SetString(message, id, "chk");

    EXPECT_EQ(KindOf(event), kind->name());
    EXPECT_EQ(CheckoutOf(event), id == nullptr ? "" : "chk");
    // What names a checkout ends it, unless it says that it was started.
    EXPECT_EQ(IsOutcome(event),
              id != nullptr && kind->name() != "checkout_started");
  }
}

TEST(EventFacts, AreNoneOfNoKind) {
  EXPECT_EQ(KindOf({}), "");
  EXPECT_EQ(CheckoutOf({}), "");
  EXPECT_FALSE(IsOutcome({}));
}

}  // namespace
}  // namespace comptoir::hardware
