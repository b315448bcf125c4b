#include "server/kv/rocksdb/database.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "rocksdb/options.h"
#include "server/kv/rocksdb/convert.h"

namespace comptoir::kv {
namespace {

class RocksDbIterator final : public Iterator {
 public:
  RocksDbIterator(rocksdb::DB& db, rocksdb::ReadOptions options,
                  const Range& range, Direction direction)
      : range_(range),
        start_(ToSlice(range_.start)),
        limit_(ToSlice(range_.limit)),
        direction_(direction) {
    if (!range_.limit.empty() && range_.limit <= range_.start) return;
    options.iterate_lower_bound = &start_;
    if (!range_.limit.empty()) options.iterate_upper_bound = &limit_;
    iterator_.reset(db.NewIterator(options));
    if (direction_ == Direction::kForward) {
      iterator_->Seek(start_);
    } else {
      iterator_->SeekToLast();
    }
  }

  bool Valid() const override { return iterator_ && iterator_->Valid(); }
  void Next() override {
    if (direction_ == Direction::kForward) {
      iterator_->Next();
    } else {
      iterator_->Prev();
    }
  }
  std::string_view key() const override { return ToView(iterator_->key()); }
  std::string_view value() const override { return ToView(iterator_->value()); }
  absl::Status status() const override {
    return iterator_ ? ToAbslStatus(iterator_->status()) : absl::OkStatus();
  }

 private:
  // RocksDB keeps pointers to the bounds.
  const Range range_;
  const rocksdb::Slice start_;
  const rocksdb::Slice limit_;
  const Direction direction_;
  std::unique_ptr<rocksdb::Iterator> iterator_;  // Null for an empty range.
};

class RocksDbSnapshot final : public Snapshot {
 public:
  explicit RocksDbSnapshot(std::shared_ptr<RocksDbDatabase> database)
      : database_(std::move(database)),
        snapshot_(database_->db().GetSnapshot()) {
    options_.snapshot = snapshot_;
    // We never delete ranges.
    options_.ignore_range_deletions = true;
  }
  ~RocksDbSnapshot() override { database_->Retire(snapshot_); }

  absl::StatusOr<std::optional<std::string>> Get(
      std::string_view key) const override {
    rocksdb::DB& db = database_->db();
    // One copy in all: straight into the result.
    absl::StatusOr<std::optional<std::string>> result(
        std::optional<std::string>(std::in_place));
    const rocksdb::Status status =
        db.Get(options_, db.DefaultColumnFamily(), ToSlice(key), &**result);
    if (status.ok()) return result;
    if (status.IsNotFound()) return std::optional<std::string>();
    return ToAbslStatus(status);
  }

  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      std::span<const std::string> keys) const override {
    rocksdb::DB& db = database_->db();
    const std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
    std::vector<rocksdb::PinnableSlice> found(keys.size());
    std::vector<rocksdb::Status> statuses(keys.size());
    db.MultiGet(options_, db.DefaultColumnFamily(), keys.size(), slices.data(),
                found.data(), statuses.data());
    std::vector<std::optional<std::string>> values(keys.size());
    for (size_t i = 0; i < keys.size(); ++i) {
      if (statuses[i].ok()) {
        values[i].emplace(ToView(found[i]));
      } else if (!statuses[i].IsNotFound()) {
        return ToAbslStatus(statuses[i]);
      }
    }
    return values;
  }

  std::unique_ptr<Iterator> Scan(const Range& range,
                                 Direction direction) const override {
    return std::make_unique<RocksDbIterator>(database_->db(), options_, range,
                                             direction);
  }

 private:
  const std::shared_ptr<RocksDbDatabase> database_;
  const rocksdb::Snapshot* const snapshot_;
  rocksdb::ReadOptions options_;
};

}  // namespace

RocksDbDatabase::~RocksDbDatabase() {
  ReleaseRetired();
  (void)db_->Close();
}

void RocksDbDatabase::Retire(const rocksdb::Snapshot* snapshot) {
  std::lock_guard lock(mutex_);
  retired_.push_back(snapshot);
}

void RocksDbDatabase::ReleaseRetired() {
  std::vector<const rocksdb::Snapshot*> ended;
  {
    std::lock_guard lock(mutex_);
    ended.swap(retired_);
  }
  for (const rocksdb::Snapshot* snapshot : ended) {
    db_->ReleaseSnapshot(snapshot);
  }
}

std::shared_ptr<const Snapshot> MakeRocksDbSnapshot(
    std::shared_ptr<RocksDbDatabase> database) {
  database->ReleaseRetired();
  return std::make_shared<RocksDbSnapshot>(std::move(database));
}

}  // namespace comptoir::kv
