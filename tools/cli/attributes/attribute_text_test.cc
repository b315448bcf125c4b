#include "tools/cli/attributes/attribute_text.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::cli {
namespace {

using customers::v1::AttributeChange;
using customers::v1::AttributeDefinition;
using customers::v1::AttributeType;
using customers::v1::CustomerAttribute;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

AttributeDefinition Of(const std::string& key, AttributeType type) {
  AttributeDefinition definition;
  definition.set_key(key);
  definition.set_type(type);
  return definition;
}

std::vector<AttributeDefinition> Definitions() {
  std::vector<AttributeDefinition> definitions = {
      Of("colour", customers::v1::ATTRIBUTE_TYPE_TEXT),
      Of("shoe", customers::v1::ATTRIBUTE_TYPE_NUMBER),
      Of("vip", customers::v1::ATTRIBUTE_TYPE_BOOLEAN),
      Of("since", customers::v1::ATTRIBUTE_TYPE_DATE),
      Of("mail", customers::v1::ATTRIBUTE_TYPE_EMAIL),
      Of("fax", customers::v1::ATTRIBUTE_TYPE_PHONE),
      Of("second_home", customers::v1::ATTRIBUTE_TYPE_ADDRESS),
      Of("likes", customers::v1::ATTRIBUTE_TYPE_MULTIPLE_SELECTION),
      Of("later", static_cast<AttributeType>(77))};
  for (const char* name : {"Tea", "Milk, warm", "Coffee"}) {
    auto& option = *definitions[7].add_options();
    option.set_id(std::string("opt_") + name[0]);
    option.set_display_name(name);
  }
  return definitions;
}

AttributeChange Read(const std::string& text) {
  const auto change = ReadAssignment(Definitions(), text);
  EXPECT_TRUE(change.ok()) << change.status();
  return change.ok() ? *change : AttributeChange();
}

std::string WhyNot(const std::string& text) {
  return std::string(ReadAssignment(Definitions(), text).status().message());
}

TEST(ReadAssignment, ReadsAValueOfEachType) {
  EXPECT_EQ(Read("colour=a=b").value().text(), "a=b");
  EXPECT_EQ(Read("SHOE=38.5").value().number(), "38.5");
  EXPECT_TRUE(Read("vip=yes").value().boolean());
  EXPECT_TRUE(Read("vip=no").value().has_boolean());
  EXPECT_FALSE(Read("vip=false").value().boolean());
  EXPECT_EQ(Read("since=2024-02-29").value().date(), "2024-02-29");
  EXPECT_EQ(Read("mail=a@b.example").value().email(), "a@b.example");
  EXPECT_EQ(Read("fax=06 12 34 56 78").value().phone(), "06 12 34 56 78");
  EXPECT_EQ(
      Read("second_home=locality=Lyon,country=FR").value().address().locality(),
      "Lyon");
}

TEST(ReadAssignment, FindsOptionsByTheirNames) {
  EXPECT_THAT(Read("likes=coffee, TEA").value().selection().option_ids(),
              ElementsAre("opt_C", "opt_T"));
  EXPECT_THAT(Read("likes=Milk, warm").value().selection().option_ids(),
              ElementsAre("opt_M"));
  EXPECT_THAT(Read("likes=opt_T").value().selection().option_ids(),
              ElementsAre("opt_T"));
  EXPECT_THAT(WhyNot("likes=Tea,Beer"),
              HasSubstr("likes: has no option Beer, but Tea, Milk, warm"));
}

TEST(ReadAssignment, SaysWhatIsWrong) {
  EXPECT_THAT(WhyNot("colour"), HasSubstr("must be KEY=VALUE"));
  EXPECT_THAT(WhyNot("=red"), HasSubstr("must be KEY=VALUE"));
  EXPECT_THAT(WhyNot("size=M"), HasSubstr("there is no attribute size"));
  EXPECT_THAT(WhyNot("colour="), HasSubstr("customers unset"));
  EXPECT_THAT(WhyNot("vip=maybe"), HasSubstr("vip: must be yes or no"));
  EXPECT_THAT(WhyNot("later=x"), HasSubstr("does not know"));
}

TEST(AttributeText, IsForPeople) {
  CustomerAttribute attribute;
  attribute.mutable_value()->set_boolean(false);
  EXPECT_EQ(AttributeText(attribute), "no");
  attribute.mutable_value()->set_number("12.5");
  EXPECT_EQ(AttributeText(attribute), "12.5");
  attribute.mutable_value()->mutable_selection()->add_option_ids("opt_T");
  attribute.add_options()->set_display_name("Tea");
  attribute.add_options()->set_display_name("Coffee");
  EXPECT_EQ(AttributeText(attribute), "Tea, Coffee");
  attribute.set_is_redacted(true);
  EXPECT_EQ(AttributeText(attribute), "(redacted)");
}

}  // namespace
}  // namespace comptoir::cli
