#include "tools/cli/import/files/report_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "tools/cli/import/report.h"

namespace comptoir::cli {
namespace {

using customers::List;

constexpr mode_t kMode = 0600;

absl::Status IsThereAlready(const std::string& path) {
  return absl::AlreadyExistsError(
      fmt::format("{} exists already, and may hold what an earlier import "
                  "replaced: name another file for the report",
                  path));
}

// An earlier report without rows, or an empty file: nothing is lost with it.
absl::Status CheckHasNoRows(int file, const std::string& path,
                            const std::string& heading) {
  struct stat facts {};
  if (fstat(file, &facts) != 0) return ErrnoStatus("looking at", path);
  if (!S_ISREG(facts.st_mode)) {
    return absl::FailedPreconditionError(
        fmt::format("{} is not a file, and is left as it is", path));
  }
  if (facts.st_size > static_cast<off_t>(heading.size())) {
    return IsThereAlready(path);
  }
  ASSIGN_OR_RETURN(const std::string content, ReadAll(file, path));
  return heading.starts_with(content) ? absl::OkStatus() : IsThereAlready(path);
}

absl::StatusOr<FileDescriptor> OpenForRows(const std::string& path,
                                           const std::string& heading) {
  constexpr int kFlags =
      O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  FileDescriptor file(open(path.c_str(), kFlags, kMode));
  if (!file.is_open()) return ErrnoStatus("opening", path);
  if (flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    return errno == EWOULDBLOCK
               ? absl::FailedPreconditionError(
                     fmt::format("{} is the report of an import that runs: "
                                 "name another file",
                                 path))
               : ErrnoStatus("locking", path);
  }
  RETURN_IF_ERROR(CheckHasNoRows(file.get(), path, heading));
  if (fchmod(file.get(), kMode) != 0) {
    return ErrnoStatus("setting the mode of", path);
  }
  if (ftruncate(file.get(), 0) != 0) return ErrnoStatus("emptying", path);
  return file;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ReportFile>> ReportFile::Open(
    const std::string& path, const List& list) {
  const std::string heading = WriteReportHeading(list);
  ASSIGN_OR_RETURN(FileDescriptor file, OpenForRows(path, heading));
  auto report =
      std::unique_ptr<ReportFile>(new ReportFile(path, list, std::move(file)));
  const std::lock_guard lock(report->mutex_);
  RETURN_IF_ERROR(report->Append(heading));
  return report;
}

ReportFile::~ReportFile() {
  if (!has_rows_) unlink(path_.c_str());
}

absl::Status ReportFile::Append(const std::string& text) {
  if (!failure_.ok()) return failure_;
  const absl::Status status = WriteAll(file_.get(), text, path_);
  if (status.ok()) {
    bytes_ += static_cast<off_t>(text.size());
    return status;
  }
  // Half a row would be read as part of the next one, or as another one. Where
  // that fails, too, there is none after it.
  (void)!ftruncate(file_.get(), bytes_);
  failure_ = absl::Status(
      status.code(),
      fmt::format("the report cannot be written, and nothing more is replaced "
                  "without it: {}",
                  std::string(status.message())));
  return failure_;
}

absl::Status ReportFile::Add(size_t row, const RowResult& result) {
  const std::string text = WriteReportRow(row, result, list_);
  const std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(Append(text));
  has_rows_ = true;
  return absl::OkStatus();
}

absl::Status ReportFile::Finish(const ImportResult& result) {
  const std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(failure_);
  if (!has_rows_) return absl::OkStatus();
  const absl::Status status =
      ReplaceFile(path_, WriteReport(result, list_), kMode);
  if (status.ok()) return status;
  return absl::Status(
      status.code(),
      fmt::format("{}; {} has the rows in the order in which they were done",
                  std::string(status.message()), path_));
}

}  // namespace comptoir::cli
