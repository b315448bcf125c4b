// What other areas do with customers inside their transactions, and what the
// customer service itself is made of.
#ifndef COMPTOIR_SERVER_CUSTOMERS_CUSTOMER_DIRECTORY_H_
#define COMPTOIR_SERVER_CUSTOMERS_CUSTOMER_DIRECTORY_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/customers/v1/customer.pb.h"
#include "google/protobuf/field_mask.pb.h"
#include "server/customers/customer_tables.h"
#include "server/kv/kv.h"
#include "server/store/transaction.h"
#include "server/values/phone.h"

namespace comptoir::customers {

// The regions in which phone numbers without "+" are read: of the location,
// which may be "", then of the merchant. Given by whoever knows those.
using HomeRegions = std::function<PhoneRegions(const kv::View& reader,
                                               std::string_view merchant_id,
                                               std::string_view location_id)>;

// Thread-safe. `tables` must outlive it.
class CustomerDirectory {
 public:
  CustomerDirectory(const CustomerTables& tables, HomeRegions home_regions)
      : tables_(tables), home_regions_(std::move(home_regions)) {}

  // NOT_FOUND when the merchant has no such customer.
  absl::StatusOr<v1::Customer> Get(const kv::View& reader,
                                   std::string_view merchant_id,
                                   std::string_view customer_id) const;
  absl::StatusOr<bool> Exists(const kv::View& reader,
                              std::string_view merchant_id,
                              std::string_view customer_id) const;

  // Ids of the customers with this email address or phone number, oldest
  // first, at most `limit`.
  absl::StatusOr<std::vector<std::string>> FindByEmail(
      const kv::View& reader, std::string_view merchant_id,
      std::string_view email_address, int limit) const;
  absl::StatusOr<std::vector<std::string>> FindByPhone(
      const kv::View& reader, std::string_view merchant_id,
      std::string_view location_id, std::string_view phone_number,
      int limit) const;

  // Facts of a new customer beside its fields.
  struct NewCustomer {
    std::string id;  // From Call::NewId("cus").
    absl::Time time;
    std::string location_id;  // Where; may be empty.
  };
  // Creates a customer: normalises and checks `customer`, reads its phone
  // number, appends CustomerCreated. INVALID_ARGUMENT as CheckCustomer.
  absl::StatusOr<v1::Customer> Create(store::Transaction& txn,
                                      const NewCustomer& facts,
                                      v1::Customer customer) const;

  // A customer of whom only the name on a card is known (domain.md 1.1).
  absl::StatusOr<v1::Customer> CreateInstantProfile(
      store::Transaction& txn, const NewCustomer& facts,
      std::string_view given_name, std::string_view family_name) const;

  struct Change {
    // As the caller read it; empty means whatever it is. ABORTED when it is
    // not the customer's.
    std::string_view etag;
    absl::Time time;
    std::string_view location_id;
    const google::protobuf::FieldMask& mask;
    bool sees_contact = true;
  };
  // Changes customer `changes.id()`; appends CustomerUpdated unless all stays
  // the same. Errors as CustomerService.UpdateCustomer.
  absl::StatusOr<v1::Customer> Update(store::Transaction& txn,
                                      const Change& change,
                                      const v1::Customer& changes) const;

  // Deletes a customer; appends CustomerDeleted.
  absl::Status Delete(store::Transaction& txn, std::string_view customer_id,
                      std::string_view etag) const;

  const CustomerTables& tables() const { return tables_; }
  PhoneRegions RegionsAt(const kv::View& reader, std::string_view merchant_id,
                         std::string_view location_id) const {
    return home_regions_(reader, merchant_id, location_id);
  }

 private:
  const CustomerTables& tables_;
  const HomeRegions home_regions_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_CUSTOMER_DIRECTORY_H_
