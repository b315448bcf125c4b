#include "server/events/activity/activity_page.h"

#include <string>
#include <vector>

#include "comptoir/storage/v1/customer.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/customer_tables.h"
#include "server/events/testing/events_fixture.h"
#include "server/records/page.h"

namespace comptoir::events {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kCanceled[] = "comptoir.sales.v1.SaleCanceled";
constexpr char kReopened[] = "comptoir.sales.v1.SaleReopened";

class ActivityPageTest : public EventsFixture {
 protected:
  ActivityPageTest() {
    Put(anna_, "");
    Put(ann_, "");
  }

  // A customer, who is merged into another one when that is not empty.
  void Put(const std::string& id, const std::string& merged_into) {
    const absl::Status status =
        store_.Write(merchant_, [&](store::Transaction& txn) {
          storage::v1::StoredCustomer stored;
          stored.mutable_customer()->set_id(id);
          stored.set_merged_into(merged_into);
          return customer_tables_.customers.Put(txn, stored);
        });
    ASSERT_TRUE(status.ok()) << status;
  }

  // Commits one event about all of `subjects`.
  template <typename Event>
  void CommitOne(const std::vector<std::string>& subjects) {
    const absl::Status status =
        store_.Write(merchant_, [&](store::Transaction& txn) {
          txn.AppendEvent(Event(), subjects, subjects);
          return absl::OkStatus();
        });
    ASSERT_TRUE(status.ok()) << status;
  }

  static v1::ListActivityRequest RequestFor(const std::string& subject,
                                            const std::string& type = "") {
    v1::ListActivityRequest request;
    request.set_subject_id(subject);
    if (!type.empty()) request.add_types(type);
    return request;
  }
  absl::StatusOr<v1::ListActivityResponse> Page(
      const v1::ListActivityRequest& request) {
    return PageOfActivity(customers_, call_, *store_.Read(), request);
  }
  // Whose each event of all pages is, as it says; "-" when it does not.
  std::vector<std::string> Identities(v1::ListActivityRequest request) {
    std::vector<std::string> ids;
    do {
      const auto page = Page(request);
      EXPECT_TRUE(page.ok()) << page.status();
      for (const v1::Event& event : page->events()) {
        const std::string& id = event.identity_customer_id();
        ids.push_back(id.empty() ? "-" : id);
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return ids;
  }

  const std::string anna_ = FormatId("cus", "customer-anna-01");
  const std::string ann_ = FormatId("cus", "customer-ann-001");
  customers::CustomerTables customer_tables_;
  customers::CustomerDirectory customers_{customer_tables_};
  const Call call_ = Call::ForTest(merchant_, store_.clock().Now());
};

TEST_F(ActivityPageTest, SaysUnderWhichIdentityOfAProfile) {
  Commit({anna_});
  Commit({ann_});
  Put(ann_, anna_);
  CommitOne<sales::v1::SaleCanceled>({ann_, anna_});

  EXPECT_THAT(Identities(RequestFor(ann_)), ElementsAre("-", ann_, "-"));
  EXPECT_THAT(Identities(RequestFor(anna_)), ElementsAre("-", ann_, "-"));

  Put(ann_, "");
  EXPECT_THAT(Identities(RequestFor(ann_)), ElementsAre("-", "-"));
}

TEST_F(ActivityPageTest, KeepsTheKindsThatAreAskedFor) {
  CommitOne<sales::v1::SaleCanceled>({anna_});
  CommitOne<sales::v1::SaleReopened>({anna_});
  CommitOne<sales::v1::SaleCanceled>({anna_});
  v1::ListActivityRequest request = RequestFor(anna_, kCanceled);
  request.set_page_size(1);

  EXPECT_EQ(Identities(request).size(), 2);
  EXPECT_EQ(Identities(RequestFor(anna_, kReopened)).size(), 1);
  EXPECT_THAT(Identities(RequestFor(ann_, kReopened)), IsEmpty());
  request.add_types(kReopened);
  EXPECT_EQ(Identities(request).size(), 3);
}

TEST_F(ActivityPageTest, LooksAtALimitedNumberOfRows) {
  CommitOne<sales::v1::SaleReopened>({anna_});
  for (int i = 1; i < records::kPageRowsMax; ++i) Commit({anna_});
  v1::ListActivityRequest request = RequestFor(anna_, kReopened);
  EXPECT_EQ(Page(request)->events_size(), 1);
  EXPECT_EQ(Page(request)->next_page_token(), "");

  Commit({anna_});

  const auto page = Page(request);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->events_size(), 0);
  EXPECT_NE(page->next_page_token(), "");
  EXPECT_EQ(Identities(request).size(), 1);
}

TEST_F(ActivityPageTest, RefusesATokenOfOtherKinds) {
  Commit({anna_});
  Commit({anna_});
  v1::ListActivityRequest request = RequestFor(anna_);
  request.set_page_size(1);
  request.set_page_token(Page(request)->next_page_token());
  request.add_types(kCanceled);

  EXPECT_EQ(ReasonOf(Page(request).status()), "PAGE_TOKEN_MISMATCH");
}

}  // namespace
}  // namespace comptoir::events
