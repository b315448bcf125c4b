// Deleting and bringing back through the handlers.
#ifndef COMPTOIR_SERVER_CUSTOMERS_RECOVERY_RECOVERY_FIXTURE_H_
#define COMPTOIR_SERVER_CUSTOMERS_RECOVERY_RECOVERY_FIXTURE_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/merges/merge_checks.h"
#include "server/customers/participant.h"
#include "server/customers/testing/customers_for_test.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::customers {

// Notes what it is asked for.
class Witness final : public Participant {
 public:
  std::vector<store::Space> customer_spaces() const override { return {}; }
  absl::StatusOr<std::vector<CustomerPart>> PartsOf(
      const kv::View&, std::string_view, const std::string&) const override {
    return std::vector<CustomerPart>();
  }
  absl::Status BringBack(store::Transaction&,
                         const std::string& id) const override {
    seen_.push_back("back " + id);
    return absl::OkStatus();
  }
  absl::Status Forget(store::Transaction&, std::string_view id) const override {
    seen_.push_back("forget " + std::string(id));
    return absl::OkStatus();
  }
  std::vector<std::string> TakeSeen() { return std::exchange(seen_, {}); }

 private:
  mutable std::vector<std::string> seen_;
};

class RecoveryFixture : public testing::Test {
 protected:
  RecoveryFixture() { customers_.directory().AddParticipant(witness_); }

  std::string Create(const std::string& given, const std::string& email = "") {
    v1::Customer customer;
    customer.set_given_name(given);
    customer.set_email_address(email);
    return customers_.Create(customer)->id();
  }
  v1::Customer Stored(const std::string& id) { return *customers_.Get(id); }
  absl::Time Now() { return customers_.store().clock().Now(); }
  // The next write is at this time.
  void WriteAt(absl::Time time) {
    customers_.store().clock().Set(time - absl::Milliseconds(1));
  }
  std::string ReasonToUndelete(const std::string& id,
                               const std::string& etag = "") {
    return ReasonOf(customers_.Undelete(id, etag).status());
  }
  std::vector<std::string> Listed(int page_size = 0) {
    std::vector<std::string> ids;
    v1::ListDeletedCustomersRequest request;
    request.set_page_size(page_size);
    do {
      const auto page = customers_.ListDeleted(request);
      EXPECT_TRUE(page.ok()) << page.status();
      for (const v1::Customer& customer : page->customers()) {
        ids.push_back(customer.id());
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return ids;
  }
  std::vector<std::string> Suggested(const std::string& text) {
    std::vector<std::string> ids;
    const auto response = customers_.Suggest(text);
    EXPECT_TRUE(response.ok()) << response.status();
    for (const auto& found : response->suggestions()) {
      ids.push_back(found.customer_id());
    }
    return ids;
  }
  int CountOf(const std::string& event) {
    int count = 0;
    for (const auto& entry : customers_.Log()) {
      for (const auto& logged : entry.events()) {
        if (logged.data().type_url().ends_with("." + event)) ++count;
      }
    }
    return count;
  }
  std::vector<std::string> Problems() {
    const auto report =
        store::VerifyStore(*customers_.store().Read(),
                           {.tables = customers_.tables().All(),
                            .add_checks = [this](store::Checks& checks) {
                              customers_.recovery().AddChecks(checks);
                              AddMergeChecks(customers_.directory(), checks);
                            }});
    EXPECT_TRUE(report.ok()) << report.status();
    std::vector<std::string> problems;
    for (const auto& problem : report->problems()) {
      problems.push_back(problem.text);
    }
    return problems;
  }

  Witness witness_;
  CustomersForTest customers_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_RECOVERY_RECOVERY_FIXTURE_H_
