// A view that keeps the row it was last asked for.
#ifndef COMPTOIR_SERVER_KV_LAST_ROW_VIEW_H_
#define COMPTOIR_SERVER_KV_LAST_ROW_VIEW_H_

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/kv/kv.h"

namespace comptoir::kv {

// Who finds out whether a row stands for another one, and then reads it, asks
// twice for the same row: the second time costs a copy. Not thread-safe;
// `view` must outlive it and not change.
class LastRowView final : public View {
 public:
  explicit LastRowView(const View& view) : view_(view) {}

  absl::StatusOr<std::optional<std::string>> Get(
      std::string_view key) const override;
  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      std::span<const std::string> keys) const override;
  std::unique_ptr<Iterator> Scan(const Range& range,
                                 Direction direction) const override;

 private:
  struct Row {
    std::string key;
    std::optional<std::string> value;
  };

  const View& view_;
  mutable std::optional<Row> last_;
};

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_LAST_ROW_VIEW_H_
