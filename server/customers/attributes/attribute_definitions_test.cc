// Definitions of custom attributes: made, changed, listed and deleted.
#include <string>

#include "comptoir/customers/v1/attribute_definition_events.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/attributes/definition_rules.h"
#include "server/customers/attributes/testing/attributes_fixture.h"

namespace comptoir::customers {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;
using v1::AttributeDefinition;

class AttributeDefinitionsTest : public AttributesFixture {
 protected:
  // Why the definition cannot be made.
  std::string WhyNot(const AttributeDefinition& definition) {
    return SummaryOf(Create(definition).status());
  }
  static AttributeDefinition Keyed(const std::string& key) {
    AttributeDefinition definition =
        Definition("Anything", v1::ATTRIBUTE_TYPE_TEXT);
    definition.set_key(key);
    return definition;
  }
};

TEST_F(AttributeDefinitionsTest, GetAKeyOfTheirName) {
  EXPECT_EQ(New("Shoe size", v1::ATTRIBUTE_TYPE_NUMBER).key(), "shoe_size");
  EXPECT_EQ(New("SHOE  size!", v1::ATTRIBUTE_TYPE_TEXT).key(), "shoe_size_2");
  EXPECT_EQ(New("Shoe-size", v1::ATTRIBUTE_TYPE_TEXT).key(), "shoe_size_3");
  EXPECT_EQ(New("Fidélité", v1::ATTRIBUTE_TYPE_DATE).key(), "fidelite");
  EXPECT_THAT(WhyNot(Definition("!!!", v1::ATTRIBUTE_TYPE_TEXT)),
              AllOf(StartsWith("INVALID_FIELDS"),
                    HasSubstr("attribute_definition.key: must be given")));
}

TEST_F(AttributeDefinitionsTest, GetAKeyThatIsShortEnough) {
  const std::string name(255, 'a');
  EXPECT_EQ(New(name, v1::ATTRIBUTE_TYPE_TEXT).key(),
            std::string(kAttributeKeyMax, 'a'));
  EXPECT_EQ(New(name, v1::ATTRIBUTE_TYPE_TEXT).key(),
            std::string(kAttributeKeyMax - 2, 'a') + "_2");
}

TEST_F(AttributeDefinitionsTest, HaveAKeyOfTheirOwn) {
  ASSERT_TRUE(Create(Keyed("Size.EU-1")).ok());

  EXPECT_THAT(WhyNot(Keyed("size.eu-1")), StartsWith("ATTRIBUTE_KEY_TAKEN"));
  for (const char* key :
       {"a b", "é", "a/b", "atd_00000000000000000000000000"}) {
    EXPECT_THAT(WhyNot(Keyed(key)),
                HasSubstr("attribute_definition.key: must be 1 to 60"))
        << key;
  }
}

TEST_F(AttributeDefinitionsTest, KeepTheirKeyAndType) {
  AttributeDefinition size = New("Size", v1::ATTRIBUTE_TYPE_TEXT);

  size.set_key("other");
  EXPECT_THAT(SummaryOf(Update(size, {"key"}).status()),
              HasSubstr("names key, which cannot be changed"));
  size.set_key("size");
  size.set_type(v1::ATTRIBUTE_TYPE_NUMBER);
  EXPECT_THAT(SummaryOf(Update(size, {"*"}).status()),
              HasSubstr("attribute_definition.type: cannot be changed"));
}

TEST_F(AttributeDefinitionsTest, AreContactDataWhenTheirTypeIs) {
  EXPECT_EQ(New("Work email", v1::ATTRIBUTE_TYPE_EMAIL).visibility(),
            v1::ATTRIBUTE_VISIBILITY_CONTACT);
  EXPECT_EQ(New("Colour", v1::ATTRIBUTE_TYPE_TEXT).visibility(),
            v1::ATTRIBUTE_VISIBILITY_CUSTOMERS);
  for (const auto type : {v1::ATTRIBUTE_TYPE_EMAIL, v1::ATTRIBUTE_TYPE_PHONE,
                          v1::ATTRIBUTE_TYPE_ADDRESS}) {
    AttributeDefinition open = Definition("Open", type);
    open.set_visibility(v1::ATTRIBUTE_VISIBILITY_CUSTOMERS);
    EXPECT_THAT(WhyNot(open), HasSubstr("visibility: must be CONTACT"));
  }
}

TEST_F(AttributeDefinitionsTest, HaveLimitsOfTheirTypeAlone) {
  AttributeDefinition text = Definition("Text", v1::ATTRIBUTE_TYPE_TEXT);
  text.set_minimum("1");
  EXPECT_THAT(WhyNot(text), HasSubstr("minimum: is for numbers alone"));
  AttributeDefinition number = Definition("Number", v1::ATTRIBUTE_TYPE_NUMBER);
  number.set_max_length(3);
  EXPECT_THAT(WhyNot(number), HasSubstr("max_length: is for text alone"));
  number.clear_max_length();
  number.set_minimum("2,5");
  EXPECT_THAT(WhyNot(number), HasSubstr("minimum: must be a decimal number"));
  number.set_minimum("2.50");
  number.set_maximum("2.49999");
  EXPECT_THAT(WhyNot(number),
              HasSubstr("minimum: must not be above the maximum"));
  number.set_maximum("2.5");
  EXPECT_EQ(Create(number)->minimum(), "2.5");
}

TEST_F(AttributeDefinitionsTest, HaveOptionsWhenTheyAreSelections) {
  AttributeDefinition text = Definition("Text", v1::ATTRIBUTE_TYPE_TEXT);
  text.add_options()->set_display_name("S");
  EXPECT_THAT(WhyNot(text), HasSubstr("options: are for selections alone"));
  AttributeDefinition size =
      Definition("Size", v1::ATTRIBUTE_TYPE_SINGLE_SELECTION);
  size.add_options()->set_display_name(" s ");
  EXPECT_THAT(WhyNot(size),
              HasSubstr("options[3].display_name: must not be there twice"));
  size.clear_options();
  EXPECT_THAT(WhyNot(size), HasSubstr("options: must have one at least"));
}

TEST_F(AttributeDefinitionsTest, KeepTheIdsOfTheirOptions) {
  AttributeDefinition size = New("Size", v1::ATTRIBUTE_TYPE_SINGLE_SELECTION);
  const AttributeDefinition before = size;
  // One without its id, one with another name, a new one, in another order.
  size.clear_options();
  size.add_options()->set_display_name("M");
  size.add_options()->set_display_name("XL");
  *size.add_options() = before.options(2);
  size.mutable_options(2)->set_display_name("Large");
  *size.add_options() = before.options(0);

  const auto after = Update(size, {"options"});

  ASSERT_TRUE(after.ok()) << after.status();
  ASSERT_THAT(after->options(), SizeIs(4));
  EXPECT_EQ(after->options(0).id(), before.options(1).id());
  EXPECT_THAT(after->options(1).id(), StartsWith("opt_"));
  EXPECT_EQ(after->options(2).id(), before.options(2).id());
  EXPECT_EQ(after->options(2).display_name(), "Large");
  EXPECT_EQ(after->options(3).id(), before.options(0).id());

  size.mutable_options(1)->set_id("opt_00000000000000000000000000");
  EXPECT_THAT(SummaryOf(Update(size, {"options"}).status()),
              HasSubstr("options[1].id: must be an option"));
}

TEST_F(AttributeDefinitionsTest, LoseAnOptionWhenToldToAlone) {
  AttributeDefinition size = New("Size", v1::ATTRIBUTE_TYPE_SINGLE_SELECTION);
  const std::string gone = size.options(0).id();
  size.mutable_options()->DeleteSubrange(0, 1);

  const absl::Status refused = Update(size, {"options"}).status();
  EXPECT_EQ(ReasonOf(refused), "OPTIONS_LEFT_OUT");
  EXPECT_EQ(MetadataOf(refused, "option_ids"), gone);

  const auto after = Update(size, {"options"}, /*remove_options=*/true);
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_THAT(after->options(), SizeIs(2));
  EXPECT_THAT(
      LastEvent<v1::AttributeDefinitionUpdated>().changed_fields().paths(),
      ElementsAre("options"));
}

TEST_F(AttributeDefinitionsTest, AreListedByPosition) {
  New("b", v1::ATTRIBUTE_TYPE_TEXT);
  New("a", v1::ATTRIBUTE_TYPE_TEXT);
  AttributeDefinition first = New("c", v1::ATTRIBUTE_TYPE_TEXT);
  EXPECT_THAT(Keys(), ElementsAre("b", "a", "c"));

  first.set_position(1);
  ASSERT_TRUE(Update(first, {"position"}).ok());
  EXPECT_THAT(Keys(/*page_size=*/1), ElementsAre("b", "c", "a"));
  first.set_position(0);
  ASSERT_TRUE(Update(first, {"position"}).ok());
  EXPECT_THAT(Keys(/*page_size=*/2), ElementsAre("b", "a", "c"));
}

TEST_F(AttributeDefinitionsTest, AreChangedAsTheyWereSeenOrNot) {
  AttributeDefinition size =
      *Create(Definition("Size", v1::ATTRIBUTE_TYPE_TEXT));
  const std::string first = size.etag();
  size.set_description("  European ");
  size = *Update(size, {});
  EXPECT_EQ(size.description(), "European");
  EXPECT_EQ(Update(size, {})->etag(), size.etag());

  size.set_etag(first);
  EXPECT_EQ(ReasonOf(Update(size, {}).status()), "ETAG_MISMATCH");
  EXPECT_EQ(ReasonOf(Delete(size.id(), first)), "ETAG_MISMATCH");
  EXPECT_TRUE(Delete(size.id()).ok());
}

TEST_F(AttributeDefinitionsTest, AreGoneAtOnceWithTheirKey) {
  const std::string id = New("Size", v1::ATTRIBUTE_TYPE_TEXT).id();
  ASSERT_TRUE(Delete(id).ok());

  EXPECT_EQ(ReasonOf(Get(id).status()), "NOT_FOUND");
  EXPECT_EQ(ReasonOf(Delete(id)), "NOT_FOUND");
  EXPECT_THAT(Keys(), IsEmpty());
  EXPECT_EQ(New("Size", v1::ATTRIBUTE_TYPE_NUMBER).key(), "size");
}

TEST_F(AttributeDefinitionsTest, AreAsManyAsTheLimitSays) {
  for (int i = 1; i < kAttributeDefinitionsMax; ++i) {
    New("Attribute", v1::ATTRIBUTE_TYPE_TEXT);
  }
  const std::string last = New("Attribute", v1::ATTRIBUTE_TYPE_TEXT).id();
  EXPECT_THAT(WhyNot(Definition("Attribute", v1::ATTRIBUTE_TYPE_TEXT)),
              StartsWith("TOO_MANY_ATTRIBUTES"));

  ASSERT_TRUE(Delete(last).ok());
  EXPECT_TRUE(Create(Definition("Attribute", v1::ATTRIBUTE_TYPE_TEXT)).ok());
}

TEST_F(AttributeDefinitionsTest, RefuseWhatALaterServerKnows) {
  AttributeDefinition later =
      Definition("Later", static_cast<v1::AttributeType>(77));
  EXPECT_THAT(WhyNot(later), HasSubstr("type: must be a value that this"));
}

}  // namespace
}  // namespace comptoir::customers
