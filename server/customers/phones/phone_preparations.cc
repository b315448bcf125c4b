#include "server/customers/phones/phone_preparations.h"

#include <string>
#include <string_view>
#include <utility>

#include "comptoir/customers/v1/customer.pb.h"
#include "comptoir/customers/v1/customer_query.pb.h"
#include "comptoir/customers/v1/customer_service.pb.h"
#include "comptoir/customers/v1/duplicate_service.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/values/phone/phone_reader.h"

namespace comptoir::customers {
namespace {

using rpc::PreparationInput;
using rpc::Prepared;

// For a handler to which the numbers of `customer` matter.
absl::StatusOr<Prepared> PrepareFor(const v1::Customer& customer,
                                    const Principal& caller) {
  Prepared prepared{.principal = caller};
  PhoneReadings readings(HomeOf(caller));
  if (AddReadingsOf(customer, &readings)) prepared.data = std::move(readings);
  return prepared;
}

// Of a request with a `customer`.
template <typename Request>
absl::StatusOr<Prepared> PrepareChange(const PreparationInput& input) {
  if (input.missing.empty()) {
    return PrepareFor(static_cast<const Request&>(input.request).customer(),
                      input.caller);
  }
  v1::Customer missing;
  if (!missing.ParseFromArray(input.missing.data(),
                              static_cast<int>(input.missing.size()))) {
    return absl::InternalError("phone numbers to be read are no customer's");
  }
  return PrepareFor(missing, input.caller);
}

absl::StatusOr<Prepared> PrepareSearch(const PreparationInput& input) {
  const v1::CustomerQuery& query =
      static_cast<const v1::SearchCustomersRequest&>(input.request).query();
  const v1::TextMatch& match = query.phone_number();
  const PhoneRegions home = HomeOf(input.caller);
  PhoneKeys keys =
      SearchKeysOf(match.has_exact() ? match.exact() : match.prefix(), home);
  keys.alike = ParsePhone(query.phone_number_like(), home);
  return Prepared{.principal = input.caller, .data = std::move(keys)};
}

absl::StatusOr<Prepared> PrepareSuggest(const PreparationInput& input) {
  const auto& request =
      static_cast<const v1::SuggestCustomersRequest&>(input.request);
  return Prepared{.principal = input.caller,
                  .data = SearchKeysOf(request.text(), HomeOf(input.caller))};
}

void Add(std::string_view method,
         absl::StatusOr<Prepared> (*prepare)(const PreparationInput&),
         rpc::Preparations* preparations) {
  preparations->emplace(
      fmt::format("comptoir.customers.v1.{}", method),
      [prepare](const PreparationInput& input, rpc::PreparedCallback done) {
        done(prepare(input));
      });
}

}  // namespace

PhoneRegions HomeOf(const Principal& caller) {
  PhoneRegions home;
  for (const std::string* country :
       {&caller.location_country, &caller.merchant_country}) {
    if (!country->empty()) home.push_back(*country);
  }
  return home;
}

bool AddReadingsOf(const v1::Customer& customer, PhoneReadings* readings) {
  bool has_some = false;
  const auto read = [&](const std::string& number) {
    if (number.empty()) return;
    AddReading(number, customer.address().country(), readings);
    has_some = true;
  };
  read(customer.phone_number());
  for (const auto& other : customer.other_phone_numbers()) read(other.number());
  return has_some;
}

void AddPhonePreparations(rpc::Preparations* preparations) {
  Add("CustomerService/CreateCustomer",
      PrepareChange<v1::CreateCustomerRequest>, preparations);
  Add("CustomerService/UpdateCustomer",
      PrepareChange<v1::UpdateCustomerRequest>, preparations);
  Add("DuplicateService/CheckDuplicates",
      PrepareChange<v1::CheckDuplicatesRequest>, preparations);
  Add("CustomerService/SearchCustomers", PrepareSearch, preparations);
  Add("CustomerService/SuggestCustomers", PrepareSuggest, preparations);
}

}  // namespace comptoir::customers
