// Searching and suggesting through the handlers.
#ifndef COMPTOIR_SERVER_CUSTOMERS_SEARCH_SEARCH_FIXTURE_H_
#define COMPTOIR_SERVER_CUSTOMERS_SEARCH_SEARCH_FIXTURE_H_

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/testing/customers_for_test.h"

namespace comptoir::customers {

class SearchFixture : public ::testing::Test {
 protected:
  // Ids on all pages of one customer each.
  std::vector<std::string> Ids(const v1::CustomerQuery& query) {
    v1::SearchCustomersRequest request;
    *request.mutable_query() = query;
    request.set_page_size(1);
    std::vector<std::string> ids;
    do {
      const auto page = customers_.Search(request);
      if (!page.ok()) {
        ADD_FAILURE() << page.status();
        break;
      }
      for (const v1::Customer& c : page->customers()) ids.push_back(c.id());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return ids;
  }
  std::string ReasonFor(const v1::CustomerQuery& query) {
    v1::SearchCustomersRequest request;
    *request.mutable_query() = query;
    return ReasonOf(customers_.Search(request).status());
  }
  std::vector<std::string> Suggested(std::string text, int limit = 0) {
    std::vector<std::string> ids;
    const auto response = customers_.Suggest(std::move(text), limit);
    for (const auto& suggestion : response->suggestions()) {
      ids.push_back(suggestion.customer_id());
    }
    return ids;
  }

  CustomersForTest customers_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_SEARCH_SEARCH_FIXTURE_H_
