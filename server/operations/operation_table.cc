#include "server/operations/operation_table.h"

#include <vector>

#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/store.h"

namespace comptoir::operations {
namespace {

using merchants::v1::OperationState;
using storage::v1::StoredOperation;
using store::Key;
using store::Space;

std::vector<std::string> OpenRows(const StoredOperation& stored) {
  if (IsFinal(stored.operation().state())) return {};
  // Tails do not depend on the merchant.
  return {std::string(Key(Space::kOperationsByKind, store::kInstallation)
                          .Text(stored.operation().kind())
                          .tail())};
}

}  // namespace

OperationTable MakeOperationTable() {
  return OperationTable(
      {.space = Space::kOperations,
       .noun = "operation",
       .id_prefix = "ope",
       .id = [](const StoredOperation& r) { return r.operation().id(); },
       .indexes = {{Space::kOperationsByKind, OpenRows}}});
}

bool IsFinal(OperationState state) {
  return state == merchants::v1::OPERATION_STATE_SUCCEEDED ||
         state == merchants::v1::OPERATION_STATE_FAILED ||
         state == merchants::v1::OPERATION_STATE_CANCELED;
}

absl::StatusOr<std::optional<std::string>> FindOpen(
    const kv::View& view, std::string_view merchant_id, std::string_view kind) {
  ASSIGN_OR_RETURN(
      const store::IdPage page,
      store::ScanIds(
          view, Key(Space::kOperationsByKind, merchant_id).Text(kind).Prefix(),
          "ope", /*limit=*/1));
  if (page.ids.empty()) return std::optional<std::string>();
  return std::optional<std::string>(page.ids[0]);
}

absl::StatusOr<bool> HasFewerOpen(const kv::View& view,
                                  std::string_view merchant_id, int max) {
  ASSIGN_OR_RETURN(
      const store::IdPage page,
      store::ScanIds(view, Key(Space::kOperationsByKind, merchant_id).Prefix(),
                     "ope", max));
  return static_cast<int>(page.ids.size()) < max;
}

}  // namespace comptoir::operations
