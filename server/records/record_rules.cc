#include "server/records/record_rules.h"

#include <algorithm>

#include "fmt/format.h"

namespace comptoir::records {

void RequireText(std::string_view field, std::string_view text,
                 FieldViolations* violations) {
  if (text.empty()) violations->Add(field, "must not be empty");
}

bool Names(const google::protobuf::FieldMask& mask, std::string_view field) {
  return std::find(mask.paths().begin(), mask.paths().end(), field) !=
         mask.paths().end();
}

absl::Status CheckMask(const google::protobuf::FieldMask& mask,
                       std::initializer_list<std::string_view> fields) {
  FieldViolations violations;
  if (mask.paths().empty()) violations.Add("update_mask", "must not be empty");
  for (const std::string& path : mask.paths()) {
    if (std::find(fields.begin(), fields.end(), path) == fields.end()) {
      violations.Add("update_mask", "names a field that cannot be changed");
    }
  }
  return violations.ToStatus();
}

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
