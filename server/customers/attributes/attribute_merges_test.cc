// Values of merged profiles: filled, set, cleared, and as they were afterwards.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/attributes/testing/attributes_fixture.h"

namespace comptoir::customers {
namespace {

using testing::IsEmpty;

class AttributeMergesTest : public AttributesFixture {
 protected:
  AttributeMergesTest() {
    New("size", v1::ATTRIBUTE_TYPE_TEXT);
    New("colour", v1::ATTRIBUTE_TYPE_TEXT);
  }

  std::string Person(const std::string& name, const std::string& size,
                     const std::string& colour) {
    const std::string id = NewCustomer(name);
    SetUnlessEmpty(id, "size", size);
    SetUnlessEmpty(id, "colour", colour);
    return id;
  }
  void SetUnlessEmpty(const std::string& id, const std::string& key,
                      const std::string& text) {
    if (text.empty()) return;
    const absl::Status set = Set(id, key, Text(text));
    EXPECT_TRUE(set.ok()) << set;
  }
  void Merge(const std::string& other, const std::string& survivor) {
    // What is sorted by the time of the last change has times that differ.
    store().clock().Advance(absl::Seconds(1));
    const auto merged = customers_.Merge(survivor, {other});
    ASSERT_TRUE(merged.ok()) << merged.status();
  }
  void Unmerge(const std::string& id) {
    const auto unmerged = customers_.Unmerge(id);
    ASSERT_TRUE(unmerged.ok()) << unmerged.status();
  }
};

TEST_F(AttributeMergesTest, FillWhatTheSurvivorHasNot) {
  const std::string anna = Person("Anna", "M", "");
  const std::string ann = Person("Ann", "L", "red");
  Merge(ann, anna);

  EXPECT_EQ(Shown(anna), "size=M colour=red");
  EXPECT_EQ(Values(anna).attributes(1).customer_id(), ann);
  EXPECT_THAT(Problems(), IsEmpty());
  Unmerge(ann);
  EXPECT_EQ(Shown(anna), "size=M");
  EXPECT_EQ(Shown(ann), "size=L colour=red");
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(AttributeMergesTest, AreTheSurvivorsOnceTheyAreSet) {
  const std::string anna = Person("Anna", "", "");
  const std::string ann = Person("Ann", "L", "red");
  Merge(ann, anna);
  ASSERT_TRUE(Set(ann, "size", Text("XL")).ok());
  ASSERT_TRUE(Set(anna, "colour", Text("red")).ok());

  EXPECT_EQ(Shown(anna), "size=XL colour=red");
  Unmerge(ann);
  EXPECT_EQ(Shown(anna), "size=XL");
  EXPECT_EQ(Shown(ann), "size=L colour=red");
}

TEST_F(AttributeMergesTest, AreClearedOfTheProfileAlone) {
  const std::string anna = Person("Anna", "M", "");
  const std::string ann = Person("Ann", "L", "red");
  Merge(ann, anna);
  ASSERT_TRUE(Clear(anna, "size").ok());
  ASSERT_TRUE(Clear(anna, "colour").ok());

  EXPECT_EQ(Shown(anna), "");
  EXPECT_THAT(Problems(), IsEmpty());
  Unmerge(ann);
  EXPECT_EQ(Shown(anna), "");
  EXPECT_EQ(Shown(ann), "size=L colour=red");
}

TEST_F(AttributeMergesTest, AreThoseOfEachOnceAProfileIsTakenApart) {
  const std::string anna = Person("Anna", "", "");
  const std::string ann = Person("Ann", "", "blue");
  const std::string annie = Person("Annie", "S", "red");
  Merge(annie, ann);
  EXPECT_EQ(Shown(ann), "size=S colour=blue");
  Merge(ann, anna);
  EXPECT_EQ(Shown(anna), "size=S colour=blue");
  ASSERT_TRUE(Clear(anna, "size").ok());

  Unmerge(annie);
  EXPECT_EQ(Shown(annie), "size=S colour=red");
  EXPECT_EQ(Shown(anna), "colour=blue");
  Unmerge(ann);
  EXPECT_EQ(Shown(ann), "colour=blue");
  EXPECT_EQ(Shown(anna), "");
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(AttributeMergesTest, GoWithTheirCustomer) {
  const std::string anna = Person("Anna", "M", "");
  Merge(Person("Ann", "L", "red"), anna);
  ASSERT_TRUE(customers_.Delete(anna).ok());
  EXPECT_THAT(Problems(), IsEmpty());
}

}  // namespace
}  // namespace comptoir::customers
