// What filters by attributes refuse.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/attributes/filters/attribute_filters_fixture.h"

namespace comptoir::customers {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using v1::AttributeDefinition;
using v1::AttributeFilter;

constexpr char kApp[] = "key_00000000000000000000000001";
constexpr char kOtherApp[] = "key_00000000000000000000000002";

using AttributeFilterRefusalsTest = AttributeFiltersFixture;

TEST_F(AttributeFilterRefusalsTest, RefuseConditionsOnOtherTypes) {
  using Fits = std::vector<v1::AttributeType>;
  const std::vector<std::pair<AttributeFilter, Fits>> cases = [] {
    std::vector<std::pair<AttributeFilter, Fits>> made = {
        {Contains("", "a"), {v1::ATTRIBUTE_TYPE_TEXT}},
        {Between("", "1", ""), {v1::ATTRIBUTE_TYPE_NUMBER}},
        {Days("", "2024-01-01", ""), {v1::ATTRIBUTE_TYPE_DATE}},
        {Chosen("", {}),
         {v1::ATTRIBUTE_TYPE_SINGLE_SELECTION,
          v1::ATTRIBUTE_TYPE_MULTIPLE_SELECTION}}};
    AttributeFilter filter;
    filter.set_boolean(true);
    made.emplace_back(filter, Fits{v1::ATTRIBUTE_TYPE_BOOLEAN});
    filter.set_email("a@example.com");
    made.emplace_back(filter, Fits{v1::ATTRIBUTE_TYPE_EMAIL});
    filter.set_phone("0612345678");
    made.emplace_back(filter, Fits{v1::ATTRIBUTE_TYPE_PHONE});
    return made;
  }();
  for (int type = 1; type < v1::AttributeType_ARRAYSIZE; ++type) {
    const AttributeDefinition definition = New(
        "Field " + std::to_string(type), static_cast<v1::AttributeType>(type));
    SCOPED_TRACE(definition.ShortDebugString());
    for (auto [filter, fits] : cases) {
      filter.clear_key();
      filter.set_attribute_definition_id(definition.id());
      if (std::find(fits.begin(), fits.end(), definition.type()) !=
          fits.end()) {
        if (filter.has_selection()) {
          filter.mutable_selection()->add_any_of_option_ids(
              definition.options(0).id());
        }
        EXPECT_TRUE(Page(filter).ok()) << Refusal(filter);
      } else {
        EXPECT_THAT(SummaryOf(Refusal(filter)),
                    AllOf(HasSubstr("INVALID_FIELDS"),
                          HasSubstr("must fit attribute " + definition.id())));
      }
    }
    AttributeFilter nothing;
    nothing.set_attribute_definition_id(definition.id());
    EXPECT_THAT(SummaryOf(Refusal(nothing)),
                HasSubstr("filter.attribute: must have a condition: set "));
  }
  EXPECT_THAT(SummaryOf(Refusal(Contains("field_2", "a"))),
              HasSubstr("which is a number: set number or exists instead"));
  EXPECT_THAT(SummaryOf(Refusal(Contains("field_7", "a"))),
              HasSubstr("which is an address: set exists instead"));
}

TEST_F(AttributeFilterRefusalsTest, RefuseAttributesThatAreNone) {
  const AttributeDefinition gone = New("Gone", v1::ATTRIBUTE_TYPE_TEXT);
  With("Anna", "gone", Text("x"));
  ASSERT_TRUE(Delete(gone.id()).ok());
  AttributeFilter by_id;
  by_id.set_attribute_definition_id(gone.id());
  by_id.set_exists(true);
  for (const AttributeFilter& filter : {by_id, Exists("gone")}) {
    const absl::Status refusal = Refusal(filter);
    EXPECT_EQ(ReasonOf(refusal), "UNKNOWN_ATTRIBUTE");
    EXPECT_EQ(MetadataOf(refusal, "field"), "filter.attribute");
    EXPECT_EQ(MetadataOf(refusal, "id"),
              filter.key().empty() ? gone.id() : "gone");
  }
  EXPECT_THAT(SummaryOf(Refusal(Exists(""))),
              HasSubstr("filter.attribute.key: must name the attribute"));
  by_id.set_key("gone");
  EXPECT_EQ(ReasonFor(by_id), "INVALID_FIELDS");
  // The key may be another's by now, who has no values.
  New("Gone", v1::ATTRIBUTE_TYPE_TEXT);
  EXPECT_THAT(Left(Exists("gone")), IsEmpty());
}

TEST_F(AttributeFilterRefusalsTest, TellNothingOfWhatIsHidden) {
  ActAs(Principal::Kind::kApiKey, kApp);
  AttributeDefinition secret = Definition("Secret", v1::ATTRIBUTE_TYPE_TEXT);
  secret.set_others_access(v1::ATTRIBUTE_ACCESS_HIDDEN);
  ASSERT_TRUE(Create(secret).ok());
  With("Anna", "secret", Text("x"));
  EXPECT_THAT(Left(Exists("secret")), ElementsAre("Anna"));
  ActAs(Principal::Kind::kApiKey, kOtherApp);
  EXPECT_EQ(ReasonFor(Exists("secret")), "UNKNOWN_ATTRIBUTE");
  // Nor by what is wrong with the condition.
  EXPECT_EQ(ReasonFor(Between("secret", "x", "")), "UNKNOWN_ATTRIBUTE");
}

TEST_F(AttributeFilterRefusalsTest, NeedThePermissionToSeeValues) {
  ActAsOwner();
  New("Work email", v1::ATTRIBUTE_TYPE_EMAIL);
  AttributeDefinition note = Definition("Note", v1::ATTRIBUTE_TYPE_TEXT);
  note.set_visibility(v1::ATTRIBUTE_VISIBILITY_CONTACT);
  ASSERT_TRUE(Create(note).ok());
  New("Size", v1::ATTRIBUTE_TYPE_NUMBER);
  ActAs(Principal::Kind::kMember, "mem", {PERMISSION_CUSTOMERS_VIEW_CONTACT});
  for (const AttributeFilter& filter :
       {Exists("work_email"), Exists("note", false), Contains("note", "x")}) {
    const absl::Status refusal = Refusal(filter);
    EXPECT_TRUE(absl::IsPermissionDenied(refusal)) << refusal;
    EXPECT_EQ(MetadataOf(refusal, "field"), "filter.attribute");
    EXPECT_EQ(MetadataOf(refusal, "permission"),
              "PERMISSION_CUSTOMERS_VIEW_CONTACT");
  }
  EXPECT_THAT(Left(Exists("size")), IsEmpty());
}

}  // namespace
}  // namespace comptoir::customers
