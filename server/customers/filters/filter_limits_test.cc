// What filters refuse, and what is just not too much.
#include <cstdint>
#include <limits>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/filters/compiled_filter.h"
#include "server/customers/filters/testing/filters_fixture.h"

namespace comptoir::customers {
namespace {

using ::testing::HasSubstr;

class FilterLimitsTest : public FiltersFixture {
 protected:
  // So many filters inside each other.
  static v1::Filter Deep(int depth) {
    v1::Filter filter = Exists(v1::TEXT_FIELD_GIVEN_NAME);
    for (int i = 1; i < depth; ++i) filter = All({filter});
    return filter;
  }
  // So many altogether.
  static v1::Filter Wide(int parts) {
    v1::Filter filter;
    for (int i = 0; i < parts; ++i) {
      *filter.mutable_any()->add_parts() = Exists(v1::TEXT_FIELD_GIVEN_NAME);
    }
    return filter;
  }
  void ExpectInvalid(const v1::Filter& filter, const std::string& field) {
    const absl::Status refusal = Refusal(filter);
    EXPECT_EQ(ReasonOf(refusal), "INVALID_FIELDS") << refusal;
    EXPECT_THAT(std::string(refusal.message()), HasSubstr(field));
  }
  static google::protobuf::Timestamp At(int64_t seconds) {
    google::protobuf::Timestamp time;
    time.set_seconds(seconds);
    return time;
  }
};

TEST_F(FilterLimitsTest, OfDepth) {
  EXPECT_TRUE(Refusal(Deep(kFilterDepthMax)).ok());
  const absl::Status refusal = Refusal(Deep(kFilterDepthMax + 1));
  EXPECT_EQ(ReasonOf(refusal), "FILTER_TOO_DEEP");
  EXPECT_EQ(MetadataOf(refusal, "field"),
            "filter.all.parts[0].all.parts[0].all.parts[0].all.parts[0].all."
            "parts[0].all.parts[0]");
}

TEST_F(FilterLimitsTest, OfParts) {
  EXPECT_TRUE(Refusal(Wide(kFilterPartsMax)).ok());
  const absl::Status refusal = Refusal(Wide(kFilterPartsMax + 1));
  EXPECT_EQ(ReasonOf(refusal), "FILTER_TOO_WIDE");
  EXPECT_EQ(MetadataOf(refusal, "field"), "filter.any.parts[64]");
}

TEST_F(FilterLimitsTest, OfWhatMustBeThere) {
  ExpectInvalid(v1::Filter(), "filter");
  v1::Filter empty;
  empty.mutable_all();
  ExpectInvalid(empty, "filter.all.parts");
  empty.mutable_text()->set_field(v1::TEXT_FIELD_GIVEN_NAME);
  ExpectInvalid(empty, "filter.text");
  ExpectInvalid(Is(v1::TEXT_FIELD_GIVEN_NAME, "  "), "filter.text");
  empty.mutable_creation_source();
  ExpectInvalid(empty, "filter.creation_source");
  empty.mutable_create_time();
  ExpectInvalid(empty, "filter.create_time");
  empty.mutable_birthday();
  ExpectInvalid(empty, "filter.birthday");
  // Nobody reads these here.
  empty.mutable_groups();
  ExpectInvalid(empty, "filter.groups");
  v1::ListCustomersRequest request;
  request.set_order(v1::CUSTOMER_ORDER_SPEND_HIGHEST_FIRST);
  EXPECT_EQ(ReasonOf(customers_.List(request).status()), "INVALID_FIELDS");
}

TEST_F(FilterLimitsTest, OfPeriods) {
  v1::Filter filter;
  v1::Period& period = *filter.mutable_create_time();
  *period.mutable_start_time() = At(100);
  *period.mutable_end_time() = At(100);
  EXPECT_TRUE(Refusal(filter).ok());
  *period.mutable_end_time() = At(99);
  ExpectInvalid(filter, "filter.create_time.end_time");
  period.set_last_days(3);
  ExpectInvalid(filter, "filter.create_time");
  period.clear_start_time();
  period.clear_end_time();
  EXPECT_TRUE(Refusal(filter).ok());
  *filter.mutable_update_time()->mutable_end_time() =
      At(std::numeric_limits<int64_t>::min());
  EXPECT_TRUE(Refusal(filter).ok());
}

TEST_F(FilterLimitsTest, OfTexts) {
  EXPECT_TRUE(Refusal(Contains(v1::TEXT_FIELD_LOCALITY, "x")).ok());
  ExpectInvalid(Contains(v1::TEXT_FIELD_EMAIL_ADDRESS, "x"),
                "filter.text.contains");
  ExpectInvalid(Contains(v1::TEXT_FIELD_REFERENCE_ID, "x"),
                "filter.text.contains");
  ExpectInvalid(Is(v1::TEXT_FIELD_ADDRESS, "Paris"), "filter.text");
  ExpectInvalid(Starts(v1::TEXT_FIELD_PHONE_NUMBER, "06"),
                "filter.text.starts");
  ExpectInvalid(Is(v1::TEXT_FIELD_PHONE_NUMBER, "+"), "filter.text.is");
}

TEST_F(FilterLimitsTest, OfWhatACallerMaySee) {
  customers_.MaySeeContact(false);
  for (const v1::TextField field :
       {v1::TEXT_FIELD_EMAIL_ADDRESS, v1::TEXT_FIELD_PHONE_NUMBER,
        v1::TEXT_FIELD_ADDRESS, v1::TEXT_FIELD_COUNTRY, v1::TEXT_FIELD_LOCALITY,
        v1::TEXT_FIELD_POSTAL_CODE}) {
    const absl::Status refusal =
        Refusal(All({Exists(v1::TEXT_FIELD_GIVEN_NAME), Exists(field)}));
    EXPECT_EQ(ReasonOf(refusal), "PERMISSION_DENIED");
    EXPECT_EQ(MetadataOf(refusal, "field"), "filter.all.parts[1].text");
    EXPECT_EQ(MetadataOf(refusal, "permission"),
              "PERMISSION_CUSTOMERS_VIEW_CONTACT");
  }
  v1::Filter birthday;
  birthday.mutable_birthday()->set_next_days(7);
  EXPECT_EQ(ReasonFor(birthday), "PERMISSION_DENIED");
  v1::ExplainFilterRequest explain;
  *explain.mutable_filter() = birthday;
  EXPECT_EQ(ReasonOf(customers_.Explain(explain).status()),
            "PERMISSION_DENIED");
  for (const v1::TextField field :
       {v1::TEXT_FIELD_COMPANY_NAME, v1::TEXT_FIELD_LANGUAGE,
        v1::TEXT_FIELD_REFERENCE_ID}) {
    EXPECT_TRUE(Refusal(Exists(field)).ok());
  }
}

}  // namespace
}  // namespace comptoir::customers
