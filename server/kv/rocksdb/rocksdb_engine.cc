#include "server/kv/rocksdb/rocksdb_engine.h"

#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "rocksdb/db.h"
#include "rocksdb/utilities/checkpoint.h"
#include "rocksdb/write_batch.h"
#include "server/kv/rocksdb/rocksdb_options.h"

namespace comptoir::kv {
namespace {

// Checks each row from here to the memtable: memory errors on that way are
// found before they reach a file.
constexpr size_t kProtectionBytesPerKey = 8;
// What RocksDB adds to a row in a batch, rounded up.
constexpr size_t kBatchBytesPerChange = 16;

rocksdb::Slice ToSlice(std::string_view bytes) {
  return rocksdb::Slice(bytes.data(), bytes.size());
}

std::string_view ToView(const rocksdb::Slice& slice) {
  return std::string_view(slice.data(), slice.size());
}

absl::StatusCode CodeOf(const rocksdb::Status& status) {
  if (status.IsNoSpace()) return absl::StatusCode::kResourceExhausted;
  switch (status.code()) {
    case rocksdb::Status::kCorruption:
      return absl::StatusCode::kDataLoss;
    case rocksdb::Status::kIOError:
    case rocksdb::Status::kShutdownInProgress:
    case rocksdb::Status::kBusy:
    case rocksdb::Status::kTryAgain:
    case rocksdb::Status::kTimedOut:
      return absl::StatusCode::kUnavailable;
    default:
      return absl::StatusCode::kInternal;
  }
}

absl::Status ToAbslStatus(const rocksdb::Status& status) {
  if (status.ok()) return absl::OkStatus();
  return absl::Status(CodeOf(status), status.ToString());
}

}  // namespace

struct RocksDbEngine::Database {
  ~Database() {
    ReleaseRetired();
    if (db) (void)db->Close();
  }

  // Snapshots end on readers' threads, but giving one back takes a lock that
  // flushes and compactions hold too: it waits for the next GetSnapshot().
  void Retire(const rocksdb::Snapshot* snapshot) {
    std::lock_guard lock(retired_mutex);
    retired.push_back(snapshot);
  }

  void ReleaseRetired() {
    std::vector<const rocksdb::Snapshot*> ended;
    {
      std::lock_guard lock(retired_mutex);
      ended.swap(retired);
    }
    for (const rocksdb::Snapshot* snapshot : ended) {
      db->ReleaseSnapshot(snapshot);
    }
  }

  std::unique_ptr<rocksdb::DB> db;
  std::mutex retired_mutex;
  std::vector<const rocksdb::Snapshot*> retired;
};

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
  explicit RocksDbSnapshot(std::shared_ptr<RocksDbEngine::Database> database)
      : database_(std::move(database)),
        snapshot_(database_->db->GetSnapshot()) {
    options_.snapshot = snapshot_;
    // We never delete ranges.
    options_.ignore_range_deletions = true;
  }
  ~RocksDbSnapshot() override { database_->Retire(snapshot_); }

  absl::StatusOr<std::optional<std::string>> Get(
      std::string_view key) const override {
    rocksdb::DB& db = *database_->db;
    // One copy in all: straight into the result.
    absl::StatusOr<std::optional<std::string>> result(
        std::optional<std::string>(std::in_place));
    const rocksdb::Status status =
        db.Get(options_, db.DefaultColumnFamily(), ToSlice(key), &**result);
    if (status.ok()) return result;
    if (status.IsNotFound()) return std::optional<std::string>();
    return ToAbslStatus(status);
  }

  std::unique_ptr<Iterator> Scan(const Range& range,
                                 Direction direction) const override {
    return std::make_unique<RocksDbIterator>(*database_->db, options_, range,
                                             direction);
  }

 private:
  const std::shared_ptr<RocksDbEngine::Database> database_;
  const rocksdb::Snapshot* const snapshot_;
  rocksdb::ReadOptions options_;
};

absl::Status OpenError(const rocksdb::Status& status) {
  const std::string text = status.ToString();
  if (status.IsIOError() && text.find("lock ") != std::string::npos) {
    return absl::FailedPreconditionError(
        "the data folder is in use by another process: " + text);
  }
  return ToAbslStatus(status);
}

}  // namespace

RocksDbEngine::RocksDbEngine(std::shared_ptr<Database> database)
    : database_(std::move(database)) {}
RocksDbEngine::~RocksDbEngine() = default;

absl::StatusOr<std::unique_ptr<RocksDbEngine>> RocksDbEngine::Open(
    const std::string& folder, RocksDbOptions options) {
  std::error_code error;
  if (!options.create_if_missing &&
      !std::filesystem::exists(folder + "/CURRENT", error)) {
    return absl::NotFoundError("there is no database in this folder");
  }
  if (options.create_if_missing) {
    // RocksDB makes only the last folder of a path.
    std::filesystem::create_directories(folder, error);
  }
  auto database = std::make_shared<Database>();
  rocksdb::DB* db = nullptr;
  const rocksdb::Options made = MakeRocksDbOptions(options);
  const rocksdb::Status status = rocksdb::DB::Open(made, folder, &db);
  if (!status.ok()) return OpenError(status);
  database->db.reset(db);
  return std::unique_ptr<RocksDbEngine>(new RocksDbEngine(std::move(database)));
}

std::shared_ptr<const Snapshot> RocksDbEngine::GetSnapshot() const {
  database_->ReleaseRetired();
  return std::make_shared<RocksDbSnapshot>(database_);
}

absl::Status RocksDbEngine::Commit(const Batch& batch) {
  if (has_failed_) {
    std::lock_guard lock(failure_mutex_);
    return failure_;
  }
  rocksdb::WriteBatch rows(
      batch.bytes() + batch.changes().size() * kBatchBytesPerChange,
      /*max_bytes=*/0, kProtectionBytesPerKey, /*default_cf_ts_sz=*/0);
  rocksdb::Status status;
  for (const Batch::Change& change : batch.changes()) {
    status = change.value
                 ? rows.Put(ToSlice(change.key), ToSlice(*change.value))
                 : rows.Delete(ToSlice(change.key));
    if (!status.ok()) break;
  }
  if (status.ok()) {
    rocksdb::WriteOptions synced;
    synced.sync = true;
    status = database_->db->Write(synced, &rows);
  }
  if (status.ok()) return absl::OkStatus();
  // What reached the disk is not known: nothing more is written until the
  // folder has been opened, and so recovered, again.
  std::lock_guard lock(failure_mutex_);
  if (!has_failed_) failure_ = ToAbslStatus(status);
  has_failed_ = true;
  return failure_;
}

absl::Status RocksDbEngine::Checkpoint(const std::string& folder) const {
  rocksdb::Checkpoint* made = nullptr;
  rocksdb::Status status =
      rocksdb::Checkpoint::Create(database_->db.get(), &made);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  if (status.ok()) status = checkpoint->CreateCheckpoint(folder);
  return ToAbslStatus(status);
}

EngineStats RocksDbEngine::Stats() const {
  rocksdb::DB& db = *database_->db;
  const auto figure = [&db](const std::string& property) {
    uint64_t value = 0;
    return db.GetIntProperty(property, &value) ? value : 0;
  };
  return {
      .memtable_bytes = figure(rocksdb::DB::Properties::kSizeAllMemTables),
      .block_cache_bytes = figure(rocksdb::DB::Properties::kBlockCacheUsage),
      .table_reader_bytes =
          figure(rocksdb::DB::Properties::kEstimateTableReadersMem),
      .disk_bytes = figure(rocksdb::DB::Properties::kTotalSstFilesSize),
      .estimated_keys = figure(rocksdb::DB::Properties::kEstimateNumKeys),
  };
}

}  // namespace comptoir::kv
