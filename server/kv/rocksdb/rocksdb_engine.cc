#include "server/kv/rocksdb/rocksdb_engine.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "rocksdb/db.h"
#include "rocksdb/utilities/checkpoint.h"
#include "rocksdb/write_batch.h"
#include "server/base/status.h"
#include "server/kv/errors.h"
#include "server/kv/failure_latch.h"
#include "server/kv/rocksdb/convert.h"
#include "server/kv/rocksdb/database.h"
#include "server/kv/rocksdb/fence_gate.h"
#include "server/kv/rocksdb/folder_state.h"
#include "server/kv/rocksdb/held_lock.h"
#include "server/kv/rocksdb/log/open_log.h"
#include "server/kv/rocksdb/rocksdb_options.h"

namespace comptoir::kv {
namespace {

// Checks each row from here to the memtable: memory errors on that way are
// found before they reach a file.
constexpr size_t kProtectionBytesPerKey = 8;
// What RocksDB adds to a row in a batch, rounded up.
constexpr size_t kBatchBytesPerChange = 16;

struct GaugeOfRocksDb {
  const char* name;
  const char* help;
  const std::string& property;
};

const GaugeOfRocksDb kGauges[] = {
    {"memtable_bytes",
     "Memory of rows that are not in a file of their own yet.",
     rocksdb::DB::Properties::kSizeAllMemTables},
    {"block_cache_bytes", "Memory of the cache of blocks of rows.",
     rocksdb::DB::Properties::kBlockCacheUsage},
    {"table_reader_bytes", "Memory of files' indexes outside of the cache.",
     rocksdb::DB::Properties::kEstimateTableReadersMem},
    {"disk_bytes", "Bytes of all files of rows.",
     rocksdb::DB::Properties::kTotalSstFilesSize},
    {"large_value_bytes", "Bytes of all files of large values.",
     rocksdb::DB::Properties::kTotalBlobFileSize},
    {"estimated_keys", "How many rows there are, about.",
     rocksdb::DB::Properties::kEstimateNumKeys},
};

absl::Status Damaged(const std::string& folder, std::string_view how) {
  return Error(absl::StatusCode::kDataLoss, "DATABASE_DAMAGED",
               fmt::format("the database in {} is damaged: {}; nothing was "
                           "changed: keep the folder, and restore the newest "
                           "backup into another one",
                           folder, how));
}

// `said` is what RocksDB said of damage while it opened the database.
absl::Status OpenError(const rocksdb::Status& status, const std::string& folder,
                       const std::string& said) {
  const std::string text = status.ToString();
  if (status.IsIOError() && text.find("lock ") != std::string::npos) {
    return Error(absl::StatusCode::kFailedPrecondition, "DATABASE_IN_USE",
                 "the database is in use by another process: " + text);
  }
  if (!status.IsCorruption()) return ToAbslStatus(status);
  return Damaged(folder,
                 said.empty() ? text : fmt::format("{} ({})", text, said));
}

absl::Status LockMoved(const std::string& folder) {
  return Error(absl::StatusCode::kFailedPrecondition, "FENCED",
               fmt::format("the lock file of the database in {} was moved or "
                           "removed, and another process may have opened it: "
                           "nothing was written; see that only one serves it "
                           "and start again",
                           folder));
}

absl::Status NoDatabase(const std::string& folder) {
  return Error(absl::StatusCode::kNotFound, "NO_DATABASE",
               "there is no database in " + folder);
}

// Not by the call for a database of one column family: where all rows are in
// one file, as in a copy of a young database, that one takes a short cut whose
// Get() says of a large value that it is not there.
// https://github.com/facebook/rocksdb/issues/12503
rocksdb::Status OpenForReading(const rocksdb::Options& options,
                               const std::string& folder, rocksdb::DB** db) {
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::Status status = rocksdb::DB::OpenForReadOnly(
      options, folder, {{rocksdb::kDefaultColumnFamilyName, options}}, &handles,
      db);
  // The database has a handle of its own.
  for (rocksdb::ColumnFamilyHandle* handle : handles) {
    (void)(*db)->DestroyColumnFamilyHandle(handle);
  }
  return status;
}

class RocksDbEngine final : public Engine {
 public:
  // `lock` is nullopt for a database that is only read.
  RocksDbEngine(std::string folder, std::shared_ptr<RocksDbDatabase> database,
                std::optional<HeldLock> lock)
      : folder_(std::move(folder)),
        database_(std::move(database)),
        lock_(std::move(lock)) {}

  EngineTraits traits() const override {
    return {.name = "rocksdb", .has_checkpoints = true};
  }
  std::shared_ptr<const Snapshot> GetSnapshot() const override {
    return MakeRocksDbSnapshot(database_);
  }
  absl::Status Commit(const Batch& batch) override;
  absl::Status Checkpoint(const std::string& folder) const override;
  std::vector<Figure> Figures() const override;

 private:
  absl::StatusOr<bool> Holds(const Fence& fence);
  absl::Status Write(const Batch& batch);

  const std::string folder_;
  const std::shared_ptr<RocksDbDatabase> database_;
  const std::optional<HeldLock> lock_;
  FenceGate gate_;
  FailureLatch latch_;
};

absl::Status RocksDbEngine::Commit(const Batch& batch) {
  if (!lock_) return ReadOnly();
  RETURN_IF_ERROR(latch_.status());
  RETURN_IF_ERROR(CheckSizes(batch));
  // Fences are rows of this process's view: of another process that has come
  // in behind a lock file that was removed they tell nothing.
  if (!lock_->IsInPlace()) return latch_.Fail(LockMoved(folder_));
  const FenceGate::Pass pass = gate_.Enter(batch);
  if (batch.fence()) {
    const absl::StatusOr<bool> holds = Holds(*batch.fence());
    if (!holds.ok()) return latch_.Fail(holds.status());
    if (!*holds) return Fenced();
  }
  const absl::Status status = Write(batch);
  return status.ok() ? status : latch_.Fail(status);
}

absl::StatusOr<bool> RocksDbEngine::Holds(const Fence& fence) {
  rocksdb::DB& db = database_->db();
  rocksdb::PinnableSlice value;
  const rocksdb::Status status =
      db.Get(rocksdb::ReadOptions(), db.DefaultColumnFamily(),
             ToSlice(fence.key), &value);
  if (status.IsNotFound()) return !fence.value;
  if (!status.ok()) return ToAbslStatus(status);
  return fence.value == ToView(value);
}

absl::Status RocksDbEngine::Write(const Batch& batch) {
  rocksdb::WriteBatch rows(
      batch.bytes() + batch.changes().size() * kBatchBytesPerChange,
      /*max_bytes=*/0, kProtectionBytesPerKey, /*default_cf_ts_sz=*/0);
  for (const Batch::Change& change : batch.changes()) {
    const rocksdb::Status status =
        change.value ? rows.Put(ToSlice(change.key), ToSlice(*change.value))
                     : rows.Delete(ToSlice(change.key));
    if (!status.ok()) return ToAbslStatus(status);
  }
  rocksdb::WriteOptions synced;
  synced.sync = true;
  const rocksdb::Status status = database_->db().Write(synced, &rows);
  if (status.ok()) return absl::OkStatus();
  // It may have reached the disk all the same.
  return CommitUnknown(status.ToString());
}

absl::Status RocksDbEngine::Checkpoint(const std::string& folder) const {
  rocksdb::Checkpoint* made = nullptr;
  rocksdb::Status status = rocksdb::Checkpoint::Create(&database_->db(), &made);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  if (status.ok()) status = checkpoint->CreateCheckpoint(folder);
  return ToAbslStatus(status);
}

std::vector<Figure> RocksDbEngine::Figures() const {
  std::vector<Figure> figures;
  for (const GaugeOfRocksDb& gauge : kGauges) {
    uint64_t value = 0;
    // What RocksDB cannot say stays 0.
    (void)database_->db().GetIntProperty(gauge.property, &value);
    figures.push_back({.kind = Figure::Kind::kGauge,
                       .name = gauge.name,
                       .help = gauge.help,
                       .value = static_cast<double>(value)});
  }
  return figures;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Engine>> OpenRocksDb(
    const OpenOptions& options) {
  const std::string& folder = options.folder;
  const bool may_make = options.create_if_missing && !options.read_only;
  if (HasLostItsHead(folder)) {
    return Damaged(folder, "it has files of rows, but no file CURRENT");
  }
  if (!may_make && !HasDatabase(folder)) return NoDatabase(folder);
  if (HasLostItsLog(folder)) {
    return Damaged(folder, "its write-ahead log (*.log) is missing");
  }
  if (may_make) {
    // RocksDB makes only the last folder of a path.
    std::error_code error;
    std::filesystem::create_directories(folder, error);
  }
  rocksdb::DB* db = nullptr;
  rocksdb::Options made = MakeRocksDbOptions(options);
  // A reader writes nothing.
  const auto log = std::make_shared<OpenLog>(options.read_only ? "" : folder);
  log->SetInfoLogLevel(made.info_log_level);
  made.info_log = log;
  const rocksdb::Status status = options.read_only
                                     ? OpenForReading(made, folder, &db)
                                     : rocksdb::DB::Open(made, folder, &db);
  if (!status.ok()) return OpenError(status, folder, log->damage());
  auto database =
      std::make_shared<RocksDbDatabase>(std::unique_ptr<rocksdb::DB>(db));
  std::optional<HeldLock> lock;
  if (!options.read_only) {
    lock.emplace(folder);
    RETURN_IF_ERROR(MarkAsWritten(folder));
  }
  return std::make_unique<RocksDbEngine>(folder, std::move(database),
                                         std::move(lock));
}

}  // namespace comptoir::kv
