#include "server/customers/summary/customer_summary_service.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/participant.h"
#include "server/customers/testing/customers_for_test.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;

// Says of how many identities it was asked.
class Counter final : public Participant {
 public:
  std::vector<store::Space> customer_spaces() const override { return {}; }
  absl::StatusOr<std::vector<CustomerPart>> PartsOf(
      const kv::View&, std::string_view, const std::string&) const override {
    return std::vector<CustomerPart>();
  }
  absl::Status Fold(const Call&, const kv::View&,
                    const std::vector<std::string>& identities,
                    v1::CustomerSummary* summary) const override {
    summary->mutable_purchases()->set_visit_count(
        static_cast<int64_t>(identities.size()));
    summary->mutable_purchases()->set_customer_id(identities.front());
    return absl::OkStatus();
  }
  absl::Status Forget(store::Transaction&, std::string_view) const override {
    return absl::OkStatus();
  }
};

class CustomerSummaryServiceTest : public ::testing::Test {
 protected:
  CustomerSummaryServiceTest() {
    customers_.directory().AddParticipant(counter_);
  }

  absl::StatusOr<v1::CustomerSummary> Summarize(const std::string& id) {
    v1::GetCustomerSummaryRequest request;
    request.set_customer_id(id);
    const Call call =
        Call::ForTest(std::string(kMerchant), customers_.store().clock().Now());
    const auto response =
        service_.GetCustomerSummary(call, *customers_.store().Read(), request);
    if (!response.ok()) return response.status();
    return response->summary();
  }

  CustomersForTest customers_;
  const Counter counter_;
  CustomerSummaryService service_{customers_.directory()};
};

TEST_F(CustomerSummaryServiceTest, FoldsWhatIsKeptOfEachIdentity) {
  const std::string anna = customers_.CreateNamed("Anna", "Roux");
  const std::string ann = customers_.CreateNamed("Ann", "Roux");
  EXPECT_EQ(Summarize(anna)->purchases().visit_count(), 1);
  ASSERT_TRUE(customers_.Merge(anna, {ann}).ok());

  for (const std::string& id : {anna, ann}) {
    const auto summary = Summarize(id);
    ASSERT_TRUE(summary.ok()) << summary.status();
    EXPECT_EQ(summary->customer().id(), anna);
    EXPECT_THAT(summary->customer().merged_customer_ids(), ElementsAre(ann));
    EXPECT_EQ(summary->purchases().customer_id(), anna);
    EXPECT_EQ(summary->purchases().visit_count(), 2);
  }

  ASSERT_TRUE(customers_.Unmerge(ann).ok());

  EXPECT_EQ(Summarize(ann)->customer().id(), ann);
  EXPECT_EQ(Summarize(ann)->purchases().visit_count(), 1);
}

TEST_F(CustomerSummaryServiceTest, IsOfNobodyWhoIsNotThere) {
  const std::string anna = customers_.CreateNamed("Anna", "Roux");
  ASSERT_TRUE(customers_.Delete(anna).ok());

  EXPECT_EQ(ReasonOf(Summarize(anna).status()), "NOT_FOUND");
}

}  // namespace
}  // namespace comptoir::customers
