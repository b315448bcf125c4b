// Who is suggested, page by page.
#include "server/customers/duplicates/duplicate_page.h"

#include <string>
#include <vector>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/customers/duplicates/rules/duplicate_rules.h"
#include "server/customers/duplicates/testing/duplicates_fixture.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class DuplicatePageTest : public DuplicatesFixture {
 protected:
  // People with one phone and the same name.
  Ids CreateAlike(size_t count, const std::string& phone = "06 12 34 56 78") {
    Ids ids;
    while (ids.size() < count) {
      ids.push_back(
          Create({.given = "Anna", .family = "Roux", .phone = phone}));
    }
    return ids;
  }
};

TEST_F(DuplicatePageTest, ShowsCustomersAndWhy) {
  const std::string anna = Create({.given = "Anna",
                                   .family = "Roux",
                                   .email = "Anna@x.fr",
                                   .phone = "06 12 34 56 78"});
  const std::string again = Create({.given = "Anna",
                                    .family = "ROUX",
                                    .email = "anna@X.fr",
                                    .phone = "+33 6 12 34 56 78"});
  Create({.given = "Anna", .family = "Roux"});
  Create({.given = "Paul", .family = "Lefort", .phone = "06 12 34 56 78"});

  const v1::ListDuplicatesResponse all = List();

  ASSERT_THAT(all.duplicates(), SizeIs(1));
  const v1::Duplicate& duplicate = all.duplicates(0);
  ASSERT_THAT(duplicate.customers(), SizeIs(2));
  EXPECT_EQ(duplicate.customers(0).id(), anna);
  EXPECT_EQ(duplicate.customers(1).email_address(), "anna@X.fr");
  ASSERT_THAT(duplicate.pairs(), SizeIs(1));
  EXPECT_EQ(duplicate.pairs(0).customer_id(), anna);
  EXPECT_EQ(duplicate.pairs(0).other_customer_id(), again);
  EXPECT_THAT(duplicate.pairs(0).evidence().matching_fields(),
              ElementsAre("email_address", "phone_number"));
  EXPECT_EQ(duplicate.pairs(0).evidence().confidence(),
            v1::DUPLICATE_CONFIDENCE_CERTAIN);
  EXPECT_THAT(all.shared_identifiers(), IsEmpty());
}

// A is like B by email and like C by phone; B and C are two.
TEST_F(DuplicatePageTest, MakesNoChains) {
  const std::string a =
      Create({.given = "Anna", .email = "a@x.fr", .phone = "06 12 34 56 78"});
  const std::string b = Create({.given = "Anna", .email = "a@x.fr"});
  const std::string c = Create({.given = "Anna", .phone = "06 12 34 56 78"});

  EXPECT_THAT(Suggestions(), ElementsAre(Ids{a, b}, Ids{a, c}));
}

TEST_F(DuplicatePageTest, GathersWhoBelongsTogether) {
  const Ids ids = CreateAlike(4);

  EXPECT_THAT(Suggestions(), ElementsAre(ids));
  EXPECT_THAT(List().duplicates(0).pairs(), SizeIs(6));
}

TEST_F(DuplicatePageTest, SuggestsNobodyTwiceForTwoThings) {
  const std::string a = Create({.given = "Anna",
                                .email = "a@x.fr",
                                .phone = "06 12 34 56 78",
                                .reference = "7"});
  const std::string b = Create({.given = "Anna",
                                .email = "a@x.fr",
                                .phone = "06 12 34 56 78",
                                .reference = "7"});

  EXPECT_THAT(Suggestions(), ElementsAre(Ids{a, b}));
}

TEST_F(DuplicatePageTest, ComparesSoManyWhoShareAndTellsOfMore) {
  Ids ids = CreateAlike(kSharingMax);
  EXPECT_THAT(Suggestions(), ElementsAre(ids));

  ids.push_back(CreateAlike(1)[0]);

  EXPECT_THAT(Suggestions(), IsEmpty());
  const v1::ListDuplicatesResponse all = List();
  ASSERT_THAT(all.shared_identifiers(), SizeIs(1));
  EXPECT_EQ(all.shared_identifiers(0).field(), "phone_number");
  EXPECT_EQ(all.shared_identifiers(0).customer_count(), kSharingMax + 1);
  EXPECT_THAT(all.shared_identifiers(0).customer_ids(),
              ElementsAre(ids[0], ids[1], ids[2]));
}

TEST_F(DuplicatePageTest, ComparesForAnotherThingWhoShareADesk) {
  CreateAlike(kSharingMax);
  const Who paul = {
      .given = "Paul", .phone = "06 12 34 56 78", .reference = "7"};
  const std::string one = Create(paul);
  const std::string other = Create(paul);

  EXPECT_THAT(Suggestions(), ElementsAre(Ids{one, other}));
}

TEST_F(DuplicatePageTest, CountsWhoSharesUpToAPoint) {
  for (int i = 0; i <= kSharingCountedMax; ++i) {
    Create({.given = "Anna", .phone = "06 12 34 56 78"});
  }
  const std::string one = Create({.given = "Anna", .reference = "1"});
  const std::string other = Create({.given = "Anna", .reference = "1"});

  const v1::ListDuplicatesResponse all = List();

  ASSERT_THAT(all.shared_identifiers(), SizeIs(1));
  EXPECT_EQ(all.shared_identifiers(0).customer_count(), kSharingCountedMax);
  EXPECT_THAT(Suggestions(), ElementsAre(Ids{one, other}));
}

TEST_F(DuplicatePageTest, ComesInPagesOfAnySize) {
  for (int i = 0; i < 5; ++i) {
    CreateAlike(2, fmt::format("06 12 34 56 {:02}", i));
  }
  // Three suggestions of one phone: who is between is like both.
  const std::string phone = "06 12 34 56 99";
  for (const char* name : {"Mayer", "Meyer", "Meier", "Mayr"}) {
    Create({.family = name, .phone = phone});
  }
  const std::vector<Ids> all = Suggestions();
  ASSERT_GT(all.size(), 6u);

  for (int page_size = 1; page_size < 4; ++page_size) {
    EXPECT_EQ(Suggestions(page_size), all) << page_size;
  }
}

TEST_F(DuplicatePageTest, IsAtMostSoLong) {
  for (int i = 0; i < 201; ++i) {
    CreateAlike(2, fmt::format("06 12 34 5{} {:02}", i / 100, i % 100));
  }
  v1::ListDuplicatesRequest request;
  EXPECT_THAT(Page(request)->duplicates(), SizeIs(50));
  request.set_page_size(500);
  const auto page = Page(request);
  EXPECT_THAT(page->duplicates(), SizeIs(200));
  EXPECT_NE(page->next_page_token(), "");
}

TEST_F(DuplicatePageTest, EndsWithWhatItMayCompare) {
  // Each is alone with a name, so that nothing fills the page.
  for (int i = 0; i <= kComparedProfilesMax / 2; ++i) {
    const std::string phone =
        fmt::format("06 12 34 5{} {:02}", i / 100, i % 100);
    Create({.given = "Anna", .family = "Roux", .phone = phone});
    Create({.given = "Bertrand", .family = "Lefort", .phone = phone});
  }

  const auto page = Page({});

  EXPECT_THAT(page->duplicates(), IsEmpty());
  EXPECT_NE(page->next_page_token(), "");
  EXPECT_THAT(Suggestions(), IsEmpty());
}

TEST_F(DuplicatePageTest, EndsWithWhatItMayWalk) {
  // Of whoever is alone with something, nothing but this is looked at.
  ASSERT_TRUE(
      store()
          .Write(merchant_,
                 [&](store::Transaction& txn) {
                   for (int64_t i = 0; i <= kWalkedRowsMax; ++i) {
                     const std::string number = fmt::format("{:016}", i);
                     txn.Put(store::Key(store::Space::kCustomersByReference,
                                        merchant_)
                                 .Text(number)
                                 .Id(FormatId("cus", number))
                                 .Take(),
                             "");
                   }
                   return absl::OkStatus();
                 })
          .ok());
  const std::string one = Create({.given = "Anna", .reference = "x"});
  const std::string other = Create({.given = "Anna", .reference = "x"});

  const auto page = Page({});

  EXPECT_THAT(page->duplicates(), IsEmpty());
  EXPECT_NE(page->next_page_token(), "");
  EXPECT_THAT(Suggestions(), ElementsAre(Ids{one, other}));
}

TEST_F(DuplicatePageTest, GoesOnWhereItWasWhateverChanges) {
  const Ids first = CreateAlike(2, "06 12 34 56 01");
  const Ids second = CreateAlike(2, "06 12 34 56 02");
  const Ids third = CreateAlike(2, "06 12 34 56 03");
  v1::ListDuplicatesRequest request;
  request.set_page_size(1);
  const auto page = Page(request);
  ASSERT_EQ(page->duplicates(0).customers(0).id(), first[0]);
  ASSERT_TRUE(customers_.Delete(second[0]).ok());
  ASSERT_TRUE(customers_.Delete(first[0]).ok());

  request.set_page_token(page->next_page_token());
  const auto next = Page(request);

  ASSERT_TRUE(next.ok()) << next.status();
  ASSERT_THAT(next->duplicates(), SizeIs(1));
  EXPECT_EQ(next->duplicates(0).customers(0).id(), third[0]);
}

TEST_F(DuplicatePageTest, RefusesATokenOfAnotherRequest) {
  v1::ListDuplicatesRequest request;
  request.set_page_token("nonsense");

  EXPECT_EQ(ReasonOf(Page(request).status()), "PAGE_TOKEN_MISMATCH");
}

TEST_F(DuplicatePageTest, StaysWithinTheMerchant) {
  Create({.given = "Anna", .phone = "06 12 34 56 78"});
  customers_.ActFor(kOtherMerchant);
  Create({.given = "Anna", .phone = "06 12 34 56 78"});
  customers_.ActFor(kMerchant);

  EXPECT_THAT(Suggestions(), IsEmpty());
}

}  // namespace
}  // namespace comptoir::customers
