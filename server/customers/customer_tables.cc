#include "server/customers/customer_tables.h"

#include "server/customers/rules/customer_names.h"
#include "server/store/key_spaces.h"
#include "server/values/email.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;
using store::Space;

// A row whose one element is `text`; none for an empty text and for a customer
// who was merged away: nobody is found under what another profile stands for.
std::vector<std::string> Row(const StoredCustomer& stored, Space space,
                             std::string_view text) {
  if (text.empty() || !stored.merged_into().empty()) return {};
  store::Key key(space, "");
  return {std::string(key.Text(text).tail())};
}

}  // namespace

std::string ReferenceKey(std::string_view reference_id) {
  return ToLower(reference_id);
}

std::string Reversed(std::string_view digits) {
  return std::string(digits.rbegin(), digits.rend());
}

CustomerTables::CustomerTables()
    : customers(
          {.space = Space::kCustomers,
           .noun = "customer",
           .id_prefix = "cus",
           .id = [](const StoredCustomer& r) { return r.customer().id(); },
           .indexes = {
               {.space = Space::kCustomersByEmail,
                .rows =
                    [](const StoredCustomer& r) {
                      return Row(r, Space::kCustomersByEmail,
                                 EmailKey(r.customer().email_address()));
                    }},
               {.space = Space::kCustomersByPhone,
                .rows =
                    [](const StoredCustomer& r) {
                      return Row(r, Space::kCustomersByPhone, r.phone_key());
                    }},
               {.space = Space::kCustomersByPhoneTail,
                .rows =
                    [](const StoredCustomer& r) {
                      return Row(r, Space::kCustomersByPhoneTail,
                                 Reversed(r.phone_national()));
                    }},
               {.space = Space::kCustomersByReference,
                .rows =
                    [](const StoredCustomer& r) {
                      return Row(r, Space::kCustomersByReference,
                                 ReferenceKey(r.customer().reference_id()));
                    }},
               {.space = Space::kCustomersByName,
                .rows =
                    [](const StoredCustomer& r) {
                      return Row(r, Space::kCustomersByName,
                                 SortName(r.customer()));
                    }},
               {.space = Space::kCustomersByProfile,
                .rows =
                    [](const StoredCustomer& r) -> std::vector<std::string> {
                  if (r.merged_into().empty()) return {};
                  store::Key key(Space::kCustomersByProfile, "");
                  return {std::string(key.Id(r.merged_into()).tail())};
                }},
           }}) {}

}  // namespace comptoir::customers
