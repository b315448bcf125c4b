#include "server/store/upkeep/backup.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "fmt/format.h"
#include "server/base/status.h"

namespace comptoir::store {
namespace {

namespace fs = std::filesystem;

absl::Status FileError(std::string_view doing, const std::error_code& error) {
  const bool is_full = error == std::errc::no_space_on_device;
  return absl::Status(is_full ? absl::StatusCode::kResourceExhausted
                              : absl::StatusCode::kUnavailable,
                      fmt::format("{}: {}", doing, error.message()));
}

absl::Status SyncOne(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = file >= 0 && ::fsync(file) == 0;
  const std::error_code error(errno, std::generic_category());
  if (file >= 0) ::close(file);
  if (synced) return absl::OkStatus();
  return FileError("syncing the copy", error);
}

// Files first, then the folders that name them.
absl::Status SyncFolder(const fs::path& folder) {
  std::error_code error;
  for (const fs::directory_entry& entry :
       fs::recursive_directory_iterator(folder, error)) {
    RETURN_IF_ERROR(SyncOne(entry.path()));
  }
  if (error) return FileError("reading the copy", error);
  return SyncOne(folder);
}

// `folder` without a slash at its end: its parent and its name count.
fs::path Clean(const std::string& folder) {
  const fs::path path = fs::absolute(folder).lexically_normal();
  return path.has_filename() ? path : path.parent_path();
}

absl::Status MustNotExist(const fs::path& folder) {
  std::error_code error;
  if (!fs::exists(folder, error)) return absl::OkStatus();
  return absl::AlreadyExistsError(
      fmt::format("{} exists already", folder.string()));
}

// Gives the finished copy its name.
absl::Status Publish(const fs::path& partial, const fs::path& folder) {
  RETURN_IF_ERROR(SyncFolder(partial));
  std::error_code error;
  fs::rename(partial, folder, error);
  if (error) return FileError("naming the copy", error);
  return SyncOne(folder.parent_path());
}

// A copy under way; removed when it does not come to its end.
class Partial {
 public:
  explicit Partial(const fs::path& folder)
      : path_(folder.string() + ".partial") {
    Remove();  // Left behind by a run that was killed.
  }
  ~Partial() { Remove(); }
  const fs::path& path() const { return path_; }

 private:
  void Remove() {
    std::error_code error;
    fs::remove_all(path_, error);
  }
  const fs::path path_;
};

absl::StatusOr<VerifyReport> VerifyCopy(
    const fs::path& folder, const OpenEngine& open,
    const std::vector<const TableBase*>& tables) {
  ASSIGN_OR_RETURN(const std::unique_ptr<kv::Engine> engine,
                   open(folder.string()));
  const std::shared_ptr<const kv::Snapshot> snapshot = engine->GetSnapshot();
  ASSIGN_OR_RETURN(VerifyReport report, VerifyStore(*snapshot, tables));
  if (report.ok()) return report;
  const VerifyProblem& first = report.problems().front();
  return absl::DataLossError(fmt::format(
      "the backup has {} problems, the first in {} of {}: {}",
      report.problem_count(), first.space, first.merchant_id, first.text));
}

}  // namespace

absl::Status Backup(const kv::Engine& engine, const std::string& folder) {
  const fs::path target = Clean(folder);
  RETURN_IF_ERROR(MustNotExist(target));
  const Partial partial(target);
  RETURN_IF_ERROR(engine.Checkpoint(partial.path().string()));
  return Publish(partial.path(), target);
}

absl::StatusOr<VerifyReport> Restore(
    const std::string& backup, const std::string& data_folder,
    const OpenEngine& open, const std::vector<const TableBase*>& tables) {
  const fs::path target = Clean(data_folder);
  RETURN_IF_ERROR(MustNotExist(target));
  const Partial partial(target);
  std::error_code error;
  fs::copy(Clean(backup), partial.path(), fs::copy_options::recursive, error);
  if (error) return FileError("copying the backup", error);
  ASSIGN_OR_RETURN(VerifyReport report,
                   VerifyCopy(partial.path(), open, tables));
  RETURN_IF_ERROR(Publish(partial.path(), target));
  return report;
}

}  // namespace comptoir::store
