#include "server/customers/attributes/filters/attribute_facts.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"

namespace comptoir::customers {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

IdBytes IdOf(char name) {
  IdBytes id{};
  id.back() = name;
  return id;
}

std::string Id(const char* prefix, char name) {
  const IdBytes id = IdOf(name);
  return FormatId(prefix, std::string_view(id.data(), id.size()));
}

v1::AttributeValue* Add(google::protobuf::RepeatedPtrField<
                            storage::v1::StoredAttributeValue>* values,
                        char definition) {
  storage::v1::StoredAttributeValue& stored = *values->Add();
  stored.set_attribute_definition_id(Id("atd", definition));
  return stored.mutable_value();
}

TEST(AttributeFacts, AreOfTheSurvivorFirst) {
  storage::v1::StoredCustomer row;
  Add(row.mutable_attributes(), 'a')->set_text("Own");
  auto* other = row.add_merged()->mutable_attributes();
  Add(other, 'a')->set_text("Theirs");
  Add(other, 'b')->set_number("-1.5");
  const auto facts = AttributeFactsOf(row);
  ASSERT_THAT(facts, SizeIs(2));
  EXPECT_EQ(std::get<std::string>(facts[0].value), "own");
  EXPECT_EQ(std::get<int64_t>(facts[1].value), -150'000);
  row.set_merged_into(Id("cus", 'x'));
  EXPECT_THAT(AttributeFactsOf(row), IsEmpty());
}

TEST(AttributeFacts, HaveWhatEachIdentityHasChosen) {
  storage::v1::StoredCustomer row;
  Add(row.mutable_attributes(), 'a')
      ->mutable_selection()
      ->add_option_ids(Id("opt", '1'));
  Add(row.add_merged()->mutable_attributes(), 'a')
      ->mutable_selection()
      ->add_option_ids(Id("opt", '2'));
  const auto facts = AttributeFactsOf(row);
  ASSERT_THAT(facts, SizeIs(1));
  const auto& chosen = std::get<Selections>(facts[0].value);
  ASSERT_THAT(chosen, SizeIs(2));
  EXPECT_EQ(chosen[0], std::vector{IdOf('1')});
  EXPECT_EQ(chosen[1], std::vector{IdOf('2')});
}

TEST(AttributeFacts, CountDays) {
  EXPECT_EQ(NumberOfDay(absl::CivilDay(1, 1, 1)), 0u);
  EXPECT_EQ(NumberOfDay(absl::CivilDay(2024, 3, 1)) -
                NumberOfDay(absl::CivilDay(2024, 2, 28)),
            2u);
}

TEST(AttributeFacts, KnowAddressesAndNumbersHoweverTheyAreWritten) {
  EXPECT_EQ(EmailFingerprint("Anna@Example.com"),
            EmailFingerprint(" anna@example.com"));
  EXPECT_NE(EmailFingerprint("anna@example.com"),
            EmailFingerprint("ann@example.com"));
  EXPECT_EQ(PhoneFingerprint("+33 6 12.34-56 78"),
            PhoneFingerprint("+33612345678"));
  EXPECT_NE(PhoneFingerprint("0612345678"), PhoneFingerprint("+33612345678"));
  EXPECT_NE(PhoneFingerprint("0612345678 x1"), PhoneFingerprint("06123456781"));
}

TEST(FilteredText, IsFoldedAndCut) {
  EXPECT_EQ(FilteredText("Élodie O'GROẞ"), "elodie ogross");
  const std::string whole(kFilteredTextBytesMax, 'a');
  EXPECT_EQ(FilteredText(whole), whole);
  const std::string cut = FilteredText(whole + "b");
  EXPECT_EQ(cut, whole + '\xff');
  // Signs are kept as they are, and none is cut into two.
  std::string signs;
  while (signs.size() < kFilteredTextBytesMax) signs += "☂";
  const std::string beginning = FilteredText(signs);
  EXPECT_EQ(beginning.size() % 3, 1u);
  EXPECT_LE(beginning.size(), kFilteredTextBytesMax + 1);
}

}  // namespace
}  // namespace comptoir::customers
