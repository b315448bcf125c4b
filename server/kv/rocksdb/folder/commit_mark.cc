#include "server/kv/rocksdb/folder/commit_mark.h"

#include <fcntl.h>
#include <unistd.h>

#include "absl/strings/numbers.h"
#include "fmt/format.h"
#include "server/base/status.h"

namespace comptoir::kv {
namespace {

constexpr mode_t kFileMode = 0600;

// Not a name that RocksDB knows.
std::string PathIn(const std::string& folder) { return folder + "/COMMITTED"; }

// Of one length for every number: what is written replaces all there is, within
// one sector.
std::string TextOf(uint64_t number) { return fmt::format("{:020}\n", number); }

}  // namespace

uint64_t CommitMark::Read(const std::string& folder) {
  const absl::StatusOr<std::string> text = ReadFile(PathIn(folder));
  uint64_t number = 0;
  if (!text.ok() || text->size() != TextOf(0).size() ||
      !absl::SimpleAtoi(*text, &number)) {
    return 0;
  }
  return number;
}

absl::StatusOr<std::unique_ptr<CommitMark>> CommitMark::Open(
    const std::string& folder) {
  const std::string path = PathIn(folder);
  const uint64_t number = Read(folder);
  FileDescriptor file(open(
      path.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, kFileMode));
  if (!file.is_open()) return ErrnoStatus("opening", path);
  RETURN_IF_ERROR(WriteAll(file.get(), TextOf(number), path));
  if (ftruncate(file.get(), static_cast<off_t>(TextOf(0).size())) != 0) {
    return ErrnoStatus("writing", path);
  }
  return std::unique_ptr<CommitMark>(new CommitMark(std::move(file), number));
}

void CommitMark::Raise(uint64_t number) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (number <= number_) return;
  const std::string text = TextOf(number);
  // An older mark is as true: it only notices less.
  if (pwrite(file_.get(), text.data(), text.size(), 0) ==
      static_cast<ssize_t>(text.size())) {
    number_ = number;
  }
}

}  // namespace comptoir::kv
