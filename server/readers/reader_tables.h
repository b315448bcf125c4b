// Every table of the readers area.
#ifndef COMPTOIR_SERVER_READERS_READER_TABLES_H_
#define COMPTOIR_SERVER_READERS_READER_TABLES_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/readers/v1/unmatched_payment.pb.h"
#include "comptoir/storage/v1/reader.pb.h"
#include "server/store/table.h"

namespace comptoir::readers {

// One for a server, made before its store starts.
struct ReaderTables {
  ReaderTables();
  ReaderTables(const ReaderTables&) = delete;
  ReaderTables& operator=(const ReaderTables&) = delete;

  store::Table<storage::v1::StoredReader> readers;
  // With the indexes kCheckoutsByReader and kCheckoutsBySale of open ones.
  store::Table<storage::v1::StoredCheckout> checkouts;
  store::Table<v1::UnmatchedPayment> unmatched_payments;

  // For `comptoird verify`.
  std::vector<const store::TableBase*> All() const;
};

// The open checkouts of a reader or of a sale, oldest first.
absl::StatusOr<std::vector<storage::v1::StoredCheckout>> OpenCheckoutsOfReader(
    const ReaderTables& tables, const kv::View& reader,
    std::string_view merchant_id, std::string_view reader_id);
absl::StatusOr<std::vector<storage::v1::StoredCheckout>> OpenCheckoutsOfSale(
    const ReaderTables& tables, const kv::View& reader,
    std::string_view merchant_id, std::string_view sale_id);

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_READER_TABLES_H_
