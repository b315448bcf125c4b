// What customers are called: shown, sorted and found.
#ifndef COMPTOIR_SERVER_CUSTOMERS_RULES_CUSTOMER_NAMES_H_
#define COMPTOIR_SERVER_CUSTOMERS_RULES_CUSTOMER_NAMES_H_

#include <string>
#include <vector>

#include "comptoir/customers/v1/customer.pb.h"
#include "server/values/names/name_terms.h"
#include "server/values/names/whole_name.h"

namespace comptoir::customers {

// Given and family name, else company, else nickname; empty without any.
std::string DisplayName(const v1::Customer& customer);

// The display name folded, at most 200 bytes of it: the key of lists by name.
// Customers without a name sort after all others.
std::string SortName(const v1::Customer& customer);

// The terms of all names (values/names/name_terms.h) and the initials: by which
// the name index (index/name_index.h) finds the customer.
std::vector<std::string> NameTerms(const v1::Customer& customer);

// Whether the names have all words of the query, as HasWords says.
bool HasNames(const v1::Customer& customer, const NameQuery& query);

// Whether `name` is the whole of given and family name in either order, one of
// them alone when there is only one, or the whole nick or company name.
bool IsWholeName(const v1::Customer& customer, const WholeName& name);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_RULES_CUSTOMER_NAMES_H_
