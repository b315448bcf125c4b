#include "server/records/room.h"

#include "fmt/format.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"

namespace comptoir::records {

absl::Status RequireRoom(const store::Transaction& txn,
                         const store::TableBase& table, int max,
                         std::string_view reason) {
  const store::TableBase::Declaration& declaration = table.declaration();
  const store::Key all(declaration.space, txn.merchant_id());
  ASSIGN_OR_RETURN(
      const store::IdPage page,
      store::ScanIds(txn, all.Prefix(), declaration.id_prefix, max));
  if (static_cast<int>(page.ids.size()) < max) return absl::OkStatus();
  return Error(
      absl::StatusCode::kResourceExhausted, reason,
      fmt::format("a merchant has at most {} of: {}", max, declaration.noun));
}

}  // namespace comptoir::records
