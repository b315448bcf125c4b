#include "server/customers/merges/merge_checks.h"

#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/testing/customers_for_test.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

// Annie in Ann's, in Anna's profile.
class MergeChecksTest : public testing::Test {
 protected:
  void SetUp() override {
    anna_ = customers_.CreateNamed("Anna", "");
    ann_ = customers_.CreateNamed("Ann", "Roux");
    annie_ = customers_.CreateNamed("Annie", "");
    ASSERT_TRUE(customers_.Merge(ann_, {annie_}).ok());
    ASSERT_TRUE(customers_.Merge(anna_, {ann_}).ok());
  }

  void Damage(const std::string& id,
              const std::function<void(StoredCustomer&)>& damage) {
    const auto& table = customers_.tables().customers;
    const absl::Status put = customers_.store().Write(
        std::string(kMerchant), [&](store::Transaction& txn) {
          StoredCustomer row = table.Get(txn, kMerchant, id).value();
          damage(row);
          return table.Put(txn, row);
        });
    ASSERT_TRUE(put.ok()) << put;
  }

  std::vector<std::string> Problems() {
    const auto report =
        store::VerifyStore(*customers_.store().Read(),
                           {.tables = customers_.tables().All(),
                            .add_checks = [this](store::Checks& checks) {
                              AddMergeChecks(customers_.directory(), checks);
                            }});
    std::vector<std::string> problems;
    for (const auto& problem : report->problems()) {
      problems.push_back(problem.text);
    }
    return problems;
  }

  std::string anna_;
  std::string ann_;
  std::string annie_;
  CustomersForTest customers_;
};

TEST_F(MergeChecksTest, FindNothingInWhatMergesLeave) {
  EXPECT_THAT(Problems(), IsEmpty());
  ASSERT_TRUE(customers_.Unmerge(annie_).ok());
  EXPECT_THAT(Problems(), IsEmpty());
  ASSERT_TRUE(customers_.Unmerge(ann_).ok());
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(MergeChecksTest, FindACircle) {
  Damage(anna_, [&](StoredCustomer& row) { row.set_merged_into(annie_); });

  EXPECT_THAT(Problems(), Contains(HasSubstr("merged in a circle")));
}

TEST_F(MergeChecksTest, FindWhoIsMergedIntoNobody) {
  const std::string nobody = FormatId("cus", "nobody-000000001");
  Damage(annie_, [&](StoredCustomer& row) { row.set_merged_into(nobody); });

  EXPECT_THAT(Problems(), Contains(HasSubstr("who is not there")));
}

TEST_F(MergeChecksTest, FindWhoIsNotListed) {
  const std::string carl = customers_.CreateNamed("Carl", "");
  Damage(carl, [&](StoredCustomer& row) { row.set_merged_into(ann_); });

  const std::vector<std::string> problems = Problems();
  EXPECT_THAT(problems, Contains(HasSubstr("who does not list it")));
  EXPECT_THAT(problems, Contains(HasSubstr("does not list who is merged")));
}

TEST_F(MergeChecksTest, FindWhoIsListedAndNotMerged) {
  Damage(annie_, [&](StoredCustomer& row) { row.clear_merged_into(); });

  EXPECT_THAT(Problems(), Contains(HasSubstr("does not list who is merged")));
}

TEST_F(MergeChecksTest, FindIdsThatAreNotShown) {
  Damage(anna_, [&](StoredCustomer& row) {
    row.mutable_customer()->clear_merged_customer_ids();
  });

  EXPECT_THAT(Problems(), Contains(HasSubstr("does not show whom it lists")));
}

TEST_F(MergeChecksTest, FindPhoneNumbersOfWhichNothingIsKept) {
  Damage(annie_, [&](StoredCustomer& row) {
    row.mutable_customer()->add_other_phone_numbers()->set_number("0612345678");
  });

  EXPECT_THAT(Problems(), Contains(HasSubstr("what each phone number of")));
}

TEST_F(MergeChecksTest, FindFieldsFromElsewhere) {
  Damage(anna_, [&](StoredCustomer& row) {
    ASSERT_GT(row.sources_size(), 0);
    row.mutable_customer()->set_family_name("Blanc");
  });
  EXPECT_THAT(Problems(), Contains(HasSubstr("what its sources say")));

  Damage(anna_, [&](StoredCustomer& row) {
    row.mutable_sources(0)->set_customer_id(annie_);
  });
  EXPECT_THAT(Problems(), Contains(HasSubstr("who is not merged into it")));

  Damage(anna_, [&](StoredCustomer& row) {
    row.mutable_sources(0)->set_customer_id(
        FormatId("cus", "nobody-00000001x"));
  });
  EXPECT_THAT(Problems(), Contains(HasSubstr("who is not there")));
}

}  // namespace
}  // namespace comptoir::customers
