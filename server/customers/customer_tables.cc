#include "server/customers/customer_tables.h"

#include <algorithm>
#include <utility>

#include "absl/time/time.h"
#include "server/base/text/add_once.h"
#include "server/base/timestamps.h"
#include "server/customers/rules/customer_names.h"
#include "server/store/key_spaces.h"
#include "server/values/email.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;
using store::Space;

using Index = store::Table<StoredCustomer>::Index;

// The row whose one element is `text`; none for an empty one.
std::vector<std::string> Row(Space space, std::string_view text) {
  if (text.empty()) return {};
  store::Key key(space, "");
  return {std::string(key.Text(text).tail())};
}

// Rows for what a profile is found by under any of its identities, each once.
// None for a customer who was merged away: the survivor is found instead.
Index ByKey(Space space) {
  return {.space = space, .rows = [space](const StoredCustomer& stored) {
            std::vector<std::string> rows;
            if (!stored.merged_into().empty()) return rows;
            for (const Identity& identity : IdentitiesOf(stored)) {
              for (const std::string& text : KeysIn(space, identity)) {
                for (std::string& row : Row(space, text)) {
                  AddOnce(std::move(row), &rows);
                }
              }
            }
            return rows;
          }};
}

// Lists show a profile once, by the name that it shows.
std::vector<std::string> NameRows(const StoredCustomer& stored) {
  if (!stored.merged_into().empty()) return {};
  return Row(Space::kCustomersByName, SortName(stored.customer()));
}

// merged into:id
std::vector<std::string> ProfileRows(const StoredCustomer& stored) {
  if (stored.merged_into().empty()) return {};
  store::Key key(Space::kCustomersByProfile, "");
  return {std::string(key.Id(stored.merged_into()).tail())};
}

// deleted micros:i64, of profiles: who was merged into one comes with it.
std::vector<std::string> DeletedRows(const StoredCustomer& stored) {
  if (!stored.merged_into().empty()) return {};
  store::Key key(Space::kDeletedCustomersByTime, "");
  return {std::string(
      key.I64(absl::ToUnixMicros(ToTime(stored.customer().delete_time())))
          .tail())};
}

}  // namespace

std::string ReferenceKey(std::string_view reference_id) {
  return ToLower(reference_id);
}

std::string Reversed(std::string_view digits) {
  return std::string(digits.rbegin(), digits.rend());
}

IdentityKeys KeysIn(Space space, const Identity& identity) {
  const v1::Customer& customer = identity.customer;
  IdentityKeys keys;
  switch (space) {
    case Space::kCustomersByEmail:
      keys.push_back(EmailKey(customer.email_address()));
      for (int i = 0; i < OwnEmailCount(identity); ++i) {
        keys.push_back(
            EmailKey(customer.other_email_addresses(i).email_address()));
      }
      break;
    case Space::kCustomersByPhone:
      for (const IdentityPhone& phone : PhonesOf(identity)) {
        keys.emplace_back(phone.key);
      }
      break;
    case Space::kCustomersByPhoneTail:
      for (const IdentityPhone& phone : PhonesOf(identity)) {
        keys.push_back(Reversed(phone.national));
      }
      break;
    case Space::kCustomersByReference:
      keys.push_back(ReferenceKey(customer.reference_id()));
      break;
    default:
      break;
  }
  return keys;
}

bool IsFoundBy(const Identity& identity, Space space, std::string_view key) {
  const IdentityKeys keys = KeysIn(space, identity);
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

CustomerTables::CustomerTables()
    : customers(
          {.space = Space::kCustomers,
           .noun = "customer",
           .id_prefix = "cus",
           .id = [](const StoredCustomer& r) { return r.customer().id(); },
           .indexes =
               {
                   ByKey(Space::kCustomersByEmail),
                   ByKey(Space::kCustomersByPhone),
                   ByKey(Space::kCustomersByPhoneTail),
                   ByKey(Space::kCustomersByReference),
                   {.space = Space::kCustomersByName, .rows = NameRows},
                   {.space = Space::kCustomersByProfile, .rows = ProfileRows},
               }}),
      deleted({.space = Space::kDeletedCustomers,
               .noun = "deleted customer",
               .id_prefix = "cus",
               .id = [](const StoredCustomer& r) { return r.customer().id(); },
               .indexes = {{.space = Space::kDeletedCustomersByTime,
                            .rows = DeletedRows}}}) {}

}  // namespace comptoir::customers
