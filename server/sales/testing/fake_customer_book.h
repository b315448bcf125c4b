// A customers area of ids and names alone.
#ifndef COMPTOIR_SERVER_SALES_TESTING_FAKE_CUSTOMER_BOOK_H_
#define COMPTOIR_SERVER_SALES_TESTING_FAKE_CUSTOMER_BOOK_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "server/sales/customer_book.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/transaction.h"

namespace comptoir::sales {

// Keeps its customers in the store, as the real one does, so that those of a
// failed transaction do not exist. A customer is a row whose value is a name.
class FakeCustomerBook final : public CustomerBook {
 public:
  absl::StatusOr<std::string> Resolve(
      const kv::View& reader, std::string_view merchant_id,
      std::string_view customer_id) const override {
    const auto value = reader.Get(KeyOf(merchant_id, customer_id));
    if (!value.ok()) return value.status();
    if (!value->has_value()) return NotFound("customer", customer_id);
    return std::string(customer_id);
  }

  absl::StatusOr<std::string> CreateInstantProfile(
      store::Transaction& txn, const WriteFacts& facts,
      const PersonName& name) override {
    const std::string id = facts.new_id("cus");
    Add(txn, id, name.given_name + "|" + name.family_name);
    return id;
  }

  static void Add(store::Transaction& txn, std::string_view customer_id,
                  std::string name = "") {
    txn.Put(KeyOf(txn.merchant_id(), customer_id), std::move(name));
  }
  static void Delete(store::Transaction& txn, std::string_view customer_id) {
    txn.Delete(KeyOf(txn.merchant_id(), customer_id));
  }
  static std::string NameOf(const kv::View& reader,
                            std::string_view merchant_id,
                            std::string_view customer_id) {
    return reader.Get(KeyOf(merchant_id, customer_id)).value().value_or("");
  }

 private:
  static std::string KeyOf(std::string_view merchant_id,
                           std::string_view customer_id) {
    return store::Key(store::Space::kCustomers, merchant_id)
        .Id(customer_id)
        .Take();
  }
};

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_TESTING_FAKE_CUSTOMER_BOOK_H_
