// What filters must leave, by a plain scan of all rows.
#ifndef COMPTOIR_SERVER_SALES_FILTERS_TESTING_FILTER_MODEL_H_
#define COMPTOIR_SERVER_SALES_FILTERS_TESTING_FILTER_MODEL_H_

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "comptoir/customers/v1/customer_query.pb.h"
#include "comptoir/customers/v1/filter.pb.h"
#include "comptoir/sales/v1/sale.pb.h"
#include "comptoir/storage/v1/customer.pb.h"
#include "server/customers/attributes/attribute_tables.h"
#include "server/kv/kv.h"

namespace comptoir::sales {

// Reads everything that there is of a merchant, and keeps nothing in order.
class FilterModel {
 public:
  FilterModel(const kv::View& view, const std::string& merchant_id,
              absl::Time now);

  // The ids of those whom the filter leaves, in an order.
  std::vector<std::string> Left(const customers::v1::Filter& filter,
                                customers::v1::CustomerOrder order) const;

 private:
  // One profile.
  struct Person {
    storage::v1::StoredCustomer stored;
    std::set<std::string> groups;
    std::vector<v1::Sale> sales;
  };

  void ReadCustomers(const kv::View& view);
  void ReadGroups(const kv::View& view);
  void ReadSales(const kv::View& view);
  // Null for nobody whom there is.
  Person* ProfileOf(std::string id);

  bool Holds(const customers::v1::Filter& filter, const Person& person) const;
  bool HoldsText(const customers::v1::TextFilter& filter,
                 const Person& person) const;
  bool HoldsBirthday(const customers::v1::BirthdayFilter& filter,
                     const Person& person) const;
  bool HoldsAttribute(const customers::v1::AttributeFilter& filter,
                      const Person& person) const;
  bool HoldsVisits(const customers::v1::Filter& filter,
                   const Person& person) const;
  bool IsWithin(int64_t seconds, const customers::v1::Period& period) const;

  const std::string merchant_id_;
  const absl::Time now_;
  const customers::AttributeDefinitions attributes_;
  std::map<std::string, std::string> merged_into_;
  // By the survivor's id.
  std::map<std::string, Person> people_;
};

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_FILTERS_TESTING_FILTER_MODEL_H_
