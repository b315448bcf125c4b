#include "server/kv/rocksdb/folder/folder_state.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "fmt/format.h"
#include "server/base/files/durable_file.h"

namespace comptoir::kv {
namespace {

// Before the name of a log. Marks of before that was told are other sentences.
constexpr std::string_view kNewest = "newest log: ";
constexpr std::string_view kManifest = "MANIFEST-";

// Not a name that RocksDB knows: it leaves the file alone, and out of
// checkpoints.
std::string MarkIn(const std::string& folder) { return folder + "/WRITTEN"; }

bool Exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

// The number of a log by its name, such as 12 of "000012.log".
std::optional<uint64_t> NumberOf(const std::filesystem::path& name) {
  uint64_t number;
  if (name.extension() != ".log" ||
      !absl::SimpleAtoi(name.stem().string(), &number)) {
    return std::nullopt;
  }
  return number;
}

// The log that a mark names; empty when it names none.
std::string LogOf(std::string_view mark) {
  if (mark.substr(0, kNewest.size()) != kNewest) return "";
  mark.remove_prefix(kNewest.size());
  return std::string(mark.substr(0, mark.find('\n')));
}

}  // namespace

bool HasDatabase(const std::string& folder) {
  return Exists(folder + "/CURRENT");
}

bool HasLostItsHead(const std::string& folder) {
  if (Exists(MarkIn(folder))) return !HasDatabase(folder);
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string kind = entry.path().extension().string();
    if (kind == ".sst" || kind == ".log" || kind == ".blob") {
      return !HasDatabase(folder);
    }
  }
  return false;
}

std::string MissingManifest(const std::string& folder) {
  const absl::StatusOr<std::string> current = ReadFile(folder + "/CURRENT");
  if (!current.ok()) return "";
  const std::string name = current->substr(0, current->find('\n'));
  // RocksDB says well enough that CURRENT itself is damaged.
  if (!name.starts_with(kManifest) || Exists(folder + "/" + name)) return "";
  return name;
}

absl::Status MarkNewestLog(const std::string& folder,
                           const std::string& log_name) {
  return ReplaceFile(MarkIn(folder), fmt::format("{}{}\n", kNewest, log_name));
}

std::string MissingLog(const std::string& folder) {
  const absl::StatusOr<std::string> mark = ReadFile(MarkIn(folder));
  if (!mark.ok()) return "";
  const std::string newest = LogOf(*mark);
  // A newer one is of a server that marks no logs, and RocksDB knows of those
  // before it.
  const uint64_t at_least = NumberOf(newest).value_or(0);
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::optional<uint64_t> number = NumberOf(entry.path().filename());
    if (number && *number >= at_least) return "";
  }
  if (error) return "";
  return newest.empty() ? "*.log" : newest;
}

}  // namespace comptoir::kv
