#include "server/records/stamps.h"

#include "fmt/format.h"
#include "server/base/status.h"

namespace comptoir::records {

std::string EtagOf(const store::Transaction& txn) {
  return fmt::format("r{}", txn.revision());
}

absl::Status EtagMismatch(std::string_view kind, std::string_view id,
                          std::string_view current) {
  return Error(absl::StatusCode::kAborted, "ETAG_MISMATCH",
               fmt::format("{} {} does not have this etag, or no more: read it "
                           "again, then decide",
                           kind, id),
               {{"etag", current}});
}

}  // namespace comptoir::records
