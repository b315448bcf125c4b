// The writes of a group that are not committed yet.
#ifndef COMPTOIR_SERVER_STORE_LANE_OVERLAY_H_
#define COMPTOIR_SERVER_STORE_LANE_OVERLAY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/functional/function_ref.h"
#include "server/kv/batch.h"
#include "server/kv/kv.h"

namespace comptoir::store {

// One row per changed key, with its newest value. Takes back the writes of the
// current transaction when it fails. Not thread-safe.
class Overlay {
 public:
  using Row = kv::Batch::Change;

  Overlay() : order_(ByKey{&rows_}) {}
  Overlay(const Overlay&) = delete;
  Overlay& operator=(const Overlay&) = delete;

  // What `key` has become; null when it has not been changed.
  const Row* Find(std::string_view key) const;
  // No value deletes.
  void Set(std::string_view key, std::optional<std::string> value);

  // One write of the current transaction.
  struct Written {
    // As it is now.
    const Row* row;
    // What it was before the write; null when the group had not changed it.
    const std::optional<std::string>* before;
  };
  // In their order; a row that was written to again comes again.
  void ForEachWrite(absl::FunctionRef<void(const Written& write)> see) const;

  // The writes before this stay; those after can be taken back.
  void BeginTransaction();
  void RollBack();
  bool transaction_is_empty() const { return undo_.empty(); }

  bool empty() const { return rows_.empty(); }
  // Keys and values of all rows.
  size_t bytes() const { return bytes_; }
  // Gives away all rows and is empty.
  kv::Batch Take();

 private:
  friend class OverlayCursor;

  struct ByKey {
    using is_transparent = void;
    const std::vector<Row>* rows;
    std::string_view Of(uint32_t row) const { return (*rows)[row].key; }
    std::string_view Of(std::string_view key) const { return key; }
    template <typename A, typename B>
    bool operator()(const A& a, const B& b) const {
      return Of(a) < Of(b);
    }
  };
  using Order = absl::btree_set<uint32_t, ByKey>;

  struct Undo {
    uint32_t row;
    bool was_new;
    std::optional<std::string> before;
  };

  std::vector<Row> rows_;
  Order order_;
  std::vector<Undo> undo_;
  size_t bytes_ = 0;
  // Grows when a row is added or taken away: cursors find their place again.
  uint64_t generation_ = 0;
};

// Walks the rows of an overlay in one range, deleted ones included. The
// overlay may change between any two calls.
class OverlayCursor {
 public:
  OverlayCursor(const Overlay& overlay, const kv::Range& range,
                kv::Direction direction);

  // The row it stands on, or null at the end.
  const Overlay::Row* row() const;
  void Next();
  // To the first row after `key`, when rows came or went meanwhile.
  void Refresh(std::string_view key);

 private:
  const Overlay& overlay_;
  const kv::Range& range_;
  const kv::Direction direction_;
  Overlay::Order::const_iterator next_;  // When reverse: one past the row.
  uint64_t generation_;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_LANE_OVERLAY_H_
