#include "server/customers/import/attributes/attribute_check.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::customers {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

v1::AttributeDefinition Of(v1::AttributeType type) {
  v1::AttributeDefinition definition;
  definition.set_type(type);
  return definition;
}

TEST(CheckAttributeValue, TakesWhatTheServerDoes) {
  v1::AttributeValue value;
  value.set_number("+038.50");
  EXPECT_TRUE(CheckAttributeValue(Of(v1::ATTRIBUTE_TYPE_NUMBER), &value).ok());
  EXPECT_EQ(value.number(), "38.5");
  value.set_email("anna@example.com");
  EXPECT_TRUE(CheckAttributeValue(Of(v1::ATTRIBUTE_TYPE_EMAIL), &value).ok());
  value.set_phone("06 12 34 56 78");
  EXPECT_TRUE(CheckAttributeValue(Of(v1::ATTRIBUTE_TYPE_PHONE), &value).ok());
}

TEST(CheckAttributeValue, SaysWhatIsWrong) {
  v1::AttributeValue value;
  const auto why_not = [&](v1::AttributeType type) {
    v1::AttributeDefinition definition = Of(type);
    definition.set_max_length(3);
    return std::string(CheckAttributeValue(definition, &value).message());
  };
  value.set_text("abc");
  EXPECT_EQ(why_not(v1::ATTRIBUTE_TYPE_TEXT), "");
  value.set_text("abcd");
  EXPECT_THAT(why_not(v1::ATTRIBUTE_TYPE_TEXT),
              StartsWith("must have at most 3"));
  EXPECT_THAT(why_not(v1::ATTRIBUTE_TYPE_NUMBER), HasSubstr("a number"));
  value.set_email("anna");
  EXPECT_THAT(why_not(v1::ATTRIBUTE_TYPE_EMAIL), HasSubstr("email address"));
  value.set_phone("x");
  EXPECT_THAT(why_not(v1::ATTRIBUTE_TYPE_PHONE), HasSubstr("phone number"));
}

}  // namespace
}  // namespace comptoir::customers
