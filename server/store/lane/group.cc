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

const Group::Value* Group::FindKnown(std::string_view key) const {
  if (const Overlay::Row* row = writes_.Find(key)) return &row->value;
  const auto read = reads_.find(key);
  return read == reads_.end() ? nullptr : &read->second;
}

void Group::Keep(std::string_view key, const Value& value) {
  if (reads_.size() >= kReadsMax) return;
  if (value && value->size() > kReadBytesMax) return;
  reads_.emplace(key, value);
}

absl::StatusOr<std::optional<std::string>> Group::Get(std::string_view key) {
  if (const Value* known = FindKnown(key)) return *known;
  auto value = snapshot_->Get(key);
  if (value.ok()) Keep(key, *value);
  return value;
}

absl::StatusOr<std::vector<std::optional<std::string>>> Group::MultiGet(
    std::span<const std::string> keys) {
  std::vector<Value> values(keys.size());
  std::vector<std::string> missing;
  std::vector<size_t> places;  // Of the missing ones in `values`.
  for (size_t i = 0; i < keys.size(); ++i) {
    if (const Value* known = FindKnown(keys[i])) {
      values[i] = *known;
    } else {
      missing.push_back(keys[i]);
      places.push_back(i);
    }
  }
  if (missing.empty()) return values;
  auto read = snapshot_->MultiGet(missing);
  if (!read.ok()) return std::move(read).status();
  for (size_t i = 0; i < missing.size(); ++i) {
    Keep(missing[i], (*read)[i]);
    values[places[i]] = std::move((*read)[i]);
  }
  return values;
}

absl::StatusOr<std::optional<std::string>> Group::GetOnce(
    std::string_view key) const {
  if (const Overlay::Row* row = writes_.Find(key)) return row->value;
  return snapshot_->Get(key);
}

absl::StatusOr<bool> Group::WasThere(std::string_view key) const {
  const auto read = reads_.find(key);
  if (read != reads_.end()) return read->second.has_value();
  const auto value = snapshot_->Get(key);
  if (!value.ok()) return value.status();
  return value->has_value();
}

std::unique_ptr<kv::Iterator> Group::Scan(const kv::Range& range,
                                          kv::Direction direction) const {
  return std::make_unique<MergeIterator>(*snapshot_, writes_, range, direction);
}

}  // namespace comptoir::store
