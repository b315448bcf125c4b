// Custom attributes in merges: what previews show, what is chosen, what events
// say, and how it is taken back.
#include <string>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "comptoir/customers/v1/customer_events.pb.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/attributes/testing/attributes_fixture.h"
#include "server/customers/merges/merge_service.h"

namespace comptoir::customers {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using v1::AttributeDefinition;

constexpr char kApp[] = "key_00000000000000000000000001";
constexpr char kOtherApp[] = "key_00000000000000000000000002";

class AttributeChoicesTest : public AttributesFixture {
 protected:
  AttributeChoicesTest() {
    size_ = New("size", v1::ATTRIBUTE_TYPE_TEXT);
    colour_ = New("colour", v1::ATTRIBUTE_TYPE_TEXT);
  }

  std::string Person(const std::string& name, const std::string& size,
                     const std::string& colour = "") {
    const std::string id = NewCustomer(name);
    if (!size.empty()) {
      EXPECT_TRUE(Set(id, "size", Text(size)).ok());
    }
    if (!colour.empty()) {
      EXPECT_TRUE(Set(id, "colour", Text(colour)).ok());
    }
    return id;
  }
  static v1::MergeCustomersRequest Merging(const std::string& other,
                                           const std::string& survivor) {
    v1::MergeCustomersRequest request;
    request.set_survivor_customer_id(survivor);
    request.add_customer_ids(other);
    return request;
  }
  static v1::MergeCustomersRequest Choosing(const std::string& path,
                                            const std::string& chosen,
                                            const std::string& other,
                                            const std::string& survivor) {
    v1::MergeCustomersRequest request = Merging(other, survivor);
    v1::FieldChoice& choice = *request.add_choices();
    choice.set_path(path);
    choice.set_customer_id(chosen);
    return request;
  }
  // By the fixture's caller.
  absl::Status Merge(const v1::MergeCustomersRequest& request) {
    const Call call = NewCall();
    return store()
        .Write(merchant_,
               [&](store::Transaction& txn) {
                 return merges_.MergeCustomers(call, txn, request);
               })
        .status();
  }
  v1::PreviewMergeResponse Preview(const v1::MergeCustomersRequest& merge) {
    v1::PreviewMergeRequest request;
    request.set_survivor_customer_id(merge.survivor_customer_id());
    *request.mutable_customer_ids() = merge.customer_ids();
    *request.mutable_choices() = merge.choices();
    const auto preview =
        merges_.PreviewMerge(NewCall(), *store().Read(), request);
    EXPECT_TRUE(preview.ok()) << preview.status();
    return preview.ok() ? *preview : v1::PreviewMergeResponse();
  }
  // "path owner dropped ..." of attributes, with the names of customers.
  Ids Previewed(const v1::MergeCustomersRequest& merge) {
    Ids lines;
    const v1::PreviewMergeResponse preview = Preview(merge);
    for (const v1::MergedField& field : preview.fields()) {
      if (!field.path().starts_with("attributes.")) continue;
      std::string line = field.path() + " " +
                         customers_.Get(field.customer_id())->given_name();
      for (const std::string& id : field.dropped_customer_ids()) {
        line += " " + customers_.Get(id)->given_name();
      }
      lines.push_back(line);
    }
    return lines;
  }
  void Unmerge(const std::string& id) {
    const auto unmerged = customers_.Unmerge(id);
    ASSERT_TRUE(unmerged.ok()) << unmerged.status();
  }

  AttributeDefinition size_;
  AttributeDefinition colour_;
  MergeService merges_{customers_.directory()};
};

TEST_F(AttributeChoicesTest, ArePreviewedWithWhatTheyDrop) {
  const std::string anna = Person("Anna", "M");
  const std::string ann = Person("Ann", "L", "red");
  EXPECT_THAT(Previewed(Merging(ann, anna)),
              ElementsAre("attributes.size Anna Ann", "attributes.colour Ann"));
  EXPECT_THAT(Previewed(Choosing("attributes.size", ann, ann, anna)),
              ElementsAre("attributes.size Ann Anna", "attributes.colour Ann"));
  EXPECT_THAT(
      Previewed(Choosing("attributes.colour", anna, ann, anna)),
      ElementsAre("attributes.size Anna Ann", "attributes.colour Anna Ann"));
}

TEST_F(AttributeChoicesTest, ShowWhatWasChosenUntilItIsTakenBack) {
  const std::string anna = Person("Anna", "M");
  const std::string ann = Person("Ann", "L", "red");
  ASSERT_TRUE(Merge(Choosing("attributes.Size", ann, ann, anna)).ok());
  EXPECT_EQ(Shown(anna), "size=L colour=red");
  const auto merged = LastEvent<v1::CustomerMerged>();
  EXPECT_THAT(merged.changed_attribute_definition_ids(),
              ElementsAre(size_.id(), colour_.id()));
  EXPECT_THAT(merged.changed_fields().paths(), Contains("attributes"));
  EXPECT_THAT(Problems(), IsEmpty());

  Unmerge(ann);
  EXPECT_EQ(Shown(anna), "size=M");
  EXPECT_EQ(Shown(ann), "size=L colour=red");
  const auto unmerged = LastEvent<v1::CustomerUnmerged>();
  EXPECT_THAT(unmerged.changed_attribute_definition_ids(),
              ElementsAre(size_.id(), colour_.id()));
  EXPECT_THAT(Problems(), IsEmpty());
  v1::ListMergesRequest request;
  request.set_customer_id(anna);
  const auto history = customers_.ListMerges(request);
  ASSERT_EQ(history->merges_size(), 2);
  EXPECT_THAT(history->merges(0).changed_attribute_definition_ids(),
              ElementsAre(size_.id(), colour_.id()));
}

TEST_F(AttributeChoicesTest, KeepNothingWhenTheSurvivorsIsChosen) {
  const std::string anna = Person("Anna", "M");
  const std::string ann = Person("Ann", "L", "red");
  ASSERT_TRUE(Merge(Choosing(fmt::format("attributes.{}", colour_.id()), anna,
                             ann, anna))
                  .ok());
  EXPECT_EQ(Shown(anna), "size=M");
  EXPECT_THAT(
      LastEvent<v1::CustomerMerged>().changed_attribute_definition_ids(),
      IsEmpty());
  EXPECT_THAT(Problems(), IsEmpty());
  Unmerge(ann);
  EXPECT_EQ(Shown(ann), "size=L colour=red");
}

TEST_F(AttributeChoicesTest, GoOnInProfilesOfProfiles) {
  const std::string anna = Person("Anna", "");
  const std::string ann = Person("Ann", "M");
  const std::string annie = Person("Annie", "L");
  ASSERT_TRUE(Merge(Choosing("attributes.size", annie, annie, ann)).ok());
  ASSERT_TRUE(Merge(Merging(ann, anna)).ok());
  EXPECT_EQ(Shown(anna), "size=L");
  EXPECT_THAT(Problems(), IsEmpty());
  Unmerge(annie);
  EXPECT_EQ(Shown(anna), "size=M");
  Unmerge(ann);
  EXPECT_EQ(Shown(anna), "");
  EXPECT_EQ(Shown(ann), "size=M");
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(AttributeChoicesTest, GiveWayToWhatIsSetAndCleared) {
  const std::string anna = Person("Anna", "M");
  const std::string ann = Person("Ann", "L");
  ASSERT_TRUE(Merge(Choosing("attributes.size", ann, ann, anna)).ok());
  ASSERT_TRUE(Set(anna, "size", Text("S")).ok());
  EXPECT_EQ(Shown(anna), "size=S");
  Unmerge(ann);
  EXPECT_EQ(Shown(anna), "size=S");
  ASSERT_TRUE(Merge(Choosing("attributes.size", ann, ann, anna)).ok());
  ASSERT_TRUE(Clear(anna, "size").ok());
  EXPECT_EQ(Shown(anna), "");
  Unmerge(ann);
  EXPECT_EQ(Shown(anna), "");
  EXPECT_EQ(Shown(ann), "size=L");
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(AttributeChoicesTest, AreForgottenWithTheDefinition) {
  const std::string anna = Person("Anna", "M");
  const std::string ann = Person("Ann", "L");
  ASSERT_TRUE(Merge(Choosing("attributes.size", ann, ann, anna)).ok());
  ASSERT_TRUE(Delete(size_.id()).ok());
  EXPECT_EQ(Shown(anna), "");
  store().RunDueJobs();
  EXPECT_THAT(Problems(), IsEmpty());
  EXPECT_EQ(RowsWith(size_.id()), 0);
}

TEST_F(AttributeChoicesTest, MustBeOfWhatThereIs) {
  const std::string anna = Person("Anna", "M");
  const std::string ann = Person("Ann", "L");
  for (const char* path : {"attributes.", "attributes.weight", "attributes"}) {
    EXPECT_THAT(SummaryOf(Merge(Choosing(path, ann, ann, anna))),
                AllOf(HasSubstr("INVALID_FIELDS"),
                      HasSubstr("choices[0].path: must be")));
  }
  EXPECT_THAT(
      SummaryOf(
          Merge(Choosing("attributes.size", NewCustomer("Bob"), ann, anna))),
      HasSubstr("choices[0].customer_id: must be one of the customers"));
  v1::MergeCustomersRequest twice = Choosing("attributes.size", ann, ann, anna);
  *twice.add_choices() = twice.choices(0);
  twice.mutable_choices(1)->set_path("attributes." + size_.id());
  EXPECT_THAT(SummaryOf(Merge(twice)),
              HasSubstr("choices[1].path: must not be there twice"));

  const auto empty = Choosing("attributes.colour", ann, ann, anna);
  const v1::PreviewMergeResponse preview = Preview(empty);
  ASSERT_EQ(preview.blockers_size(), 1);
  EXPECT_EQ(preview.blockers(0).reason(), "CHOICE_EMPTY");
  EXPECT_THAT(SummaryOf(Merge(empty)),
              AllOf(HasSubstr("CHOICE_EMPTY"),
                    HasSubstr("has no attributes.colour: choose another")));
}

TEST_F(AttributeChoicesTest, AreOfWhoSeesAndSetsValues) {
  const std::string anna = Person("Anna", "M");
  const std::string ann = Person("Ann", "L");
  AttributeDefinition contact = Definition("Email", v1::ATTRIBUTE_TYPE_EMAIL);
  ASSERT_TRUE(Create(contact).ok());
  v1::AttributeValue value;
  value.set_email("ann@example.com");
  ASSERT_TRUE(Set(ann, "email", value).ok());
  ActAs(Principal::Kind::kApiKey, kApp);
  AttributeDefinition kept = Definition("Hidden", v1::ATTRIBUTE_TYPE_TEXT);
  kept.set_others_access(v1::ATTRIBUTE_ACCESS_HIDDEN);
  ASSERT_TRUE(Create(kept).ok());
  kept.set_display_name("Read");
  kept.set_others_access(v1::ATTRIBUTE_ACCESS_READ_ONLY);
  ASSERT_TRUE(Create(kept).ok());
  ASSERT_TRUE(Set(ann, "hidden", Text("x")).ok());
  ASSERT_TRUE(Set(ann, "read", Text("x")).ok());

  ActAs(Principal::Kind::kApiKey, kOtherApp);
  EXPECT_THAT(
      SummaryOf(Merge(Choosing("attributes.hidden", ann, ann, anna))),
      HasSubstr("choices[0].path: must be that of an attribute: there is no"));
  EXPECT_EQ(ReasonOf(Merge(Choosing("attributes.read", ann, ann, anna))),
            "ATTRIBUTE_READ_ONLY");
  EXPECT_THAT(Previewed(Merging(ann, anna)),
              Not(Contains(HasSubstr("hidden"))));
  ActAs(Principal::Kind::kMember, "mem", {PERMISSION_CUSTOMERS_VIEW_CONTACT});
  const absl::Status denied =
      Merge(Choosing("attributes.email", ann, ann, anna));
  EXPECT_TRUE(absl::IsPermissionDenied(denied)) << denied;
  ActAsOwner();
  EXPECT_TRUE(Merge(Choosing("attributes.email", ann, ann, anna)).ok());
}

}  // namespace
}  // namespace comptoir::customers
