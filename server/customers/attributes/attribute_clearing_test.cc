// What is left of deleted definitions and removed options: shown to nobody, and
// cleared step by step.
#include "server/customers/attributes/attribute_clearing.h"

#include <string>
#include <vector>

#include "comptoir/customers/v1/attribute_definition_events.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/attributes/testing/attributes_fixture.h"

namespace comptoir::customers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using v1::AttributeDefinition;

class AttributeClearingTest : public AttributesFixture {
 protected:
  // As many customers with the value.
  Ids People(int count, const std::string& key,
             const v1::AttributeValue& value) {
    Ids ids;
    for (int i = 0; i < count; ++i) {
      ids.push_back(NewCustomer("Anna"));
      EXPECT_TRUE(Set(ids.back(), key, value).ok());
    }
    return ids;
  }

  // One step of a clearing, as the jobs take it: reads, lets `meanwhile`
  // happen, writes. Where it goes on; "" once it is done.
  template <typename Meanwhile>
  std::string Step(const std::string& payload, const std::string& cursor,
                   Meanwhile meanwhile) {
    const store::JobKind kind =
        ClearingOf(attributes_.tables(), customers_.directory());
    const auto write = kind.step(
        *store().Read(),
        {.merchant_id = merchant_, .payload = payload, .cursor = cursor});
    EXPECT_TRUE(write.ok()) << write.status();
    meanwhile();
    const auto next = store().Write(merchant_, *write);
    EXPECT_TRUE(next.ok()) << next.status();
    return next->is_done() ? "" : next->cursor();
  }
  static std::string PayloadOf(const std::string& definition_id) {
    storage::v1::StoredAttributeClearing clearing;
    clearing.set_attribute_definition_id(definition_id);
    return clearing.SerializeAsString();
  }
};

TEST_F(AttributeClearingTest, ShowsNothingOfADeletedDefinition) {
  const AttributeDefinition size = New("size", v1::ATTRIBUTE_TYPE_TEXT);
  const std::string anna = People(1, "size", Text("M")).front();
  ASSERT_TRUE(Delete(size.id()).ok());

  EXPECT_EQ(Shown(anna), "");
  EXPECT_EQ(RowsWith(size.id()), 1);
  EXPECT_THAT(Problems(), IsEmpty());
  New("size", v1::ATTRIBUTE_TYPE_TEXT);
  EXPECT_EQ(Shown(anna), "");
}

TEST_F(AttributeClearingTest, ClearsAllOfADeletedDefinition) {
  const AttributeDefinition size = New("size", v1::ATTRIBUTE_TYPE_TEXT);
  const AttributeDefinition kept = New("kept", v1::ATTRIBUTE_TYPE_TEXT);
  const Ids people = People(kClearedAtOnceMax + 2, "size", Text("M"));
  ASSERT_TRUE(Set(people[0], "kept", Text("x")).ok());
  const std::string etag = EtagOf(people[0]);
  ASSERT_TRUE(Delete(size.id()).ok());

  store().RunDueJobs();

  EXPECT_EQ(RowsWith(size.id()), 0);
  EXPECT_EQ(Shown(people[0]), "kept=x");
  EXPECT_EQ(EtagOf(people[0]), etag);
  const auto event = LastEvent<v1::AttributeValuesCleared>();
  EXPECT_EQ(event.attribute_definition_id(), size.id());
  EXPECT_EQ(event.customer_count(), kClearedAtOnceMax + 2);
  EXPECT_FALSE(attributes_.tables()
                   .definitions.Find(*store().Read(), merchant_, size.id())
                   ->has_value());
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(AttributeClearingTest, GoesOnWhereItWas) {
  const AttributeDefinition size = New("size", v1::ATTRIBUTE_TYPE_TEXT);
  People(kClearedAtOnceMax + 1, "size", Text("M"));
  ASSERT_TRUE(Delete(size.id()).ok());

  const std::string cursor = Step(PayloadOf(size.id()), "", [] {});
  EXPECT_NE(cursor, "");
  EXPECT_EQ(RowsWith(size.id()), 1);
  EXPECT_THAT(Problems(), IsEmpty());
  EXPECT_EQ(Step(PayloadOf(size.id()), cursor, [] {}), "");

  EXPECT_EQ(LastEvent<v1::AttributeValuesCleared>().customer_count(),
            kClearedAtOnceMax + 1);
}

TEST_F(AttributeClearingTest, ClearsWhoIsMergedMeanwhile) {
  const AttributeDefinition size = New("size", v1::ATTRIBUTE_TYPE_TEXT);
  const Ids people = People(kClearedAtOnceMax + 2, "size", Text("M"));
  ASSERT_TRUE(Delete(size.id()).ok());

  // Whoever is not cleared yet becomes part of somebody who is.
  const std::string cursor = Step(PayloadOf(size.id()), "", [] {});
  ASSERT_TRUE(customers_.Merge(people.front(), {people.back()}).ok());
  EXPECT_EQ(RowsWith(size.id()), 3);
  Step(PayloadOf(size.id()), cursor, [&] {
    ASSERT_TRUE(customers_.Merge(people[1], {people[kClearedAtOnceMax]}).ok());
  });

  EXPECT_EQ(RowsWith(size.id()), 0);
  EXPECT_EQ(LastEvent<v1::AttributeValuesCleared>().customer_count(),
            kClearedAtOnceMax + 2);
  ASSERT_TRUE(customers_.Unmerge(people.back()).ok());
  EXPECT_THAT(Problems(), IsEmpty());
}

// Each merged into the next, with as much to say as there is room for: the rows
// around the first one come to more than a step writes.
TEST_F(AttributeClearingTest, ClearsLargeProfilesInSeveralSteps) {
  constexpr int kPeople = 20;
  const AttributeDefinition size = New("size", v1::ATTRIBUTE_TYPE_TEXT);
  v1::SetCustomerAttributesRequest much;
  for (int i = 0; i < 15; ++i) {
    v1::AttributeChange& change = *much.add_changes();
    change.set_key(New("much", v1::ATTRIBUTE_TYPE_TEXT).key());
    *change.mutable_value() = Text(std::string(1000, 'a'));
  }
  const Ids people = People(kPeople, "size", Text("M"));
  for (int i = 0; i < kPeople; ++i) {
    much.set_customer_id(people[i]);
    ASSERT_TRUE(
        Do(&AttributeDefinitionService::SetCustomerAttributes, much).ok());
    if (i > 0) {
      ASSERT_TRUE(customers_.Merge(people[i], {people[i - 1]}).ok());
    }
  }
  ASSERT_TRUE(Delete(size.id()).ok());

  std::string cursor = Step(PayloadOf(size.id()), "", [] {});
  EXPECT_NE(cursor, "");
  EXPECT_GT(RowsWith(size.id()), 0);
  int steps = 1;
  for (; !cursor.empty() && steps < kPeople; ++steps) {
    cursor = Step(PayloadOf(size.id()), cursor, [] {});
  }

  EXPECT_EQ(cursor, "");
  EXPECT_GT(steps, 1);
  EXPECT_EQ(RowsWith(size.id()), 0);
  EXPECT_EQ(LastEvent<v1::AttributeValuesCleared>().customer_count(), kPeople);
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(AttributeClearingTest, PassesOverWhoIsDeletedMeanwhile) {
  const AttributeDefinition size = New("size", v1::ATTRIBUTE_TYPE_TEXT);
  const Ids people = People(2, "size", Text("M"));
  ASSERT_TRUE(Delete(size.id()).ok());

  Step(PayloadOf(size.id()), "",
       [&] { ASSERT_TRUE(customers_.Delete(people[0]).ok()); });

  EXPECT_EQ(LastEvent<v1::AttributeValuesCleared>().customer_count(), 1);
}

TEST_F(AttributeClearingTest, TakesRemovedOptionsOutOfSelections) {
  AttributeDefinition one = New("one", v1::ATTRIBUTE_TYPE_SINGLE_SELECTION);
  AttributeDefinition many = New("many", v1::ATTRIBUTE_TYPE_MULTIPLE_SELECTION);
  const std::string anna = NewCustomer("Anna");
  const std::string s = one.options(0).id();
  ASSERT_TRUE(Set(anna, "one", Selection({s})).ok());
  ASSERT_TRUE(
      Set(anna, "many", Selection({many.options(0).id(), many.options(1).id()}))
          .ok());
  one.mutable_options()->DeleteSubrange(0, 1);
  many.mutable_options()->DeleteSubrange(0, 1);
  ASSERT_TRUE(Update(one, {"options"}, true).ok());
  ASSERT_TRUE(Update(many, {"options"}, true).ok());

  EXPECT_EQ(Shown(anna), "many=M");
  EXPECT_THAT(SummaryOf(Set(anna, "one", Selection({s}))),
              HasSubstr("is no option of the attribute (any more)"));
  EXPECT_THAT(Problems(), IsEmpty());
  store().RunDueJobs();

  EXPECT_EQ(Shown(anna), "many=M");
  EXPECT_EQ(RowsWith(one.id()), 0);
  EXPECT_THAT(attributes_.tables()
                  .Get(*store().Read(), merchant_, many.id())
                  ->removed_option_ids(),
              IsEmpty());
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(AttributeClearingTest, ShowsAnothersWhenTheOwnOptionIsGone) {
  AttributeDefinition size = New("size", v1::ATTRIBUTE_TYPE_SINGLE_SELECTION);
  const std::string anna = NewCustomer("Anna");
  const std::string ann = NewCustomer("Ann");
  ASSERT_TRUE(Set(anna, "size", Selection({size.options(0).id()})).ok());
  ASSERT_TRUE(Set(ann, "size", Selection({size.options(1).id()})).ok());
  ASSERT_TRUE(customers_.Merge(anna, {ann}).ok());
  size.mutable_options()->DeleteSubrange(0, 1);
  ASSERT_TRUE(Update(size, {"options"}, true).ok());

  EXPECT_EQ(Shown(anna), "size=M");
  store().RunDueJobs();
  EXPECT_EQ(Shown(anna), "size=M");
}

TEST_F(AttributeClearingTest, TakesFromWhoComesBackWhatWasDeletedMeanwhile) {
  const AttributeDefinition text = New("text", v1::ATTRIBUTE_TYPE_TEXT);
  AttributeDefinition many = New("many", v1::ATTRIBUTE_TYPE_MULTIPLE_SELECTION);
  const std::string anna = NewCustomer("Anna");
  const std::string ann = NewCustomer("Ann");
  ASSERT_TRUE(Set(ann, "text", Text("x")).ok());
  ASSERT_TRUE(
      Set(ann, "many", Selection({many.options(0).id(), many.options(1).id()}))
          .ok());
  ASSERT_TRUE(customers_.Merge(anna, {ann}).ok());
  ASSERT_TRUE(customers_.Delete(anna).ok());
  ASSERT_TRUE(Delete(text.id()).ok());
  many.mutable_options()->DeleteSubrange(0, 1);
  ASSERT_TRUE(Update(many, {"options"}, true).ok());
  store().RunDueJobs();

  ASSERT_TRUE(customers_.Undelete(anna).ok());

  EXPECT_EQ(Shown(anna), "many=M");
  EXPECT_EQ(RowsWith(text.id()), 0);
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(AttributeClearingTest, IsNoticedWhenSomethingIsLeft) {
  const AttributeDefinition size = New("size", v1::ATTRIBUTE_TYPE_TEXT);
  const std::string anna = People(1, "size", Text("M")).front();
  ASSERT_TRUE(store()
                  .Write(merchant_,
                         [&](store::Transaction& txn) {
                           return attributes_.tables()
                               .definitions.Delete(txn, size.id())
                               .status();
                         })
                  .ok());

  EXPECT_THAT(Problems(),
              ElementsAre(HasSubstr("has a value of what is not defined")));
}

}  // namespace
}  // namespace comptoir::customers
