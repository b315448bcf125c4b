// Whether a record is the last of its kind that a merchant has.
#ifndef COMPTOIR_SERVER_RECORDS_HAS_OTHER_H_
#define COMPTOIR_SERVER_RECORDS_HAS_OTHER_H_

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "server/base/status.h"
#include "server/kv/kv.h"
#include "server/store/key_codec.h"
#include "server/store/table.h"
#include "server/store/transaction.h"

namespace comptoir::records {

// Whether the merchant has a record besides `id` that `is_such`. Walks records
// until it finds one: for tables that stay small.
template <typename Record, typename IsSuch>
absl::StatusOr<bool> HasOther(const store::Transaction& txn,
                              const store::Table<Record>& table,
                              std::string_view id, IsSuch is_such) {
  const store::TableBase::Declaration& declaration = table.declaration();
  const store::Key all(declaration.space, txn.merchant_id());
  const std::unique_ptr<kv::Iterator> rows = txn.Scan(all.Prefix());
  for (; rows->Valid(); rows->Next()) {
    Record record;
    if (!record.ParseFromArray(rows->value().data(),
                               static_cast<int>(rows->value().size()))) {
      return Corrupt(declaration.noun);
    }
    if (declaration.id(record) != id && is_such(record)) return true;
  }
  RETURN_IF_ERROR(rows->status());
  return false;
}

}  // namespace comptoir::records

#endif  // COMPTOIR_SERVER_RECORDS_HAS_OTHER_H_
