// Attributes that a program keeps: what others may see and do.
#include <string>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/attributes/testing/attributes_fixture.h"

namespace comptoir::customers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using v1::AttributeDefinition;

constexpr char kApp[] = "key_00000000000000000000000001";
constexpr char kOtherApp[] = "key_00000000000000000000000002";

class AttributeOwnersTest : public AttributesFixture {
 protected:
  void ActAsApp(const std::string& id) { ActAs(Principal::Kind::kApiKey, id); }
  void ActAsClerk() {
    ActAs(Principal::Kind::kMember, "mem", {PERMISSION_ATTRIBUTES_MANAGE});
  }
  // Of kApp.
  AttributeDefinition Kept(const std::string& name,
                           v1::AttributeAccess others) {
    ActAsApp(kApp);
    AttributeDefinition definition = Definition(name, v1::ATTRIBUTE_TYPE_TEXT);
    definition.set_others_access(others);
    auto created = Create(definition);
    EXPECT_TRUE(created.ok()) << created.status();
    created->clear_etag();
    return *created;
  }
};

TEST_F(AttributeOwnersTest, AreThoseWhoKeepSomethingToThemselves) {
  EXPECT_EQ(Kept("Shared", v1::ATTRIBUTE_ACCESS_UNSPECIFIED).owner_api_key_id(),
            "");
  EXPECT_EQ(Kept("Read", v1::ATTRIBUTE_ACCESS_READ_ONLY).owner_api_key_id(),
            kApp);
  AttributeDefinition named = Definition("Named", v1::ATTRIBUTE_TYPE_TEXT);
  named.set_owner_api_key_id(kApp);
  EXPECT_TRUE(Create(named).ok());
  named.set_owner_api_key_id(kOtherApp);
  EXPECT_THAT(SummaryOf(Create(named).status()),
              HasSubstr("owner_api_key_id: must be the calling API key"));

  ActAsOwner();
  EXPECT_TRUE(Create(named).ok());
  AttributeDefinition nobodys = Definition("Nobody", v1::ATTRIBUTE_TYPE_TEXT);
  nobodys.set_others_access(v1::ATTRIBUTE_ACCESS_HIDDEN);
  EXPECT_THAT(SummaryOf(Create(nobodys).status()),
              HasSubstr("others_access: must be READ_WRITE without"));
}

TEST_F(AttributeOwnersTest, HideWhatTheyKeep) {
  const std::string anna = NewCustomer("Anna");
  const AttributeDefinition secret =
      Kept("Secret", v1::ATTRIBUTE_ACCESS_HIDDEN);
  ASSERT_TRUE(Set(anna, "secret", Text("x")).ok());
  EXPECT_EQ(Shown(anna), "secret=x");

  for (const bool is_app : {true, false}) {
    is_app ? ActAsApp(kOtherApp) : ActAsClerk();
    EXPECT_THAT(Keys(), IsEmpty());
    EXPECT_EQ(ReasonOf(Get(secret.id()).status()), "NOT_FOUND");
    EXPECT_EQ(Shown(anna), "");
    EXPECT_THAT(SummaryOf(Set(anna, "secret", Text("y"))),
                HasSubstr("changes[0].key: must be that of an attribute"));
  }
  ActAsApp(kOtherApp);
  EXPECT_EQ(ReasonOf(Update(secret, {}).status()), "NOT_FOUND");
  EXPECT_EQ(ReasonOf(Delete(secret.id())), "NOT_FOUND");
  // That there is one shows when its key is wanted, and that alone.
  EXPECT_EQ(New("Secret", v1::ATTRIBUTE_TYPE_TEXT).key(), "secret_2");
}

TEST_F(AttributeOwnersTest, ShowWhatOthersMayOnlyRead) {
  const std::string anna = NewCustomer("Anna");
  AttributeDefinition read = Kept("Read", v1::ATTRIBUTE_ACCESS_READ_ONLY);
  ASSERT_TRUE(Set(anna, "read", Text("x")).ok());

  ActAsApp(kOtherApp);
  EXPECT_THAT(Keys(), ElementsAre("read"));
  EXPECT_EQ(Shown(anna), "read=x");
  EXPECT_EQ(ReasonOf(Set(anna, "read", Text("y"))), "ATTRIBUTE_READ_ONLY");
  EXPECT_EQ(ReasonOf(Clear(anna, "read")), "ATTRIBUTE_READ_ONLY");
  read.set_description("Mine");
  EXPECT_EQ(ReasonOf(Update(read, {"description"}).status()),
            "ATTRIBUTE_OWNED");
  EXPECT_EQ(ReasonOf(Delete(read.id())), "ATTRIBUTE_OWNED");
}

TEST_F(AttributeOwnersTest, LetOthersSetWhatTheyShare) {
  const std::string anna = NewCustomer("Anna");
  AttributeDefinition shared = Definition("Shared", v1::ATTRIBUTE_TYPE_TEXT);
  shared.set_owner_api_key_id(kApp);
  ActAsApp(kApp);
  ASSERT_TRUE(Create(shared).ok());

  ActAsApp(kOtherApp);
  EXPECT_TRUE(Set(anna, "shared", Text("y")).ok());
  EXPECT_EQ(Shown(anna), "shared=y");
}

TEST_F(AttributeOwnersTest, AnswerToWhoManagesAttributes) {
  const std::string anna = NewCustomer("Anna");
  AttributeDefinition secret = Kept("Secret", v1::ATTRIBUTE_ACCESS_HIDDEN);
  ActAsOwner();
  EXPECT_TRUE(Set(anna, "secret", Text("x")).ok());
  EXPECT_EQ(Shown(anna), "secret=x");

  secret.set_owner_api_key_id(kOtherApp);
  ASSERT_TRUE(Update(secret, {"owner_api_key_id"}).ok());
  ActAsApp(kApp);
  EXPECT_EQ(Shown(anna), "");
  ActAsApp(kOtherApp);
  EXPECT_EQ(Shown(anna), "secret=x");
  // It hands over what is its own.
  secret.set_owner_api_key_id(kApp);
  EXPECT_TRUE(Update(secret, {"owner_api_key_id"}).ok());
  EXPECT_EQ(Shown(anna), "");
}

}  // namespace
}  // namespace comptoir::customers
