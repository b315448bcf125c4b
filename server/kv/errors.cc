#include "server/kv/errors.h"

#include "fmt/format.h"
#include "server/base/status.h"

namespace comptoir::kv {
namespace {

constexpr std::string_view kFenced = "FENCED";
constexpr std::string_view kCommitUnknown = "COMMIT_UNKNOWN";

}  // namespace

absl::Status Fenced() {
  return Error(absl::StatusCode::kFailedPrecondition, kFenced,
               "another writer has taken over the database: nothing was "
               "written; open it again to take it back");
}

bool IsFenced(const absl::Status& status) {
  return absl::IsFailedPrecondition(status) && ReasonOf(status) == kFenced;
}

absl::Status CommitUnknown(std::string_view cause) {
  return Error(absl::StatusCode::kUnavailable, kCommitUnknown,
               fmt::format("whether the commit happened is not known until "
                           "the database is opened again: {}",
                           cause));
}

bool IsCommitUnknown(const absl::Status& status) {
  return absl::IsUnavailable(status) && ReasonOf(status) == kCommitUnknown;
}

absl::Status TooLarge(std::string_view what, size_t bytes, size_t bytes_max) {
  return Error(absl::StatusCode::kInvalidArgument, "TOO_LARGE",
               fmt::format("{} has {} bytes, at most {} are kept: write less "
                           "at once",
                           what, bytes, bytes_max));
}

absl::Status ReadOnly() {
  return Error(absl::StatusCode::kFailedPrecondition, "READ_ONLY",
               "the database was opened for reading: open it for writing");
}

absl::Status NoCheckpoints(std::string_view engine) {
  return Error(absl::StatusCode::kUnimplemented, "NO_CHECKPOINTS",
               fmt::format("the engine \"{}\" makes no copies of its data: "
                           "copy it with the tools of the engine",
                           engine));
}

}  // namespace comptoir::kv
