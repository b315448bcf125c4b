// The report of an import, on disk for as long as it runs.
#ifndef COMPTOIR_TOOLS_CLI_IMPORT_FILES_REPORT_FILE_H_
#define COMPTOIR_TOOLS_CLI_IMPORT_FILES_REPORT_FILE_H_

#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/base/files/durable_file.h"
#include "server/customers/import/list.h"
#include "tools/cli/import/importer.h"

namespace comptoir::cli {

// Keeps what an import replaces, which nobody else does. Rows are appended as
// they are done, each by one write: they are kept when the process is killed,
// though not when the machine loses its power. Thread-safe.
class ReportFile {
 public:
  // Before anything is replaced. ALREADY_EXISTS where an earlier report is,
  // whose rows would be lost; one without rows is taken. `list` must outlive
  // it.
  static absl::StatusOr<std::unique_ptr<ReportFile>> Open(
      const std::string& path, const customers::List& list);
  // Removes the file when no row was appended.
  ~ReportFile();

  // What has become of a row of the list, or is about to. Once that failed it
  // fails for all others, too; the file ends with a whole row.
  absl::Status Add(size_t row, const RowResult& result);

  // All rows in the order of the list, in place of those that were appended;
  // these stay when it fails, and when Add() did.
  absl::Status Finish(const ImportResult& result);

 private:
  ReportFile(std::string path, const customers::List& list, FileDescriptor file)
      : path_(std::move(path)), list_(list), file_(std::move(file)) {}
  absl::Status Append(const std::string& text)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string path_;
  const customers::List& list_;
  std::mutex mutex_;
  const FileDescriptor file_;
  // Up to the end of the last whole row.
  off_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool has_rows_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_IMPORT_FILES_REPORT_FILE_H_
