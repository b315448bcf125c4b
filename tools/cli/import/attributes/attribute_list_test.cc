#include "tools/cli/import/attributes/attribute_list.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::cli {
namespace {

using customers::DateOrder;
using customers::List;
using customers::v1::AttributeDefinition;
using customers::v1::AttributeType;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

AttributeDefinition Of(const std::string& key, const std::string& name,
                       AttributeType type) {
  AttributeDefinition definition;
  definition.set_id("atd_" + key);
  definition.set_key(key);
  definition.set_display_name(name);
  definition.set_type(type);
  return definition;
}

AttributeDefinitions Definitions() {
  AttributeDefinitions all = {
      Of("shoe_size", "Pointure", customers::v1::ATTRIBUTE_TYPE_NUMBER),
      Of("vip", "V.I.P.", customers::v1::ATTRIBUTE_TYPE_BOOLEAN),
      Of("since", "Member", customers::v1::ATTRIBUTE_TYPE_DATE),
      Of("tea", "Likes", customers::v1::ATTRIBUTE_TYPE_TEXT),
      Of("coffee", "Likes", customers::v1::ATTRIBUTE_TYPE_TEXT),
      Of("mood", "Mood", customers::v1::ATTRIBUTE_TYPE_SINGLE_SELECTION)};
  for (const char* name : {"Merry", "Grim"}) {
    auto& option = *all.back().add_options();
    option.set_id(std::string("opt_") + name);
    option.set_display_name(name);
  }
  return all;
}

List Read(const std::string& csv, std::vector<std::string> columns = {}) {
  const auto list = customers::ReadList(csv, {.columns = std::move(columns)});
  EXPECT_TRUE(list.ok()) << list.status();
  return list.ok() ? *list : List();
}

TEST(AttributeColumns, AreNamedByKeyOrNameOnce) {
  const List list = Read(
      "given_name,SHOE SIZE,v.i.p.,Likes,Stars,attribute:mood\nAnna,1,,,,\n");
  EXPECT_TRUE(MayHoldAttributes(list.plan));
  EXPECT_THAT(
      AttributeColumns(list.plan, Definitions()),
      ElementsAre("SHOE SIZE=attribute:shoe_size", "v.i.p.=attribute:vip",
                  "attribute:mood=attribute:mood"));
  EXPECT_FALSE(MayHoldAttributes(Read("given_name\nAnna\n").plan));
}

TEST(ReadAttributes, ReadsEachTypeAndLeavesOutPlaceholders) {
  List list = Read(
      "given_name,a,b,c,d\n"
      "Anna,38.50,Yes,13/2/2024,merry\n"
      "Bob,n/a,0,0/0/00,\n",
      {"a=attribute:shoe_size", "b=attribute:VIP", "c=attribute:since",
       "d=attribute:mood"});
  const auto read = ReadAttributes(Definitions(), DateOrder::kDayFirst, &list);
  ASSERT_TRUE(read.ok()) << read.status();
  ASSERT_THAT(read->rows, SizeIs(2));
  ASSERT_THAT(read->rows[0], SizeIs(4)) << list.rows[0].status();
  EXPECT_EQ(read->rows[0][0].value.number(), "38.5");
  EXPECT_TRUE(read->rows[0][1].value.boolean());
  EXPECT_EQ(read->rows[0][2].value.date(), "2024-02-13");
  EXPECT_THAT(read->rows[0][3].value.selection().option_ids(),
              ElementsAre("opt_Merry"));
  ASSERT_THAT(read->rows[1], SizeIs(1)) << list.rows[1].status();
  EXPECT_FALSE(read->rows[1][0].value.boolean());
  EXPECT_THAT(list.rows[1]->left_out, SizeIs(2));
}

TEST(ReadAttributes, RejectsRowsByColumn) {
  List list = Read(
      "given_name,Size,VIP\n"
      "Anna,big,maybe\n"
      "Bob,1.000001,yes\n"
      "Carl,40,no\n",
      {"Size=attribute:shoe_size", "VIP=attribute:vip"});
  const auto read = ReadAttributes(Definitions(), DateOrder::kUncertain, &list);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(list.rows[0].status().message(),
            "column Size: must be a decimal number such as -12.5; column VIP: "
            "vip: must be yes or no");
  EXPECT_EQ(list.rows[1].status().message(),
            "column Size: must have at most 5 decimals");
  EXPECT_TRUE(list.rows[2].ok());
  EXPECT_THAT(read->rows[0], IsEmpty());
  EXPECT_THAT(read->rows[2], SizeIs(2));
}

TEST(ReadAttributes, TakesTheFirstOfTwoColumns) {
  List list = Read("given_name,a,b\nAnna,38,39\nBob,,39\n",
                   {"a=attribute:shoe_size", "b=attribute:shoe_size"});
  const auto read = ReadAttributes(Definitions(), DateOrder::kUncertain, &list);
  ASSERT_TRUE(read.ok()) << read.status();
  ASSERT_THAT(read->rows[0], SizeIs(1));
  EXPECT_EQ(read->rows[0][0].value.number(), "38");
  EXPECT_THAT(list.rows[0]->left_out, SizeIs(1));
  EXPECT_EQ(read->rows[1][0].value.number(), "39");
}

TEST(ReadAttributes, RefusesWhatIsNoAttribute) {
  List list = Read("given_name,a\nAnna,38\n", {"a=attribute:nothing"});
  EXPECT_THAT(
      std::string(ReadAttributes(Definitions(), DateOrder::kUncertain, &list)
                      .status()
                      .message()),
      HasSubstr("column a: there is no attribute nothing"));
  EXPECT_FALSE(customers::ReadList("given_name,a\nAnna,38\n",
                                   {.columns = {"a=attribute:"}})
                   .ok());
}

}  // namespace
}  // namespace comptoir::cli
