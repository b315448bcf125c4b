// Short ways to say filters by attributes in tests, and whom they leave.
#ifndef COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_FILTERS_ATTRIBUTE_FILTERS_FIXTURE_H_
#define COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_FILTERS_ATTRIBUTE_FILTERS_FIXTURE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/attributes/testing/attributes_fixture.h"

namespace comptoir::customers {

class AttributeFiltersFixture : public AttributesFixture {
 protected:
  AttributeFiltersFixture() { attributes_.AddFilters(customers_.filters()); }

  static v1::AttributeFilter On(const std::string& key) {
    v1::AttributeFilter filter;
    filter.set_key(key);
    return filter;
  }
  static v1::AttributeFilter Exists(const std::string& key,
                                    bool exists = true) {
    v1::AttributeFilter filter = On(key);
    filter.set_exists(exists);
    return filter;
  }
  static v1::AttributeFilter Contains(const std::string& key,
                                      const std::string& text) {
    v1::AttributeFilter filter = On(key);
    filter.mutable_text()->set_contains(text);
    return filter;
  }
  static v1::AttributeFilter Between(const std::string& key,
                                     const std::string& minimum,
                                     const std::string& maximum) {
    v1::AttributeFilter filter = On(key);
    filter.mutable_number()->set_minimum(minimum);
    filter.mutable_number()->set_maximum(maximum);
    return filter;
  }
  static v1::AttributeFilter Days(const std::string& key,
                                  const std::string& from,
                                  const std::string& to) {
    v1::AttributeFilter filter = On(key);
    filter.mutable_date()->set_from(from);
    filter.mutable_date()->set_to(to);
    return filter;
  }
  static v1::AttributeFilter Chosen(const std::string& key,
                                    const Ids& options) {
    v1::AttributeFilter filter = On(key);
    filter.mutable_selection()->mutable_any_of_option_ids()->Assign(
        options.begin(), options.end());
    return filter;
  }

  // By the fixture's caller.
  absl::StatusOr<v1::ListCustomersResponse> Page(
      const v1::AttributeFilter& attribute) {
    v1::ListCustomersRequest request;
    *request.mutable_filter()->mutable_attribute() = attribute;
    request.set_order(v1::CUSTOMER_ORDER_NAME);
    return customers_.filters().List(NewCall(), *store().Read(), request);
  }
  Ids Left(const v1::AttributeFilter& attribute) {
    Ids names;
    const auto page = Page(attribute);
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) return names;
    for (const v1::Customer& customer : page->customers()) {
      names.push_back(customer.given_name());
    }
    EXPECT_EQ(page->total_size(), static_cast<int64_t>(names.size()));
    return names;
  }
  absl::Status Refusal(const v1::AttributeFilter& attribute) {
    return Page(attribute).status();
  }
  std::string ReasonFor(const v1::AttributeFilter& attribute) {
    return ReasonOf(Refusal(attribute));
  }
  // Somebody with a value.
  std::string With(const std::string& name, const std::string& key,
                   const v1::AttributeValue& value) {
    const std::string id = NewCustomer(name);
    const absl::Status set = Set(id, key, value);
    EXPECT_TRUE(set.ok()) << set;
    return id;
  }
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_FILTERS_ATTRIBUTE_FILTERS_FIXTURE_H_
