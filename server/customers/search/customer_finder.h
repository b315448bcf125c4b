// Finds customers: pages of all who fulfil a query.
#ifndef COMPTOIR_SERVER_CUSTOMERS_SEARCH_CUSTOMER_FINDER_H_
#define COMPTOIR_SERVER_CUSTOMERS_SEARCH_CUSTOMER_FINDER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer.pb.h"
#include "comptoir/customers/v1/customer_query.pb.h"
#include "comptoir/storage/v1/customer.pb.h"
#include "server/customers/customer_tables.h"
#include "server/customers/name_indexes.h"
#include "server/customers/search/customer_query.h"
#include "server/kv/kv.h"

namespace comptoir::customers {

struct CustomerPage {
  // Moves the customer out of `stored`, to which `by` refers.
  void Add(const FoundBy& by, storage::v1::StoredCustomer* stored);
  // By number or by bytes, as any list (records/page.h).
  bool IsFull(size_t page_size) const;

  std::vector<v1::Customer> customers;
  // Of those that do not match by what they show.
  std::vector<v1::MergedMatch> merged_matches;
  // Of those found by other contact data than the primary one.
  std::vector<v1::ContactMatch> contact_matches;
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
  // The walk over one index.
  struct KeyWalk {
    store::Space space;
    const CustomerFilter::KeyCondition& keys;
  };
  // By the number where the caller is at home, else of any country.
  absl::StatusOr<CustomerPage> FindByPhone(const PageRequest& page,
                                           const CustomerFilter& filter) const;
  absl::StatusOr<CustomerPage> FindByKey(const PageRequest& page,
                                         const CustomerFilter& filter,
                                         const KeyWalk& walk) const;
  absl::StatusOr<CustomerPage> FindByName(const PageRequest& page,
                                          const CustomerFilter& filter) const;
  absl::StatusOr<CustomerPage> FindByTime(const PageRequest& page,
                                          const CustomerFilter& filter) const;
  // A customer, and the text in an index that led there.
  struct Lead {
    std::string id;
    std::string text = {};
  };
  // The next leads in `range` from the key `from` on, which moves behind them.
  static absl::StatusOr<std::vector<Lead>> ReadLeads(const kv::View& reader,
                                                     const kv::Range& range,
                                                     size_t count,
                                                     std::string* from);
  // Adds the customers that the leads lead to, who exist and match. A profile
  // of several identities, or with several phone numbers, stands in an index of
  // `walk`, which may be null, more than once: the first of its texts there
  // gives it.
  absl::Status AddMatching(const PageRequest& page,
                           const CustomerFilter& filter, const KeyWalk* walk,
                           const std::vector<Lead>& leads,
                           CustomerPage* found) const;

  const CustomerTables& tables_;
  const NameIndexes& indexes_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_SEARCH_CUSTOMER_FINDER_H_
