// An ordered key-value engine: what the store stands on.
//
// Keys and values are byte strings; keys are ordered bytewise. RocksDB is the
// embedded engine (kv/rocksdb); kv/testing/conformance is the contract that
// every engine passes. Nothing above kv/ may assume a particular engine.
#ifndef COMPTOIR_SERVER_KV_KV_H_
#define COMPTOIR_SERVER_KV_KV_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace comptoir::kv {

// The portable envelope: a distributed engine refuses more.
inline constexpr size_t kKeyBytesMax = 1024;
inline constexpr size_t kValueBytesMax = 512 * 1024;
inline constexpr size_t kBatchBytesMax = 8 * 1024 * 1024;

// The keys in [start, limit). An empty limit means "to the end".
struct Range {
  std::string start;
  std::string limit;

  // All keys that begin with `prefix`.
  static Range Prefix(std::string_view prefix);
};

enum class Direction { kForward, kReverse };

// Walks one range of one snapshot.
//
// Stands on the first row (the last one when reverse) once made. Not
// thread-safe. Must not outlive its snapshot. key() and value() stay valid
// until Next() and may only be read while Valid().
class Iterator {
 public:
  virtual ~Iterator() = default;
  virtual bool Valid() const = 0;
  virtual void Next() = 0;
  virtual std::string_view key() const = 0;
  virtual std::string_view value() const = 0;
  // An error ends the walk early: check it when Valid() turns false.
  virtual absl::Status status() const = 0;
};

// Reads of one consistent state. Implemented by engine snapshots and by
// transactions, which see their own writes.
class View {
 public:
  virtual ~View() = default;
  // nullopt when absent.
  virtual absl::StatusOr<std::optional<std::string>> Get(
      std::string_view key) const = 0;
  virtual std::unique_ptr<Iterator> Scan(
      const Range& range, Direction direction = Direction::kForward) const = 0;
};

// A frozen state of the whole engine. Thread-safe; cheap to share.
class Snapshot : public View {};

// Changes that become visible and durable together. Later changes of a key
// win over earlier ones.
class Batch {
 public:
  struct Change {
    std::string key;
    std::optional<std::string> value;  // nullopt deletes.
  };

  Batch() = default;
  explicit Batch(std::vector<Change> changes) : changes_(std::move(changes)) {
    for (const Change& change : changes_) {
      bytes_ += change.key.size() + (change.value ? change.value->size() : 0);
    }
  }

  void Put(std::string key, std::string value) {
    bytes_ += key.size() + value.size();
    changes_.push_back({std::move(key), std::move(value)});
  }
  void Delete(std::string key) {
    bytes_ += key.size();
    changes_.push_back({std::move(key), std::nullopt});
  }
  const std::vector<Change>& changes() const { return changes_; }
  bool empty() const { return changes_.empty(); }
  size_t bytes() const { return bytes_; }
  void Clear() {
    changes_.clear();
    bytes_ = 0;
  }

 private:
  std::vector<Change> changes_;
  size_t bytes_ = 0;
};

// Figures for operators; 0 where an engine does not know.
struct EngineStats {
  uint64_t memtable_bytes = 0;
  uint64_t block_cache_bytes = 0;
  uint64_t table_reader_bytes = 0;
  uint64_t disk_bytes = 0;
  uint64_t estimated_keys = 0;
};

// Thread-safe.
//
// Errors: DATA_LOSS for a damaged store, RESOURCE_EXHAUSTED when the disk is
// full, UNAVAILABLE or INTERNAL otherwise. After a failed Commit the engine
// refuses every further Commit with the same error: what reached the disk is
// not known until it is opened again (reliability.md A1).
class Engine {
 public:
  virtual ~Engine() = default;
  virtual std::shared_ptr<const Snapshot> GetSnapshot() const = 0;
  // Atomic, and durable (synced) when it returns OK.
  virtual absl::Status Commit(const Batch& batch) = 0;
  // Writes a consistent copy that opens as an engine of the same kind.
  // `folder` must not exist.
  virtual absl::Status Checkpoint(const std::string& folder) const = 0;
  virtual EngineStats Stats() const = 0;
};

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_KV_H_
