#include "server/ops/backup/checkpoints.h"

#include <filesystem>
#include <system_error>

#include "fmt/format.h"
#include "server/base/files/durable_file.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/kv/errors.h"

namespace comptoir::ops {
namespace {

constexpr char kFolder[] = "checkpoints";
constexpr size_t kIdBytes = 16;

// The folder is the server's alone, so that nobody moves what is removed.
void RemoveAll(const std::string& path) {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

}  // namespace

std::string CheckpointPath(const std::string& data_dir,
                           const std::string& name) {
  return fmt::format("{}/{}/{}", data_dir, kFolder, name);
}

Checkpoints::Checkpoints(const kv::Engine& engine, const std::string& data_dir)
    : engine_(engine), folder_(fmt::format("{}/{}", data_dir, kFolder)) {
  RemoveAll(folder_);
}

std::string Checkpoints::PathOf(const std::string& name) const {
  return fmt::format("{}/{}", folder_, name);
}

absl::StatusOr<std::string> Checkpoints::Make(absl::Time now) {
  if (!engine_.traits().has_checkpoints) {
    return kv::NoCheckpoints(engine_.traits().name);
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  std::erase_if(made_, [&](const auto& made) {
    const bool is_over = made.second + kLifetimeMax <= now;
    if (is_over) RemoveAll(PathOf(made.first));
    return is_over;
  });
  if (made_.size() >= kOpenMax) {
    return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_BACKUPS",
                 fmt::format("{} backups are being made: wait for one to end, "
                             "or restart the server if none is running",
                             made_.size()));
  }
  RETURN_IF_ERROR(MakeFolder(folder_));
  const std::string name = FormatId("ckp", RandomBytes(kIdBytes));
  if (absl::Status status = engine_.Checkpoint(PathOf(name)); !status.ok()) {
    RemoveAll(PathOf(name));
    return status;
  }
  made_.emplace(name, now);
  return name;
}

void Checkpoints::Release(const std::string& name) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (made_.erase(name) > 0) RemoveAll(PathOf(name));
}

}  // namespace comptoir::ops
