// Between RocksDB's types and ours.
#ifndef COMPTOIR_SERVER_KV_ROCKSDB_CONVERT_H_
#define COMPTOIR_SERVER_KV_ROCKSDB_CONVERT_H_

#include <string_view>

#include "absl/status/status.h"
#include "rocksdb/slice.h"
#include "rocksdb/status.h"

namespace comptoir::kv {

inline rocksdb::Slice ToSlice(std::string_view bytes) {
  return rocksdb::Slice(bytes.data(), bytes.size());
}

inline std::string_view ToView(const rocksdb::Slice& slice) {
  return std::string_view(slice.data(), slice.size());
}

absl::Status ToAbslStatus(const rocksdb::Status& status);

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_ROCKSDB_CONVERT_H_
