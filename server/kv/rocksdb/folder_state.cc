#include "server/kv/rocksdb/folder_state.h"

#include <filesystem>
#include <system_error>

#include "server/base/files/durable_file.h"

namespace comptoir::kv {
namespace {

// Not a name that RocksDB knows: it leaves the file alone, and out of
// checkpoints.
std::string MarkIn(const std::string& folder) { return folder + "/WRITTEN"; }

bool Exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

}  // namespace

bool HasDatabase(const std::string& folder) {
  return Exists(folder + "/CURRENT");
}

bool HasLostItsHead(const std::string& folder) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string kind = entry.path().extension().string();
    if (kind == ".sst" || kind == ".log" || kind == ".blob") {
      return !HasDatabase(folder);
    }
  }
  return false;
}

absl::Status MarkAsWritten(const std::string& folder) {
  const std::string mark = MarkIn(folder);
  if (Exists(mark)) return absl::OkStatus();
  return ReplaceFile(mark, "This database has a write-ahead log (*.log).\n");
}

bool HasLostItsLog(const std::string& folder) {
  if (!Exists(MarkIn(folder))) return false;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".log") return false;
  }
  return !error;
}

}  // namespace comptoir::kv
