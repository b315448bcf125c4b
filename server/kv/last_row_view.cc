#include "server/kv/last_row_view.h"

namespace comptoir::kv {

absl::StatusOr<std::optional<std::string>> LastRowView::Get(
    std::string_view key) const {
  if (last_ && last_->key == key) return last_->value;
  absl::StatusOr<std::optional<std::string>> value = view_.Get(key);
  if (value.ok()) last_ = {.key = std::string(key), .value = *value};
  return value;
}

absl::StatusOr<std::vector<std::optional<std::string>>> LastRowView::MultiGet(
    std::span<const std::string> keys) const {
  return view_.MultiGet(keys);
}

std::unique_ptr<Iterator> LastRowView::Scan(const Range& range,
                                            Direction direction) const {
  return view_.Scan(range, direction);
}

}  // namespace comptoir::kv
