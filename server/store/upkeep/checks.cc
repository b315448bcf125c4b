#include "server/store/upkeep/checks.h"

#include "server/base/status.h"
#include "server/store/key_codec.h"

namespace comptoir::store {
namespace {

// Every merchant that has a row anywhere: a look for each in each space.
absl::StatusOr<std::set<std::string>> MerchantsIn(const kv::View& view) {
  std::set<std::string> merchants;
  kv::Range range;
  while (true) {
    const auto rows = view.Scan(range);
    if (!rows->Valid()) {
      RETURN_IF_ERROR(rows->status());
      return merchants;
    }
    const KeyReader key(rows->key());
    if (!key.ok()) {
      range.start = std::string(rows->key()) + '\0';
      continue;
    }
    const std::string merchant_id = key.merchant_id();
    range.start = Key(key.space(), merchant_id).Prefix().limit;
    merchants.insert(merchant_id);
    if (range.start.empty()) return merchants;
  }
}

}  // namespace

absl::Status Checks::CheckRow(Space space, std::string_view key,
                              std::string_view value) const {
  const auto checks = rows_.find(space);
  if (checks == rows_.end()) return absl::OkStatus();
  for (const RowCheck& check : checks->second) {
    RETURN_IF_ERROR(check(key, value));
  }
  return absl::OkStatus();
}

absl::Status Checks::CheckAll(const std::set<Space>& counted) const {
  for (const auto& [space, checks] : rows_) {
    const bool is_counted = counted.count(space) > 0;
    const auto rows = view_.Scan(AllOf(space));
    for (; rows->Valid(); rows->Next()) {
      if (!is_counted) report_.CountRow();
      RETURN_IF_ERROR(CheckRow(space, rows->key(), rows->value()));
    }
    RETURN_IF_ERROR(rows->status());
  }
  if (sums_.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::set<std::string> merchants, MerchantsIn(view_));
  for (const std::string& merchant_id : merchants) {
    for (const SumCheck& check : sums_) RETURN_IF_ERROR(check(merchant_id));
  }
  return absl::OkStatus();
}

}  // namespace comptoir::store
