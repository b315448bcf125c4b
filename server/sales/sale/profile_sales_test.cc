// The sales of a profile of several customers.
#include <algorithm>
#include <string>
#include <vector>

#include "comptoir/customers/v1/customer_summary.pb.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/merges/merge_book.h"
#include "server/sales/sale/profile_summary.h"
#include "server/sales/sales_area.h"
#include "server/sales/testing/sales_fixture.h"

namespace comptoir::sales {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;
using testing::UnorderedElementsAre;
using v1::Sale;

// Bob is part of Anna's profile from Merge() to Unmerge(). The card "f2" is
// his.
class ProfileSalesTest : public SalesFixture {
 protected:
  void SetUp() override {
    annas_ = CompletedFor(anna_, "tea", 300);
    store_.clock().Advance(absl::Minutes(1));
    bobs_ = Open({Line("cake", 500)}, bob_);
    ASSERT_TRUE(Apply(CardFor(bobs_, "f2")).ok());
  }

  Sale CompletedFor(const std::string& customer_id, const std::string& item,
                    int64_t price) {
    store_.clock().Advance(absl::Minutes(1));
    return Completed({Line(item, price)}, customer_id);
  }

  void Merge() {
    const auto merged = store_.Write(merchant_, [&](store::Transaction& txn) {
      return merges_.Merge(txn, {.survivor_id = anna_, .customer_ids = {bob_}},
                           {});
    });
    ASSERT_TRUE(merged.ok()) << merged.status();
  }
  void Unmerge() {
    const auto unmerged = store_.Write(merchant_, [&](store::Transaction& txn) {
      return merges_.Unmerge(txn, bob_, "");
    });
    ASSERT_TRUE(unmerged.ok()) << unmerged.status();
  }

  // Of the newest revision's last event.
  std::vector<std::string> LastSubjects() {
    const auto log = store_.Log(merchant_);
    const auto& subjects = log.back().events().rbegin()->subjects();
    return {subjects.begin(), subjects.end()};
  }

  Sale annas_;
  Sale bobs_;
  const customers::MergeBook merges_{customers_};
};

TEST_F(ProfileSalesTest, AddsUpWhatWasBoughtUnderEachIdentity) {
  Merge();

  const v1::PurchaseSummary summary = SummaryOf(anna_);

  EXPECT_EQ(summary.visit_count(), 2);
  EXPECT_EQ(summary.visit_day_count(), 1);  // Both came that day.
  ASSERT_EQ(summary.spend_size(), 1);
  EXPECT_EQ(summary.spend(0).total().minor_units(), 800);
  EXPECT_EQ(summary.spend(0).visit_count(), 2);
  EXPECT_EQ(summary.frequent_items_size(), 2);
  EXPECT_EQ(summary.last_sale_id(), bobs_.id());
  EXPECT_EQ(summary.first_visit_time().seconds(),
            annas_.complete_time().seconds());
}

TEST_F(ProfileSalesTest, CountsDaysOfBoth) {
  store_.clock().Advance(absl::Hours(24));
  CompletedFor(bob_, "tea", 300);
  Merge();

  EXPECT_EQ(SummaryOf(anna_).visit_day_count(), 2);
}

TEST_F(ProfileSalesTest, AreFoldedIntoTheSummaryForWhoMaySeeSales) {
  const SalesArea area(customers_, merchants_);
  const auto fold = [&](const Call& call) {
    customers::v1::CustomerSummary summary;
    const absl::Status status =
        area.participant()->Fold(call, *store_.Read(), {anna_, bob_}, &summary);
    EXPECT_TRUE(status.ok()) << status;
    return summary;
  };
  const customers::v1::CustomerSummary all = fold(NewCall());
  EXPECT_EQ(all.purchases().visit_count(), 2);
  EXPECT_EQ(all.known_card_count(), 1);
  EXPECT_EQ(all.redacted_fields().paths_size(), 0);

  Principal blind;
  blind.merchant_id = merchant_;
  const customers::v1::CustomerSummary none =
      fold(Call(blind, store_.clock().Now(), "0123456789abcdef"));

  EXPECT_FALSE(none.has_purchases());
  EXPECT_EQ(none.known_card_count(), 0);
  EXPECT_THAT(none.redacted_fields().paths(),
              ElementsAre("purchases", "known_card_count"));
}

TEST_F(ProfileSalesTest, TellsWhereBothCame) {
  const std::string other = FormatId("loc", "location-0000002");
  PutLocation(other, "Europe/Paris");
  store_.clock().Advance(absl::Hours(24));
  CompletedAt(other, bob_);
  const auto places = [this] {
    std::vector<std::string> ids;
    const v1::PurchaseSummary summary = SummaryOf(anna_);
    for (const v1::VisitedLocation& place : summary.locations()) {
      ids.push_back(place.location_id());
    }
    return ids;
  };
  EXPECT_THAT(places(), ElementsAre(location_));

  Merge();

  EXPECT_THAT(places(), ElementsAre(other, location_));
  EXPECT_EQ(SummaryOf(anna_).locations(1).last_visit_date(),
            annas_.complete_date());

  store_.clock().Advance(absl::Hours(24));
  CompletedAt(location_, anna_);
  EXPECT_THAT(places(), ElementsAre(location_, other));

  Unmerge();

  EXPECT_THAT(places(), ElementsAre(location_));
}

TEST_F(ProfileSalesTest, TellsOfSoManyPlacesThoseOfTheLastVisits) {
  for (size_t i = 0; i < kLocationsShownMax; ++i) {
    const std::string id = FormatId("loc", fmt::format("{:016}", i));
    PutLocation(id, "Europe/Paris");
    store_.clock().Advance(absl::Hours(24));
    CompletedAt(id, anna_);
    EXPECT_EQ(SummaryOf(anna_).locations_size(),
              static_cast<int>(std::min(i + 2, kLocationsShownMax)));
  }

  const v1::PurchaseSummary summary = SummaryOf(anna_);
  for (const v1::VisitedLocation& place : summary.locations()) {
    EXPECT_NE(place.location_id(), location_);
  }
}

TEST_F(ProfileSalesTest, ListsThemInOneOrderPageByPage) {
  const Sale third = CompletedFor(anna_, "tea", 300);
  const Sale fourth = CompletedFor(bob_, "tea", 300);
  Merge();
  v1::ListSalesRequest request;
  request.set_customer_id(anna_);
  request.set_page_size(1);

  std::vector<std::string> ids;
  do {
    const auto page = service_.ListSales(NewCall(), *store_.Read(), request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const Sale& sale : page->sales()) {
      ids.push_back(sale.id());
      EXPECT_EQ(sale.customer_id(), anna_);
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());

  EXPECT_THAT(ids,
              ElementsAre(fourth.id(), third.id(), bobs_.id(), annas_.id()));
}

TEST_F(ProfileSalesTest, ListsOpenSalesOfEachIdentity) {
  const Sale open = Open({Line("tea", 300)}, bob_);
  Merge();
  v1::ListSalesRequest request;
  request.set_customer_id(anna_);
  request.set_state(v1::SALE_STATE_OPEN);

  EXPECT_THAT(ListIds(request), ElementsAre(open.id()));
}

TEST_F(ProfileSalesTest, ShowsTheSurvivorAndTheIdentity) {
  Merge();

  const Sale sale = Get(bobs_.id()).sale();

  EXPECT_EQ(sale.customer_id(), anna_);
  EXPECT_EQ(sale.identity_customer_id(), bob_);
  EXPECT_EQ(Get(annas_.id()).sale().identity_customer_id(), "");
}

// His card is his, also while the profile is Anna's.
TEST_F(ProfileSalesTest, GivesBackWhatHisCardPaidSince) {
  Merge();
  store_.clock().Advance(absl::Minutes(1));
  const Sale paid = Apply(CardFor(Open(), "f2")).value().sale;
  EXPECT_EQ(SummaryOf(anna_).visit_count(), 3);
  EXPECT_THAT(LastSubjects(), Contains(anna_));
  EXPECT_THAT(LastSubjects(), Contains(bob_));

  Unmerge();

  EXPECT_EQ(SummaryOf(anna_).visit_count(), 1);
  EXPECT_THAT(SalesOf(bob_), ElementsAre(paid.id(), bobs_.id()));
  EXPECT_EQ(Get(paid.id()).sale().customer_id(), bob_);
}

TEST_F(ProfileSalesTest, KeepsAnOpenSaleWithWhomItWasOpenedFor) {
  const Sale open = Open({Line("tea", 300)}, bob_);
  Merge();

  const auto paid = Pay(open, 300);

  ASSERT_TRUE(paid.ok()) << paid.status();
  EXPECT_EQ(paid->sale().customer_id(), anna_);
  EXPECT_EQ(paid->sale().identity_customer_id(), bob_);
  EXPECT_THAT(LastSubjects(), Contains(anna_));
  Unmerge();
  EXPECT_THAT(SalesOf(bob_), Contains(open.id()));
  EXPECT_THAT(SalesOf(anna_), Not(Contains(open.id())));
}

TEST_F(ProfileSalesTest, OpensASaleUnderTheIdentityThatIsNamed) {
  Merge();

  const Sale opened = Open({Line("tea", 300)}, bob_);

  EXPECT_EQ(opened.customer_id(), anna_);
  EXPECT_EQ(opened.identity_customer_id(), bob_);
  EXPECT_THAT(LastSubjects(), Contains(anna_));
  EXPECT_THAT(LastSubjects(), Contains(bob_));
  ASSERT_TRUE(Pay(opened, 300).ok());
  EXPECT_EQ(SummaryOf(anna_).visit_count(), 3);
  Unmerge();
  EXPECT_EQ(SummaryOf(anna_).visit_count(), 1);
  EXPECT_EQ(SummaryOf(bob_).visit_count(), 2);
  EXPECT_EQ(Get(opened.id()).sale().customer_id(), bob_);
}

// Nobody's until then, or another's.
TEST_F(ProfileSalesTest, AttachesTheIdentityThatIsNamed) {
  Merge();
  for (const std::string& before : {std::string(), carl_}) {
    const Sale sale = CompletedFor(before, "tea", 300);

    const auto attached = Attach(sale, bob_);

    ASSERT_TRUE(attached.ok()) << attached.status();
    EXPECT_EQ(attached->sale().customer_id(), anna_);
    EXPECT_EQ(attached->sale().identity_customer_id(), bob_);
    EXPECT_THAT(LastSubjects(), Contains(anna_));
    EXPECT_THAT(LastSubjects(), Contains(bob_));
  }
  EXPECT_EQ(SummaryOf(anna_).visit_count(), 4);
  EXPECT_EQ(SummaryOf(carl_).visit_count(), 0);
  Unmerge();
  EXPECT_EQ(SummaryOf(anna_).visit_count(), 1);
  EXPECT_EQ(SummaryOf(bob_).visit_count(), 3);
}

// The card that pays for a sale under his id becomes his.
TEST_F(ProfileSalesTest, GivesBackTheCardOfASaleUnderHisId) {
  Merge();
  ASSERT_TRUE(Apply(CardFor(Open({Line("tea", 300)}, bob_), "f3")).ok());
  Unmerge();

  const Sale paid = Apply(CardFor(Open(), "f3")).value().sale;

  EXPECT_EQ(paid.customer_id(), bob_);
}

// Attached as Anna, since the profile is hers: his card is his all the same.
TEST_F(ProfileSalesTest, LeavesHimTheCardThatPaidForASaleOfTheSurvivor) {
  Merge();
  ASSERT_TRUE(Apply(CardFor(Open({Line("tea", 300)}, anna_), "f2")).ok());
  Unmerge();

  const Sale paid = Apply(CardFor(Open(), "f2")).value().sale;

  EXPECT_EQ(paid.customer_id(), bob_);
}

TEST_F(ProfileSalesTest, ShowsTheSurvivorOfASaleCanceledTwice) {
  Merge();
  const Sale sale = Open({Line("tea", 300)}, bob_);
  ASSERT_TRUE(CancelSale(sale).ok());

  const auto again = CancelSale(sale);

  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->sale().customer_id(), anna_);
  EXPECT_EQ(again->sale().identity_customer_id(), bob_);
}

TEST_F(ProfileSalesTest, AttachingAnotherIdentityMovesNothing) {
  Merge();

  const auto attached = Attach(annas_, bob_);

  ASSERT_TRUE(attached.ok()) << attached.status();
  EXPECT_EQ(attached->sale().customer_id(), anna_);
  EXPECT_EQ(attached->sale().identity_customer_id(), "");
}

TEST_F(ProfileSalesTest, AttachingTheSurvivorAgainChangesNothing) {
  Merge();
  const std::string etag = Get(bobs_.id()).sale().etag();

  const auto attached = Attach(bobs_, anna_);

  ASSERT_TRUE(attached.ok()) << attached.status();
  EXPECT_EQ(attached->sale().etag(), etag);
  EXPECT_EQ(attached->sale().identity_customer_id(), bob_);
}

TEST_F(ProfileSalesTest, DetachesUnderEachIdentity) {
  Merge();

  ASSERT_TRUE(Detach(bobs_).ok());

  EXPECT_EQ(SummaryOf(anna_).visit_count(), 1);
  EXPECT_THAT(LastSubjects(), Contains(anna_));
}

TEST_F(ProfileSalesTest, ComeBackWithAProfileThatWasDeleted) {
  Merge();
  const Sale open = Open({Line("tea", 1000)}, bob_);
  DeleteCustomer(anna_);
  EXPECT_TRUE(absl::IsNotFound(Attach(Open(), bob_).status()));
  const Sale meanwhile = Pay(open, 1000).value().sale();

  UndeleteCustomer(bob_);

  EXPECT_EQ(SummaryOf(anna_).visit_count(), 2);
  EXPECT_THAT(SalesOf(anna_), UnorderedElementsAre(bobs_.id(), annas_.id()));
  EXPECT_EQ(meanwhile.customer_id(), "");
  ASSERT_TRUE(Attach(meanwhile, bob_).ok());
  EXPECT_EQ(SummaryOf(anna_).visit_count(), 3);
}

}  // namespace
}  // namespace comptoir::sales
