// Operations as stored.
#ifndef COMPTOIR_SERVER_OPERATIONS_OPERATION_TABLE_H_
#define COMPTOIR_SERVER_OPERATIONS_OPERATION_TABLE_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "comptoir/merchants/v1/operation.pb.h"
#include "comptoir/storage/v1/operation.pb.h"
#include "server/kv/kv.h"
#include "server/store/table.h"

namespace comptoir::operations {

// With the index kOperationsByKind of those that have not ended.
using OperationTable = store::Table<storage::v1::StoredOperation>;

OperationTable MakeOperationTable();

// Whether an operation in this state does nothing any more.
bool IsFinal(merchants::v1::OperationState state);

// The id of an operation of this kind that has not ended; nullopt when there is
// none.
absl::StatusOr<std::optional<std::string>> FindOpen(
    const kv::View& view, std::string_view merchant_id, std::string_view kind);

// Whether fewer than `max` operations of the merchant, of any kind, have not
// ended.
absl::StatusOr<bool> HasFewerOpen(const kv::View& view,
                                  std::string_view merchant_id, int max);

}  // namespace comptoir::operations

#endif  // COMPTOIR_SERVER_OPERATIONS_OPERATION_TABLE_H_
