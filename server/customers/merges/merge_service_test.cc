#include "server/customers/merges/merge_service.h"

#include <string>
#include <vector>

#include "comptoir/customers/v1/customer_events.pb.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/merges/merges_fixture.h"

namespace comptoir::customers {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using v1::Customer;

using MergeServiceTest = MergesFixture;

TEST_F(MergeServiceTest, MakesOneProfileOfTwo) {
  const std::string anna = Create("Anna", "", "likes tea");
  const std::string ann = Create("Ann", "ann@example.com", "likes coffee");
  const std::string etag = Get(anna).etag();

  const auto merged = customers_.Merge(anna, {ann});

  ASSERT_TRUE(merged.ok()) << merged.status();
  EXPECT_EQ(merged->id(), anna);
  EXPECT_EQ(merged->given_name(), "Anna");
  EXPECT_EQ(merged->email_address(), "ann@example.com");
  EXPECT_EQ(merged->note(), "likes tea");
  EXPECT_THAT(merged->merged_customer_ids(), ElementsAre(ann));
  EXPECT_NE(merged->etag(), etag);
  EXPECT_EQ(Get(ann).id(), anna);
  EXPECT_EQ(customers_.List({})->customers_size(), 1);
  const auto event = EventIn<v1::CustomerMerged>(customers_.Log().back());
  EXPECT_EQ(event.customer_id(), anna);
  EXPECT_THAT(event.merged_customer_ids(), ElementsAre(ann));
  EXPECT_THAT(event.changed_fields().paths(), ElementsAre("email_address"));
}

TEST_F(MergeServiceTest, GivesEachItsOwnAgain) {
  const std::string anna = Create("Anna", "", "likes tea");
  const std::string ann = Create("Ann", "ann@example.com", "likes coffee");
  ASSERT_TRUE(customers_.Merge(anna, {ann}).ok());

  const auto unmerged = customers_.Unmerge(ann);

  ASSERT_TRUE(unmerged.ok()) << unmerged.status();
  EXPECT_EQ(unmerged->customer().id(), ann);
  EXPECT_EQ(unmerged->customer().note(), "likes coffee");
  EXPECT_EQ(unmerged->survivor().email_address(), "");
  EXPECT_THAT(unmerged->survivor().merged_customer_ids(), IsEmpty());
  EXPECT_EQ(Get(ann).given_name(), "Ann");
  EXPECT_EQ(customers_.List({})->customers_size(), 2);
  const auto event = EventIn<v1::CustomerUnmerged>(customers_.Log().back());
  EXPECT_EQ(event.customer_id(), ann);
  EXPECT_EQ(event.survivor_customer_id(), anna);
  EXPECT_THAT(event.changed_fields().paths(), ElementsAre("email_address"));
}

TEST_F(MergeServiceTest, UnmergeLeavesAloneWhatWasChangedSince) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann", "ann@example.com", "likes coffee");
  ASSERT_TRUE(customers_.Merge(anna, {ann}).ok());
  Customer change;
  change.set_id(ann);
  change.set_email_address("anna@example.com");
  ASSERT_TRUE(customers_.Update(change).ok());

  const Customer survivor = customers_.Unmerge(ann)->survivor();

  EXPECT_EQ(survivor.email_address(), "anna@example.com");
  EXPECT_EQ(survivor.note(), "");
  EXPECT_EQ(Get(ann).email_address(), "ann@example.com");
}

TEST_F(MergeServiceTest, TakesFieldsThatAreChosen) {
  const std::string anna = Create("Anna", "anna@example.com");
  const std::string ann = Create("Ann", "ann@example.com", "likes coffee");
  v1::MergeCustomersRequest request = RequestFor(anna, {ann});
  Choose("email_address", ann, &request);
  Choose("note", anna, &request);

  const auto merged = customers_.Merge(request);

  ASSERT_TRUE(merged.ok()) << merged.status();
  EXPECT_EQ(merged->email_address(), "ann@example.com");
  EXPECT_EQ(merged->note(), "");
  EXPECT_EQ(customers_.Unmerge(ann)->survivor().email_address(),
            "anna@example.com");
}

// Carl into Bob, Bob into Anna: in either order all is as it was.
TEST_F(MergeServiceTest, UnmergesChainsInAnyOrder) {
  for (const bool from_below : {true, false}) {
    const std::string anna = Create("Anna");
    const std::string bob = Create("Bob", "bob@example.com");
    const std::string carl = Create("Carl", "", "likes tea");
    ASSERT_TRUE(customers_.Merge(bob, {carl}).ok());
    const auto merged = customers_.Merge(anna, {bob});
    ASSERT_TRUE(merged.ok()) << merged.status();
    EXPECT_EQ(merged->note(), "likes tea");
    EXPECT_THAT(merged->merged_customer_ids(), ElementsAre(bob, carl));
    EXPECT_THAT(Identities(anna), ElementsAre(anna, bob, carl));

    ASSERT_TRUE(customers_.Unmerge(from_below ? carl : bob).ok());
    if (from_below) {
      EXPECT_EQ(Get(anna).note(), "");
      EXPECT_EQ(Get(anna).email_address(), "bob@example.com");
      EXPECT_THAT(Get(anna).merged_customer_ids(), ElementsAre(bob));
    } else {
      EXPECT_EQ(Get(carl).id(), bob);
      EXPECT_EQ(Get(bob).note(), "likes tea");
      EXPECT_THAT(Get(anna).merged_customer_ids(), IsEmpty());
    }
    ASSERT_TRUE(customers_.Unmerge(from_below ? bob : carl).ok());

    for (const std::string& id : {anna, bob, carl}) {
      EXPECT_EQ(Get(id).id(), id);
      EXPECT_THAT(Get(id).merged_customer_ids(), IsEmpty());
    }
    EXPECT_EQ(Get(anna).email_address(), "");
    EXPECT_EQ(Get(bob).note(), "");
    EXPECT_EQ(Get(carl).note(), "likes tea");
  }
}

TEST_F(MergeServiceTest, RefusesWhatIsNoMerge) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");

  EXPECT_EQ(ReasonFor(anna, {anna}), "INVALID_FIELDS");
  EXPECT_EQ(ReasonFor(anna, {ann, ann}), "INVALID_FIELDS");
  const absl::Status unknown =
      customers_.Merge(anna, {ann, FormatId("cus", "nobody-000000001")})
          .status();
  EXPECT_EQ(unknown.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(MetadataOf(unknown, "field"), "customer_ids[1]");
  customers_.ActFor(kOtherMerchant);
  EXPECT_EQ(ReasonFor(anna, {ann}), "NOT_FOUND");
}

TEST_F(MergeServiceTest, RefusesTheDeleted) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");
  ASSERT_TRUE(customers_.Delete(ann).ok());

  EXPECT_EQ(ReasonFor(anna, {ann}), "NOT_FOUND");
  const absl::Status survivor = customers_.Merge(ann, {anna}).status();
  EXPECT_EQ(MetadataOf(survivor, "field"), "survivor_customer_id");
}

TEST_F(MergeServiceTest, RefusesWhoIsPartOfAProfile) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");
  const std::string bob = Create("Bob");
  ASSERT_TRUE(customers_.Merge(anna, {ann}).ok());

  const absl::Status twice = customers_.Merge(anna, {ann}).status();
  EXPECT_EQ(twice.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(twice), "ALREADY_MERGED");
  EXPECT_EQ(MetadataOf(twice, "field"), "customer_ids[0]");
  const absl::Status elsewhere = customers_.Merge(bob, {ann}).status();
  EXPECT_EQ(ReasonOf(elsewhere), "ALREADY_MERGED");
  EXPECT_EQ(MetadataOf(elsewhere, "survivor_customer_id"), anna);
  const absl::Status into = customers_.Merge(ann, {bob}).status();
  EXPECT_EQ(ReasonOf(into), "ALREADY_MERGED");
  EXPECT_EQ(MetadataOf(into, "field"), "survivor_customer_id");
  EXPECT_EQ(ReasonFor(ann, {anna}), "MERGE_CIRCLE");
  EXPECT_EQ(customers_.List({})->customers_size(), 2);
}

TEST_F(MergeServiceTest, RefusesUnmergingTwice) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");
  ASSERT_TRUE(customers_.Merge(anna, {ann}).ok());
  EXPECT_EQ(ReasonOf(customers_.Unmerge(anna).status()), "NOT_MERGED");
  ASSERT_TRUE(customers_.Unmerge(ann).ok());

  EXPECT_EQ(ReasonOf(customers_.Unmerge(ann).status()), "NOT_MERGED");
  EXPECT_EQ(
      ReasonOf(
          customers_.Unmerge(FormatId("cus", "nobody-000000001")).status()),
      "NOT_FOUND");
}

TEST_F(MergeServiceTest, RefusesWrongChoices) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");
  const std::string bob = Create("Bob", "bob@example.com");
  const auto reason_for = [&](const std::string& path, const std::string& id) {
    v1::MergeCustomersRequest request = RequestFor(anna, {ann});
    Choose(path, id, &request);
    return ReasonOf(customers_.Merge(request).status());
  };

  EXPECT_EQ(reason_for("id", ann), "INVALID_FIELDS");
  EXPECT_EQ(reason_for("phone_e164", ann), "INVALID_FIELDS");
  EXPECT_EQ(reason_for("address.locality", ann), "INVALID_FIELDS");
  EXPECT_EQ(reason_for("email_address", bob), "INVALID_FIELDS");
  EXPECT_EQ(reason_for("email_address", ann), "CHOICE_EMPTY");
  v1::MergeCustomersRequest twice = RequestFor(anna, {ann});
  Choose("given_name", ann, &twice);
  Choose("given_name", anna, &twice);
  EXPECT_EQ(ReasonOf(customers_.Merge(twice).status()), "INVALID_FIELDS");
}

TEST_F(MergeServiceTest, ChoosesContactDataOnlyForWhoMaySeeIt) {
  const std::string anna = Create("Anna", "anna@example.com");
  const std::string ann = Create("Ann", "ann@example.com", "likes tea");
  customers_.MaySeeContact(false);
  v1::MergeCustomersRequest request = RequestFor(anna, {ann});
  Choose("note", ann, &request);
  v1::MergeCustomersRequest unseen = request;
  Choose("email_address", ann, &unseen);

  EXPECT_EQ(ReasonOf(customers_.Merge(unseen).status()), "PERMISSION_DENIED");
  EXPECT_TRUE(customers_.Merge(request).ok());
}

TEST_F(MergeServiceTest, GivesBackContactDataThatItsCallerDoesNotSee) {
  const std::string made = Create("Anna", "made@example.com");
  const std::string anna = Create("Anna", "anna@example.com");
  customers_.MaySeeContact(false);

  ASSERT_TRUE(customers_.Merge(made, {anna}).ok());

  EXPECT_EQ(Get(anna).email_address(), "made@example.com");
  ASSERT_TRUE(customers_.Unmerge(anna).ok());
  EXPECT_EQ(Get(anna).email_address(), "anna@example.com");
  EXPECT_EQ(Get(made).email_address(), "made@example.com");
}

TEST_F(MergeServiceTest, ChecksEtags) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");
  v1::MergeCustomersRequest request = RequestFor(anna, {ann});
  v1::CustomerEtag& etag = *request.add_expected_customers();
  etag.set_customer_id(ann);
  etag.set_etag("of another time");
  EXPECT_EQ(ReasonOf(customers_.Merge(request).status()), "ETAG_MISMATCH");
  etag.set_etag(Get(ann).etag());
  v1::MergeCustomersRequest twice = request;
  *twice.add_expected_customers() = etag;
  EXPECT_EQ(ReasonOf(customers_.Merge(twice).status()), "INVALID_FIELDS");
  v1::MergeCustomersRequest other = request;
  other.mutable_expected_customers(0)->set_customer_id(
      FormatId("cus", "nobody-000000001"));
  EXPECT_EQ(ReasonOf(customers_.Merge(other).status()), "INVALID_FIELDS");
  const auto merged = customers_.Merge(request);
  ASSERT_TRUE(merged.ok()) << merged.status();

  EXPECT_EQ(ReasonOf(customers_.Unmerge(ann, "of another time").status()),
            "ETAG_MISMATCH");
  EXPECT_TRUE(customers_.Unmerge(ann, merged->etag()).ok());
}

TEST_F(MergeServiceTest, MakesProfilesOfSoManyAndNoMore) {
  const std::string survivor = Create("Survivor");
  const std::string pair = Create("Pair");
  ASSERT_TRUE(customers_.Merge(pair, {Create("Half")}).ok());
  std::vector<std::string> others;
  for (int i = 0; i < kIdentitiesMax - 2; ++i) {
    others.push_back(Create(fmt::format("Other {}", i)));
  }
  std::vector<std::string> one_more = others;
  one_more.push_back(pair);

  const absl::Status refused = customers_.Merge(survivor, one_more).status();
  EXPECT_EQ(ReasonOf(refused), "TOO_MANY_IDENTITIES");
  EXPECT_EQ(MetadataOf(refused, "field"), "customer_ids");
  others.pop_back();
  others.push_back(pair);
  const auto merged = customers_.Merge(survivor, others);
  ASSERT_TRUE(merged.ok()) << merged.status();
  EXPECT_EQ(merged->merged_customer_ids_size(), kIdentitiesMax - 1);
  EXPECT_EQ(Identities(survivor).size(), static_cast<size_t>(kIdentitiesMax));
  EXPECT_EQ(ReasonFor(survivor, {Create("Late")}), "TOO_MANY_IDENTITIES");
}

TEST_F(MergeServiceTest, ListsMergesNewestFirst) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");
  const std::string bob = Create("Bob");
  ASSERT_TRUE(customers_.Merge(anna, {ann}).ok());
  ASSERT_TRUE(customers_.Unmerge(ann).ok());
  ASSERT_TRUE(customers_.Merge(anna, {ann}).ok());
  ASSERT_TRUE(customers_.Merge(bob, {anna}).ok());
  v1::ListMergesRequest request;
  request.set_page_size(1);

  for (const std::string& id : {ann, anna, bob}) {
    request.set_customer_id(id);
    std::vector<std::string> merges;
    int pages = 0;
    do {
      const auto page = customers_.ListMerges(request);
      ASSERT_TRUE(page.ok()) << page.status();
      for (const v1::Merge& merge : page->merges()) {
        merges.push_back(
            fmt::format("{} {}", v1::MergeKind_Name(merge.kind()).substr(11),
                        merge.survivor_customer_id() == bob ? "bob" : "anna"));
        EXPECT_EQ(merge.merged_customer_ids(0),
                  merge.survivor_customer_id() == bob ? anna : ann);
        EXPECT_GT(merge.revision(), 0);
        EXPECT_TRUE(merge.has_create_time());
        EXPECT_EQ(merge.actor_id(), "test");
      }
      request.set_page_token(page->next_page_token());
      // Between two pages the survivor may become another one.
      if (++pages == 1 && id == bob) {
        ASSERT_TRUE(customers_.Merge(Create("Carl"), {bob}).ok());
      }
    } while (!request.page_token().empty());
    EXPECT_THAT(merges, ElementsAre("MERGED bob", "MERGED anna",
                                    "UNMERGED anna", "MERGED anna"));
  }
}

TEST_F(MergeServiceTest, DeletesAProfileWithAllItsIdentities) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann", "ann@example.com");
  const std::string annie = Create("Annie");
  ASSERT_TRUE(customers_.Merge(ann, {annie}).ok());
  ASSERT_TRUE(customers_.Merge(anna, {ann}).ok());

  ASSERT_TRUE(customers_.Delete(anna).ok());

  const auto log = customers_.Log();
  EXPECT_EQ(EventIn<v1::CustomerDeleted>(log.back()).customer_id(), anna);
  EXPECT_THAT(log.back().events(0).subjects(), ElementsAre(anna, ann, annie));
  EXPECT_FALSE(customers_.Get(anna).ok());
  EXPECT_EQ(ReasonOf(customers_.Unmerge(ann).status()), "NOT_FOUND");
  EXPECT_THAT(customers_.Suggest("ann")->suggestions(), IsEmpty());
}

TEST_F(MergeServiceTest, DeletesNoProfileByTheIdOfWhoWasMergedAway) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");
  const std::string annie = Create("Annie");
  ASSERT_TRUE(customers_.Merge(ann, {annie}).ok());
  ASSERT_TRUE(customers_.Merge(anna, {ann}).ok());

  const absl::Status refused = customers_.Delete(annie);

  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refused), "MERGED_AWAY");
  EXPECT_EQ(MetadataOf(refused, "field"), "customer_id");
  EXPECT_EQ(MetadataOf(refused, "customer_id"), annie);
  EXPECT_EQ(MetadataOf(refused, "survivor_customer_id"), anna);
  EXPECT_THAT(Identities(anna), ElementsAre(anna, ann, annie));
  ASSERT_TRUE(customers_.Unmerge(annie).ok());
  EXPECT_TRUE(customers_.Delete(annie).ok());
  EXPECT_EQ(Get(ann).id(), anna);
}

}  // namespace
}  // namespace comptoir::customers
