#include "server/sales/directory_customer_book.h"

#include "server/base/status.h"

namespace comptoir::sales {

absl::StatusOr<std::string> DirectoryCustomerBook::Resolve(
    const kv::View& reader, std::string_view merchant_id,
    std::string_view customer_id) const {
  ASSIGN_OR_RETURN(const bool exists,
                   directory_.Exists(reader, merchant_id, customer_id));
  if (!exists) return NotFound("customer", customer_id);
  return std::string(customer_id);
}

absl::StatusOr<std::string> DirectoryCustomerBook::CreateInstantProfile(
    store::Transaction& txn, const WriteFacts& facts, const PersonName& name) {
  ASSIGN_OR_RETURN(const customers::v1::Customer customer,
                   directory_.CreateInstantProfile(
                       txn, {.id = facts.new_id("cus"), .time = facts.now},
                       name.given_name, name.family_name));
  return customer.id();
}

}  // namespace comptoir::sales
