#include "hardware/daemon/spool/spool_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "fmt/format.h"

namespace comptoir::hardware {
namespace {

constexpr std::string_view kSegmentSuffix = ".events";

}  // namespace

absl::StatusOr<FileDescriptor> LockSpool(const std::string& folder) {
  const std::string path = folder + "/lock";
  FileDescriptor fd(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd.is_open()) return ErrnoStatus("opening", path);
  if (flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    return absl::FailedPreconditionError(
        fmt::format("another daemon uses {}", folder));
  }
  return fd;
}

absl::StatusOr<std::vector<std::string>> SegmentNames(
    const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    std::string name = entry.path().filename().string();
    if (name.ends_with(kSegmentSuffix)) names.push_back(std::move(name));
  }
  if (error) {
    return absl::InternalError(
        fmt::format("listing {}: {}", folder, error.message()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

absl::Status CutTail(const std::string& path, size_t size) {
  const FileDescriptor fd(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd.is_open()) return ErrnoStatus("opening", path);
  if (ftruncate(fd.get(), size) != 0 || fsync(fd.get()) != 0) {
    return ErrnoStatus("cutting", path);
  }
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> LoadEpoch(const std::string& path) {
  absl::StatusOr<std::string> text = ReadFile(path);
  if (absl::IsNotFound(text.status())) return uint64_t{0};
  if (!text.ok()) return text.status();
  uint64_t epoch = 0;
  const char* end = text->data() + text->size();
  const std::from_chars_result result =
      std::from_chars(text->data(), end, epoch);
  if (result.ec != std::errc() || result.ptr + 1 != end ||
      *result.ptr != '\n') {
    return absl::DataLossError(fmt::format(
        "{} holds no number, so no one knows which were used: remove it, and "
        "pair the reader again, which gives it unused ones; events that wait "
        "in the spool stay",
        path));
  }
  return epoch;
}

std::string SegmentPath(const std::string& folder, uint64_t epoch,
                        uint64_t first_seq) {
  return fmt::format("{}/{:020}-{:020}{}", folder, epoch, first_seq,
                     kSegmentSuffix);
}

std::string SetAsideFolder(const std::string& folder) {
  return folder + "/set_aside";
}

std::string SetAsidePath(const std::string& folder, uint64_t epoch,
                         uint64_t seq) {
  return fmt::format("{}/{:020}-{:020}.event", SetAsideFolder(folder), epoch,
                     seq);
}

}  // namespace comptoir::hardware
