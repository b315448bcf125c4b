// The customer book that is the customers area itself.
#ifndef COMPTOIR_SERVER_SALES_DIRECTORY_CUSTOMER_BOOK_H_
#define COMPTOIR_SERVER_SALES_DIRECTORY_CUSTOMER_BOOK_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "server/customers/customer_directory.h"
#include "server/sales/customer_book.h"

namespace comptoir::sales {

// Thread-safe. `directory` must outlive it.
class DirectoryCustomerBook final : public CustomerBook {
 public:
  explicit DirectoryCustomerBook(const customers::CustomerDirectory& directory)
      : directory_(directory) {}

  absl::StatusOr<std::string> Resolve(
      const kv::View& reader, std::string_view merchant_id,
      std::string_view customer_id) const override;

  absl::StatusOr<std::string> CreateInstantProfile(
      store::Transaction& txn, const WriteFacts& facts,
      const PersonName& name) override;

 private:
  const customers::CustomerDirectory& directory_;
};

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_DIRECTORY_CUSTOMER_BOOK_H_
