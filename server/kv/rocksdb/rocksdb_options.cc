#include "server/kv/rocksdb/rocksdb_options.h"

#include "rocksdb/cache.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/table.h"

namespace comptoir::kv {
namespace {

constexpr size_t kMiB = size_t{1} << 20;

// At most this much of unflushed writes: 3 * 24 MiB.
constexpr size_t kMemtableBytes = 24 * kMiB;
constexpr int kMemtablesMax = 3;
constexpr double kFilterBitsPerKey = 10;
constexpr uint64_t kLargeValueBytes = 32 * 1024;

// What our durability rests on.
void SetDurability(rocksdb::Options& to) {
  // The default mode stops quietly at a damaged record and loses what follows:
  // acknowledged writes. This one refuses to open, and drops only a torn tail.
  to.wal_recovery_mode =
      rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  to.track_and_verify_wals_in_manifest = true;
  to.paranoid_checks = true;
  to.verify_sst_unique_id_in_manifest = true;
  // A recycled file's old records must not be taken for a torn tail.
  to.recycle_log_file_num = 0;
  to.manual_wal_flush = false;
  // Both break the order or immutability of snapshots.
  to.unordered_write = false;
  to.enable_pipelined_write = false;
}

void SetMemory(const OpenOptions& from, rocksdb::Options& to) {
  to.write_buffer_size = kMemtableBytes;
  to.max_write_buffer_number = kMemtablesMax;
  // Most look-ups of a request id find nothing: let the memtable say so
  // without a walk through its skip list.
  to.memtable_prefix_bloom_size_ratio = 0.05;
  to.memtable_whole_key_filtering = true;

  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(from.cache_bytes);
  table.cache_index_and_filter_blocks = true;
  table.cache_index_and_filter_blocks_with_high_priority = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kFilterBitsPerKey));
  table.optimize_filters_for_memory = true;
  table.data_block_index_type =
      rocksdb::BlockBasedTableOptions::kDataBlockBinaryAndHash;
  table.format_version = 5;
  to.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
}

void SetFiles(const OpenOptions& from, rocksdb::Options& to) {
  to.compression = rocksdb::kLZ4Compression;
  to.bottommost_compression = rocksdb::kLZ4Compression;
  to.level_compaction_dynamic_level_bytes = true;
  to.target_file_size_base = 64 * kMiB;
  to.max_bytes_for_level_base = 128 * kMiB;
  to.bytes_per_sync = kMiB;
  to.max_background_jobs = 2;
  // While there is room every file stays open: a look-up goes straight to it.
  to.max_open_files = from.open_files_max > 0 ? from.open_files_max : -1;
  to.max_manifest_file_size = 16 * kMiB;
  to.avoid_unnecessary_blocking_io = true;
}

// Values of some size, such as chunks of blobs, stand in files of their own and
// are named by their rows: compaction moves the names. It goes by the size of a
// value, so nobody has to say which keys have large ones.
void SetLargeValues(rocksdb::Options& to) {
  to.enable_blob_files = true;
  to.min_blob_size = kLargeValueBytes;
  to.blob_file_size = 64 * kMiB;
  // Pictures and the like are compressed already.
  to.blob_compression_type = rocksdb::kNoCompression;
  // What was deleted goes with its file, when all of it was, or when the oldest
  // quarter of the files is half garbage.
  to.enable_blob_garbage_collection = true;
  to.blob_garbage_collection_age_cutoff = 0.25;
  to.blob_garbage_collection_force_threshold = 0.5;
}

void SetReports(rocksdb::Options& to) {
  // The header's default depends on how the includer is compiled.
  to.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  to.stats_dump_period_sec = 0;
  to.stats_persist_period_sec = 0;
}

}  // namespace

rocksdb::Options MakeRocksDbOptions(const OpenOptions& options) {
  rocksdb::Options made;
  made.create_if_missing = options.create_if_missing;
  SetDurability(made);
  SetMemory(options, made);
  SetFiles(options, made);
  SetLargeValues(made);
  SetReports(made);
  return made;
}

}  // namespace comptoir::kv
