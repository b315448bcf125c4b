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
#include "server/store/space.h"
#include "server/store/table_base.h"
#include "server/store/transaction.h"

namespace comptoir::store {

// One page of ids found in a table or an index, in key order.
struct IdPage {
  std::vector<std::string> ids;
  // Where the next page begins: the key to pass as `from`; empty at the end.
  std::string next_key;
};

// What is left of `range` for a walk that goes on at the key `from`; all of it
// when `from` is empty.
kv::Range RestOf(const kv::Range& range, std::string_view from,
                 kv::Direction direction);

// The id at the end of a table's or an index's key; "" when it is too short.
std::string IdAtEnd(const TableBase::Declaration& table, std::string_view key);

// Ids at the end of the keys in `range`, at most `limit` of them. Works for
// tables and indexes alike, since all their keys end with the record's id.
// `from` continues a walk; empty starts at the range's beginning (its end when
// reverse).
absl::StatusOr<IdPage> ScanIds(
    const kv::View& reader, const kv::Range& range, std::string_view id_prefix,
    int limit, std::string_view from = {},
    kv::Direction direction = kv::Direction::kForward);

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

  // Inserts or replaces the record and brings every index row up to date.
  absl::Status Put(Transaction& txn, const Record& record) const {
    return PutRecord(txn, record);
  }

  // Deletes the record and its index rows; false when there was none.
  absl::StatusOr<bool> Delete(Transaction& txn, std::string_view id) const {
    return DeleteRecord(txn, id);
  }

 private:
  absl::Status NotFoundError(std::string_view id) const;
  static Declaration Declare(Options options);
};

// Implementation details only below here.

absl::Status TableNotFound(const TableBase::Declaration& declaration,
                           std::string_view id);

template <typename Record>
absl::Status Table<Record>::NotFoundError(std::string_view id) const {
  return TableNotFound(declaration(), id);
}

template <typename Record>
TableBase::Declaration Table<Record>::Declare(Options options) {
  Declaration declaration{
      .space = options.space,
      .noun = std::move(options.noun),
      .id_prefix = std::move(options.id_prefix),
      .id =
          [id =
               std::move(options.id)](const google::protobuf::Message& record) {
            return id(static_cast<const Record&>(record));
          },
      .prototype = std::make_unique<Record>(),
  };
  for (Index& index : options.indexes) {
    declaration.indexes.push_back(
        {.space = index.space,
         .rows = [rows = std::move(index.rows)](
                     const google::protobuf::Message& record) {
           return rows(static_cast<const Record&>(record));
         }});
  }
  return declaration;
}

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_TABLE_H_
