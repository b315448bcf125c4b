#include "server/ops/data_folder/webhooks_hold.h"

#include <filesystem>
#include <system_error>

#include "fmt/format.h"
#include "server/base/files/durable_file.h"
#include "server/base/status.h"

namespace comptoir::ops {

std::string WebhooksHoldPath(const std::string& data_dir) {
  return data_dir + "/webhooks.held";
}

absl::Status HoldWebhooks(const std::string& data_dir) {
  return ReplaceFile(
      WebhooksHoldPath(data_dir),
      "This folder was restored from a backup. Its webhooks send "
      "nothing until `comptoird release-webhooks`.\n");
}

absl::StatusOr<bool> ReleaseWebhooks(const std::string& data_dir) {
  std::error_code error;
  if (!std::filesystem::is_directory(data_dir, error)) {
    return Error(absl::StatusCode::kNotFound, "DATA_DIR",
                 fmt::format("{} is no folder", data_dir));
  }
  const std::string path = WebhooksHoldPath(data_dir);
  const bool was_held = std::filesystem::remove(path, error);
  if (error) {
    return Error(absl::StatusCode::kPermissionDenied, "DATA_DIR",
                 fmt::format("removing {}: {}", path, error.message()));
  }
  return was_held;
}

}  // namespace comptoir::ops
