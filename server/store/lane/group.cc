#include "server/store/lane/group.h"

#include <utility>

#include "server/store/lane/merge_iterator.h"

namespace comptoir::store {
namespace {

// Rows kept from the engine, and the size up to which a row is.
constexpr size_t kReadsMax = 2048;
constexpr size_t kReadBytesMax = 16 * 1024;

}  // namespace

void Group::Begin(std::shared_ptr<const kv::View> snapshot) {
  snapshot_ = std::move(snapshot);
  if (!writes_.empty()) (void)writes_.Take();  // Never committed.
  if (!reads_.empty()) reads_.clear();
}

absl::StatusOr<std::optional<std::string>> Group::Get(std::string_view key) {
  if (const Overlay::Row* row = writes_.Find(key)) return row->value;
  const auto read = reads_.find(key);
  if (read != reads_.end()) return read->second;
  auto value = snapshot_->Get(key);
  const bool keep = value.ok() && reads_.size() < kReadsMax &&
                    (!value->has_value() || (*value)->size() <= kReadBytesMax);
  if (keep) reads_.emplace(key, *value);
  return value;
}

absl::StatusOr<std::optional<std::string>> Group::GetOnce(
    std::string_view key) const {
  if (const Overlay::Row* row = writes_.Find(key)) return row->value;
  return snapshot_->Get(key);
}

std::unique_ptr<kv::Iterator> Group::Scan(const kv::Range& range,
                                          kv::Direction direction) const {
  return std::make_unique<MergeIterator>(*snapshot_, writes_, range, direction);
}

}  // namespace comptoir::store
