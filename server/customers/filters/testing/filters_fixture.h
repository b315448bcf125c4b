// Short ways to say filters in tests, and whom they leave.
#ifndef COMPTOIR_SERVER_CUSTOMERS_FILTERS_TESTING_FILTERS_FIXTURE_H_
#define COMPTOIR_SERVER_CUSTOMERS_FILTERS_TESTING_FILTERS_FIXTURE_H_

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/testing/customers_for_test.h"

namespace comptoir::customers {

inline v1::Filter Is(v1::TextField field, const std::string& text) {
  v1::Filter filter;
  filter.mutable_text()->set_field(field);
  filter.mutable_text()->set_is(text);
  return filter;
}
inline v1::Filter Contains(v1::TextField field, const std::string& text) {
  v1::Filter filter;
  filter.mutable_text()->set_field(field);
  filter.mutable_text()->set_contains(text);
  return filter;
}
inline v1::Filter Starts(v1::TextField field, const std::string& text) {
  v1::Filter filter;
  filter.mutable_text()->set_field(field);
  filter.mutable_text()->set_starts(text);
  return filter;
}
inline v1::Filter Exists(v1::TextField field, bool exists = true) {
  v1::Filter filter;
  filter.mutable_text()->set_field(field);
  filter.mutable_text()->set_exists(exists);
  return filter;
}
inline v1::Filter All(const std::vector<v1::Filter>& parts) {
  v1::Filter filter;
  for (const v1::Filter& part : parts)
    *filter.mutable_all()->add_parts() = part;
  return filter;
}
inline v1::Filter Any(const std::vector<v1::Filter>& parts) {
  v1::Filter filter;
  for (const v1::Filter& part : parts)
    *filter.mutable_any()->add_parts() = part;
  return filter;
}
inline v1::Filter None(const std::vector<v1::Filter>& parts) {
  v1::Filter filter;
  for (const v1::Filter& part : parts) {
    *filter.mutable_none()->add_parts() = part;
  }
  return filter;
}

class FiltersFixture : public testing::Test {
 protected:
  std::string Create(const std::string& given, const std::string& family = "",
                     const std::string& email = "") {
    v1::Customer customer;
    customer.set_given_name(given);
    customer.set_family_name(family);
    customer.set_email_address(email);
    return Create(customer);
  }
  std::string Create(const v1::Customer& customer) {
    const auto created = customers_.Create(customer);
    EXPECT_TRUE(created.ok()) << created.status();
    return created->id();
  }
  // The given names of those whom the filter leaves, page by page.
  std::vector<std::string> Left(
      const v1::Filter& filter,
      v1::CustomerOrder order = v1::CUSTOMER_ORDER_NAME, int page_size = 2) {
    v1::ListCustomersRequest request;
    *request.mutable_filter() = filter;
    request.set_order(order);
    request.set_page_size(page_size);
    std::vector<std::string> names;
    do {
      const auto page = customers_.List(request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const v1::Customer& customer : page->customers()) {
        names.push_back(customer.given_name());
      }
      total_size_ = page->total_size();
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    EXPECT_EQ(total_size_, static_cast<int64_t>(names.size()));
    return names;
  }
  absl::Status Refusal(const v1::Filter& filter) {
    v1::ListCustomersRequest request;
    *request.mutable_filter() = filter;
    return customers_.List(request).status();
  }
  std::string ReasonFor(const v1::Filter& filter) {
    return ReasonOf(Refusal(filter));
  }

  CustomersForTest customers_;
  int64_t total_size_ = 0;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_FILTERS_TESTING_FILTERS_FIXTURE_H_
