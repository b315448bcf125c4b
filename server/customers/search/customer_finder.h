// Finds customers: pages of all who fulfil a query.
#ifndef COMPTOIR_SERVER_CUSTOMERS_SEARCH_CUSTOMER_FINDER_H_
#define COMPTOIR_SERVER_CUSTOMERS_SEARCH_CUSTOMER_FINDER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer.pb.h"
#include "comptoir/storage/v1/customer.pb.h"
#include "server/customers/customer_tables.h"
#include "server/customers/name_indexes.h"
#include "server/customers/search/customer_query.h"
#include "server/kv/kv.h"

namespace comptoir::customers {

struct CustomerPage {
  // Moves the customer out of `stored`.
  void Add(storage::v1::StoredCustomer* stored);
  // By number or by bytes, as any list (records/page.h).
  bool IsFull(size_t page_size) const;

  std::vector<v1::Customer> customers;
  // Where the next page begins; empty at the end.
  std::string next;

 private:
  size_t bytes_ = 0;
};

// Thread-safe. `tables` and `indexes` must outlive it.
class CustomerFinder {
 public:
  CustomerFinder(const CustomerTables& tables, const NameIndexes& indexes)
      : tables_(tables), indexes_(indexes) {}

  // One page of a merchant's customers as of `reader`. `from` is where the page
  // before said that this one begins.
  struct PageRequest {
    const kv::View& reader;
    std::string_view merchant_id;
    std::string_view from;
    size_t page_size;
  };

  // The customers that `filter` matches: by the key of its first condition on
  // email address, phone number or reference id, else the newest first. Does so
  // much work whatever the query, however many there are: a page may be short
  // or empty.
  absl::StatusOr<CustomerPage> Find(const PageRequest& page,
                                    const CustomerFilter& filter) const;

 private:
  absl::StatusOr<CustomerPage> FindByKey(
      const PageRequest& page, const CustomerFilter& filter, store::Space space,
      const CustomerFilter::KeyCondition& keys) const;
  absl::StatusOr<CustomerPage> FindByName(const PageRequest& page,
                                          const CustomerFilter& filter) const;
  absl::StatusOr<CustomerPage> FindByTime(const PageRequest& page,
                                          const CustomerFilter& filter) const;
  // Adds the customers with these ids that exist and match.
  absl::Status AddMatching(const PageRequest& page,
                           const CustomerFilter& filter,
                           const std::vector<std::string>& ids,
                           CustomerPage* found) const;

  const CustomerTables& tables_;
  const NameIndexes& indexes_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_SEARCH_CUSTOMER_FINDER_H_
