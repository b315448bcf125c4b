#include "server/customers/filters/fields/field_filters.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/customers/filters/fields/text_filter.h"
#include "server/customers/filters/testing/filters_fixture.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class FieldFiltersTest : public FiltersFixture {
 protected:
  static v1::Filter BornIn(const std::string& from, const std::string& to) {
    v1::Filter filter;
    v1::DayRange& range = *filter.mutable_birthday()->mutable_range();
    range.set_from(from);
    range.set_to(to);
    return filter;
  }
};

TEST_F(FieldFiltersTest, CompareTexts) {
  v1::Customer customer;
  customer.set_given_name("Hélène");
  customer.set_company_name("Bar de l'Étoile");
  customer.set_language("fr-CA");
  customer.mutable_address()->set_locality("Saint-Étienne");
  customer.mutable_address()->set_postal_code("42000");
  customer.mutable_address()->set_country("FR");
  Create(customer);
  Create("Bob");
  for (const v1::Filter& filter :
       {Is(v1::TEXT_FIELD_GIVEN_NAME, "helene"),
        Contains(v1::TEXT_FIELD_COMPANY_NAME, "ÉTOILE"),
        Starts(v1::TEXT_FIELD_COMPANY_NAME, "bar de"),
        Starts(v1::TEXT_FIELD_LANGUAGE, "fr"),
        Is(v1::TEXT_FIELD_LANGUAGE, "FR-ca"),
        Is(v1::TEXT_FIELD_LOCALITY, "saint etienne"),
        Starts(v1::TEXT_FIELD_POSTAL_CODE, "42"),
        Is(v1::TEXT_FIELD_COUNTRY, "fr"), Exists(v1::TEXT_FIELD_ADDRESS)}) {
    EXPECT_THAT(Left(filter), ElementsAre("Hélène"))
        << filter.ShortDebugString();
    EXPECT_THAT(Left(None({filter})), ElementsAre("Bob"))
        << filter.ShortDebugString();
  }
  EXPECT_THAT(Left(Is(v1::TEXT_FIELD_GIVEN_NAME, "hel")), IsEmpty());
  EXPECT_THAT(Left(Exists(v1::TEXT_FIELD_LANGUAGE, false)), ElementsAre("Bob"));
}

TEST_F(FieldFiltersTest, LookIdentifiersUp) {
  v1::Customer customer;
  customer.set_given_name("Anna");
  customer.set_email_address("Anna.Roux@example.com");
  customer.set_phone_number("06 12 34 56 78");
  customer.set_reference_id("Ref-7");
  Create(customer);
  Create("Bob", "", "bob@example.com");
  for (const v1::Filter& filter :
       {Is(v1::TEXT_FIELD_EMAIL_ADDRESS, "anna.roux@EXAMPLE.com"),
        Starts(v1::TEXT_FIELD_EMAIL_ADDRESS, "anna"),
        Is(v1::TEXT_FIELD_PHONE_NUMBER, "+33 6 12 34 56 78"),
        Starts(v1::TEXT_FIELD_PHONE_NUMBER, "+336"),
        Exists(v1::TEXT_FIELD_PHONE_NUMBER),
        Is(v1::TEXT_FIELD_REFERENCE_ID, "ref-7"),
        Starts(v1::TEXT_FIELD_REFERENCE_ID, "REF"),
        Exists(v1::TEXT_FIELD_REFERENCE_ID)}) {
    EXPECT_THAT(Left(filter), ElementsAre("Anna")) << filter.ShortDebugString();
  }
  EXPECT_THAT(Left(Exists(v1::TEXT_FIELD_EMAIL_ADDRESS)),
              ElementsAre("Anna", "Bob"));
  EXPECT_THAT(Left(Is(v1::TEXT_FIELD_EMAIL_ADDRESS, "anna")), IsEmpty());
}

TEST_F(FieldFiltersTest, RefuseToReadTooMany) {
  for (const char* name : {"a", "b", "c"}) {
    Create(name, "", std::string(name) + "@example.com");
  }
  const kv::Range all =
      store::Key(store::Space::kCustomersByEmail, kMerchant).Prefix();
  const auto view = customers_.store().Read();
  const auto found = IdsInIndex(*view, all, 3, "filter.text.starts");
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_THAT(*found, SizeIs(3));
  const absl::Status refusal =
      IdsInIndex(*view, all, 2, "filter.text.starts").status();
  EXPECT_EQ(ReasonOf(refusal), "FILTER_TOO_BROAD");
  EXPECT_EQ(MetadataOf(refusal, "field"), "filter.text.starts");
}

TEST_F(FieldFiltersTest, LookUpSoManyForAllPartsTogether) {
  Create("Anna", "", "a@example.com");
  Create("Bob", "", "b@example.com");
  const Call call =
      Call::ForTest(std::string(kMerchant), customers_.store().clock().Now());
  const auto view = customers_.store().Read();
  const FilterContext context = {.call = call, .view = *view};
  *context.looked_up = kLookedUpMax - 1;
  const auto compiled = [&](const std::string& start) {
    return CompileText(context,
                       Starts(v1::TEXT_FIELD_EMAIL_ADDRESS, start).text(),
                       /*place=*/0, "filter.text")
        .status();
  };
  EXPECT_TRUE(compiled("a@").ok());
  EXPECT_EQ(ReasonOf(compiled("b@")), "FILTER_TOO_BROAD");
  EXPECT_TRUE(compiled("nobody").ok());
}

TEST_F(FieldFiltersTest, TellSourcesApart) {
  v1::Customer customer;
  customer.set_given_name("Anna");
  customer.set_creation_source(v1::CREATION_SOURCE_IMPORT);
  Create(customer);
  Create("Bob");
  v1::Filter imported;
  imported.mutable_creation_source()->add_include(v1::CREATION_SOURCE_IMPORT);
  v1::Filter others;
  others.mutable_creation_source()->add_exclude(v1::CREATION_SOURCE_IMPORT);
  EXPECT_THAT(Left(imported), ElementsAre("Anna"));
  EXPECT_THAT(Left(others), ElementsAre("Bob"));
  imported.mutable_creation_source()->add_exclude(v1::CREATION_SOURCE_IMPORT);
  EXPECT_THAT(Left(imported), IsEmpty());
}

TEST_F(FieldFiltersTest, KnowPeriods) {
  FakeClock& clock = customers_.store().clock();
  Create("Anna");
  clock.Advance(absl::Hours(50));
  const absl::Time between = clock.Now();
  clock.Advance(absl::Hours(1));
  Create("Bob");
  v1::Filter filter;
  *filter.mutable_create_time()->mutable_start_time() = ToTimestamp(between);
  EXPECT_THAT(Left(filter), ElementsAre("Bob"));
  filter.mutable_create_time()->clear_start_time();
  *filter.mutable_create_time()->mutable_end_time() = ToTimestamp(between);
  EXPECT_THAT(Left(filter), ElementsAre("Anna"));
  filter.mutable_create_time()->clear_end_time();
  filter.mutable_create_time()->set_last_days(2);
  EXPECT_THAT(Left(filter), ElementsAre("Bob"));
  filter.mutable_create_time()->set_last_days(3);
  EXPECT_THAT(Left(filter), ElementsAre("Anna", "Bob"));
  // Time goes on by itself.
  clock.Advance(absl::Hours(24));
  EXPECT_THAT(Left(filter), ElementsAre("Bob"));
  filter.mutable_update_time()->set_last_days(2);
  EXPECT_THAT(Left(filter), ElementsAre("Bob"));
}

TEST_F(FieldFiltersTest, KnowBirthdays) {
  v1::Customer customer;
  for (const char* day : {"1980-01-05", "06-15", "1999-12-24", "2000-02-29"}) {
    customer.set_given_name(day);
    customer.set_birthday(day);
    Create(customer);
  }
  Create("nobody knows");
  EXPECT_THAT(Left(BornIn("06-15", "06-15")), ElementsAre("06-15"));
  EXPECT_THAT(Left(BornIn("06-01", "12-24")),
              ElementsAre("06-15", "1999-12-24"));
  EXPECT_THAT(Left(BornIn("12-20", "01-06")),
              ElementsAre("1980-01-05", "1999-12-24"));
  EXPECT_THAT(Left(BornIn("01-01", "12-31"), v1::CUSTOMER_ORDER_NAME, 50),
              SizeIs(4));
  EXPECT_THAT(Left(BornIn("02-29", "02-29")), ElementsAre("2000-02-29"));
  EXPECT_EQ(ReasonFor(BornIn("06-31", "07-01")), "INVALID_FIELDS");
  EXPECT_EQ(ReasonFor(BornIn("06-01", "2000-07-01")), "INVALID_FIELDS");
}

TEST(NextBirthdays, BeginTodayAndGoOverTheNewYear) {
  const BirthdaySet days = NextBirthdays(absl::CivilDay(2025, 12, 31), 1);
  EXPECT_EQ(days.count(), 2u);
  EXPECT_TRUE(days[YearDayOf("12-31")]);
  EXPECT_TRUE(days[YearDayOf("01-01")]);
  EXPECT_EQ(NextBirthdays(absl::CivilDay(2025, 5, 1), 0).count(), 1u);
  EXPECT_EQ(NextBirthdays(absl::CivilDay(2025, 5, 1), 365).count(), 366u);
}

TEST(NextBirthdays, MoveTheLeapDayWhereThereIsNone) {
  const YearDay leap_day = YearDayOf("02-29");
  EXPECT_TRUE(NextBirthdays(absl::CivilDay(2025, 2, 28), 0)[leap_day]);
  EXPECT_FALSE(NextBirthdays(absl::CivilDay(2024, 2, 28), 0)[leap_day]);
  EXPECT_TRUE(NextBirthdays(absl::CivilDay(2024, 2, 28), 1)[leap_day]);
}

}  // namespace
}  // namespace comptoir::customers
