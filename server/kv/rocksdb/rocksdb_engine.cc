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
#include "server/kv/rocksdb/folder/commit_mark.h"
#include "server/kv/rocksdb/folder/folder_state.h"
#include "server/kv/rocksdb/folder/held_lock.h"
#include "server/kv/rocksdb/folder/marking_files.h"
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
               fmt::format("the database in {} is damaged: {}; keep the "
                           "folder as it is, and restore the newest backup "
                           "into another one",
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

// A log that was cut shorter opens like one that a crash has torn.
absl::Status CheckIsWhole(const rocksdb::DB& db, uint64_t committed,
                          const std::string& folder) {
  const uint64_t found = db.GetLatestSequenceNumber();
  if (found >= committed) return absl::OkStatus();
  return Damaged(folder, fmt::format("its write-ahead log ends at change {}, "
                                     "but change {} was committed",
                                     found, committed));
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

// Whether a database can be opened in `folder`, or made when `may_make`.
absl::Status CheckFolder(const std::string& folder, bool may_make) {
  if (HasLostItsHead(folder)) {
    return Damaged(folder, "it has files of a database, but no file CURRENT");
  }
  if (!HasDatabase(folder)) {
    return may_make ? absl::OkStatus() : NoDatabase(folder);
  }
  const std::string manifest = MissingManifest(folder);
  if (!manifest.empty()) {
    return Damaged(
        folder,
        fmt::format("the file {}, which CURRENT names, is missing", manifest));
  }
  const std::string log = MissingLog(folder);
  if (log.empty()) return absl::OkStatus();
  return Damaged(folder,
                 fmt::format("its newest write-ahead log ({}) is missing, and "
                             "what was committed last with it",
                             log));
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
  // What keeps others out while this one writes, and what it has written.
  struct Writing {
    HeldLock lock;
    std::unique_ptr<CommitMark> mark;
  };

  // `writing` is nullopt for a database that is only read.
  RocksDbEngine(std::string folder, std::shared_ptr<RocksDbDatabase> database,
                std::optional<Writing> writing)
      : folder_(std::move(folder)),
        database_(std::move(database)),
        writing_(std::move(writing)) {}

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
  const std::optional<Writing> writing_;
  FenceGate gate_;
  FailureLatch latch_;
};

absl::Status RocksDbEngine::Commit(const Batch& batch) {
  if (!writing_) return ReadOnly();
  RETURN_IF_ERROR(latch_.status());
  RETURN_IF_ERROR(CheckSizes(batch));
  // Fences are rows of this process's view: of another process that has come
  // in behind a lock file that was removed they tell nothing.
  if (!writing_->lock.IsInPlace()) return latch_.Fail(LockMoved(folder_));
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
  // It may have reached the disk all the same.
  if (!status.ok()) return CommitUnknown(status.ToString());
  // RocksDB shows a change, and counts it, once it is durable.
  writing_->mark->Raise(database_->db().GetLatestSequenceNumber());
  return absl::OkStatus();
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
  RETURN_IF_ERROR(CheckFolder(folder, may_make));
  if (may_make) {
    // RocksDB makes only the last folder of a path.
    std::error_code error;
    std::filesystem::create_directories(folder, error);
  }
  rocksdb::Options made = MakeRocksDbOptions(options);
  // A reader writes nothing.
  const auto log = std::make_shared<OpenLog>(options.read_only ? "" : folder);
  log->SetInfoLogLevel(made.info_log_level);
  made.info_log = log;
  std::unique_ptr<rocksdb::Env> files;
  if (!options.read_only) {
    files = MakeMarkingFiles(folder);
    made.env = files.get();
  }
  // Before the log is read: who only looks may look while another one commits.
  const uint64_t committed = CommitMark::Read(folder);
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status = options.read_only
                                     ? OpenForReading(made, folder, &db)
                                     : rocksdb::DB::Open(made, folder, &db);
  if (!status.ok()) return OpenError(status, folder, log->damage());
  auto database = std::make_shared<RocksDbDatabase>(
      std::move(files), std::unique_ptr<rocksdb::DB>(db));
  RETURN_IF_ERROR(CheckIsWhole(*db, committed, folder));
  std::optional<RocksDbEngine::Writing> writing;
  if (!options.read_only) {
    ASSIGN_OR_RETURN(auto mark, CommitMark::Open(folder));
    writing.emplace(HeldLock(folder), std::move(mark));
  }
  return std::make_unique<RocksDbEngine>(folder, std::move(database),
                                         std::move(writing));
}

}  // namespace comptoir::kv
