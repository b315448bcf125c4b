// Merging through the handlers.
#ifndef COMPTOIR_SERVER_CUSTOMERS_MERGES_MERGES_FIXTURE_H_
#define COMPTOIR_SERVER_CUSTOMERS_MERGES_MERGES_FIXTURE_H_

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/testing/customers_for_test.h"

namespace comptoir::customers {

class MergesFixture : public ::testing::Test {
 protected:
  std::string Create(const std::string& given, const std::string& email = "",
                     const std::string& note = "") {
    v1::Customer customer;
    customer.set_given_name(given);
    customer.set_email_address(email);
    customer.set_note(note);
    const auto created = customers_.Create(customer);
    EXPECT_TRUE(created.ok()) << created.status();
    return created->id();
  }
  v1::Customer Get(const std::string& id) { return customers_.Get(id).value(); }
  std::string ReasonFor(const std::string& survivor,
                        const std::vector<std::string>& others) {
    return ReasonOf(customers_.Merge(survivor, others).status());
  }
  static v1::MergeCustomersRequest RequestFor(
      const std::string& survivor, const std::vector<std::string>& others) {
    v1::MergeCustomersRequest request;
    request.set_survivor_customer_id(survivor);
    request.mutable_customer_ids()->Assign(others.begin(), others.end());
    return request;
  }
  static void Choose(const std::string& path, const std::string& id,
                     v1::MergeCustomersRequest* request) {
    v1::FieldChoice& choice = *request->add_choices();
    choice.set_path(path);
    choice.set_customer_id(id);
  }
  std::vector<std::string> Identities(const std::string& id) {
    return *customers_.directory().CustomerIdentities(
        *customers_.store().Read(), kMerchant, id);
  }

  CustomersForTest customers_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_MERGES_MERGES_FIXTURE_H_
