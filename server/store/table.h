// A table of protobuf records with secondary indexes that are always exact.
//
//   const Table<StoredCustomer> customers({
//       .space = Space::kCustomers,
//       .noun = "customer",
//       .id_prefix = "cus",
//       .id = [](const StoredCustomer& r) { return r.customer().id(); },
//       .indexes = {{Space::kCustomersByEmail, EmailKeys}, ...},
//   });
//
// Index row: `index space, merchant, the index's elements, id` -> empty.
// `comptoird verify` checks the tables that their areas list for it
// (upkeep/verify.h).
#ifndef COMPTOIR_SERVER_STORE_TABLE_H_
#define COMPTOIR_SERVER_STORE_TABLE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "server/kv/kv.h"
#include "server/store/key_codec.h"
#include "server/store/scan_ids.h"
#include "server/store/space.h"
#include "server/store/table_base.h"
#include "server/store/transaction.h"

namespace comptoir::store {

template <typename Record>
class Table : public TableBase {
 public:
  struct Index {
    Space space;
    std::function<std::vector<std::string>(const Record&)> rows;
  };
  struct Options {
    Space space;
    std::string noun;
    std::string id_prefix;
    std::function<std::string(const Record&)> id;
    std::vector<Index> indexes;
  };

  explicit Table(Options options) : TableBase(Declare(std::move(options))) {}

  // NOT_FOUND when absent (base/status.h NotFound).
  absl::StatusOr<Record> Get(const kv::View& reader,
                             std::string_view merchant_id,
                             std::string_view id) const {
    Record record;
    absl::StatusOr<bool> found = FindInto(reader, merchant_id, id, &record);
    if (!found.ok()) return found.status();
    if (!*found) return NotFoundError(id);
    return record;
  }

  // nullopt when absent.
  absl::StatusOr<std::optional<Record>> Find(const kv::View& reader,
                                             std::string_view merchant_id,
                                             std::string_view id) const {
    Record record;
    absl::StatusOr<bool> found = FindInto(reader, merchant_id, id, &record);
    if (!found.ok()) return found.status();
    if (!*found) return std::optional<Record>();
    return std::optional<Record>(std::move(record));
  }

  // In the order of `ids`, nullopt where absent; one read for a page of them.
  absl::StatusOr<std::vector<std::optional<Record>>> FindMany(
      const kv::View& reader, std::string_view merchant_id,
      const std::vector<std::string>& ids) const {
    std::vector<std::optional<Record>> records(ids.size());
    absl::Status status =
        FindManyInto(reader, merchant_id, ids,
                     [&records](size_t i) { return &records[i].emplace(); });
    if (!status.ok()) return status;
    return records;
  }

  // In the order of `ids`. DATA_LOSS when one is absent: for ids of an index or
  // a record of the same view, which name none without its record.
  absl::StatusOr<std::vector<Record>> GetMany(
      const kv::View& reader, std::string_view merchant_id,
      const std::vector<std::string>& ids) const {
    std::vector<Record> records(ids.size());
    absl::Status status = GetManyInto(
        reader, merchant_id, ids, [&records](size_t i) { return &records[i]; });
    if (!status.ok()) return status;
    return records;
  }

  // Inserts or replaces the record and brings every index row up to date.
  absl::Status Put(Transaction& txn, const Record& record) const {
    return PutRecord(txn, record);
  }

  // Deletes the record and its index rows; false when there was none.
  absl::StatusOr<bool> Delete(Transaction& txn, std::string_view id) const {
    return DeleteRecord(txn, id);
  }

 private:
  static Declaration Declare(Options options);
};

// Implementation details only below here.

template <typename Record>
TableBase::Declaration Table<Record>::Declare(Options options) {
  Declaration declaration{
      .space = options.space,
      .noun = std::move(options.noun),
      .id_prefix = std::move(options.id_prefix),
      .id = [id = std::move(options.id)](
                const auto& r) { return id(static_cast<const Record&>(r)); },
      .prototype = std::make_unique<Record>(),
  };
  for (Index& index : options.indexes) {
    declaration.indexes.push_back(
        {.space = index.space,
         .rows = [rows = std::move(index.rows)](const auto& r) {
           return rows(static_cast<const Record&>(r));
         }});
  }
  return declaration;
}

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_TABLE_H_
