#include "server/store/lane/overlay.h"

#include <iterator>
#include <utility>

namespace comptoir::store {
namespace {

size_t SizeOf(const std::optional<std::string>& value) {
  return value ? value->size() : 0;
}

}  // namespace

const Overlay::Row* Overlay::Find(std::string_view key) const {
  if (rows_.empty()) return nullptr;
  const auto found = order_.find(key);
  return found == order_.end() ? nullptr : &rows_[*found];
}

void Overlay::Set(std::string_view key, std::optional<std::string> value) {
  const auto place = order_.lower_bound(key);
  if (place != order_.end() && rows_[*place].key == key) {
    Row& row = rows_[*place];
    bytes_ += SizeOf(value) - SizeOf(row.value);
    undo_.push_back({*place, /*was_new=*/false, std::move(row.value)});
    row.value = std::move(value);
    return;
  }
  bytes_ += key.size() + SizeOf(value);
  const uint32_t number = static_cast<uint32_t>(rows_.size());
  rows_.push_back({std::string(key), std::move(value)});
  order_.insert(place, number);
  undo_.push_back({number, /*was_new=*/true, std::nullopt});
  ++generation_;
}

void Overlay::ForEachWrite(
    absl::FunctionRef<void(const Written& write)> see) const {
  for (const Undo& undo : undo_) {
    see({.row = &rows_[undo.row],
         .before = undo.was_new ? nullptr : &undo.before});
  }
}

void Overlay::BeginTransaction() { undo_.clear(); }

void Overlay::RollBack() {
  for (; !undo_.empty(); undo_.pop_back()) {
    Undo& undo = undo_.back();
    Row& row = rows_[undo.row];
    bytes_ -= SizeOf(row.value);
    if (undo.was_new) {
      bytes_ -= row.key.size();
      order_.erase(undo.row);
      rows_.pop_back();  // New rows are undone last one first.
      ++generation_;
    } else {
      bytes_ += SizeOf(undo.before);
      row.value = std::move(undo.before);
    }
  }
}

kv::Batch Overlay::Take() {
  order_.clear();
  undo_.clear();
  bytes_ = 0;
  ++generation_;
  kv::Batch batch(std::move(rows_));
  rows_.clear();
  return batch;
}

OverlayCursor::OverlayCursor(const Overlay& overlay, const kv::Range& range,
                             kv::Direction direction)
    : overlay_(overlay),
      range_(range),
      direction_(direction),
      generation_(overlay.generation_) {
  const Overlay::Order& order = overlay_.order_;
  if (direction_ == kv::Direction::kForward) {
    next_ = order.lower_bound(std::string_view(range_.start));
  } else {
    next_ = range_.limit.empty()
                ? order.end()
                : order.lower_bound(std::string_view(range_.limit));
  }
}

const Overlay::Row* OverlayCursor::row() const {
  if (direction_ == kv::Direction::kForward) {
    if (next_ == overlay_.order_.end()) return nullptr;
    const Overlay::Row& row = overlay_.rows_[*next_];
    const bool inside = range_.limit.empty() || row.key < range_.limit;
    return inside ? &row : nullptr;
  }
  if (next_ == overlay_.order_.begin()) return nullptr;
  const Overlay::Row& row = overlay_.rows_[*std::prev(next_)];
  return row.key >= range_.start ? &row : nullptr;
}

void OverlayCursor::Next() {
  if (direction_ == kv::Direction::kForward) {
    ++next_;
  } else {
    --next_;
  }
}

void OverlayCursor::Refresh(std::string_view key) {
  if (generation_ == overlay_.generation_) return;
  generation_ = overlay_.generation_;
  next_ = direction_ == kv::Direction::kForward
              ? overlay_.order_.upper_bound(key)
              : overlay_.order_.lower_bound(key);
}

}  // namespace comptoir::store
