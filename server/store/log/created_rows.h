// Finds rows that are missing although the log says that they were created and
// not that they were removed.
#ifndef COMPTOIR_SERVER_STORE_LOG_CREATED_ROWS_H_
#define COMPTOIR_SERVER_STORE_LOG_CREATED_ROWS_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/storage/v1/log.pb.h"
#include "server/kv/kv.h"
#include "server/store/space.h"
#include "server/store/table_base.h"
#include "server/store/upkeep/report.h"

namespace comptoir::store {

// Of one view, which must outlive it. Not thread-safe.
class CreatedRows {
 public:
  // The tables name what is missing.
  CreatedRows(const kv::View& view,
              const std::vector<const TableBase*>& tables);

  // Reports each row that `entry`, of the log of this merchant, has created and
  // that is missing. An error means that the view could not be read.
  absl::Status Check(const std::string& merchant_id,
                     const storage::v1::LogEntry& entry,
                     VerifyReport& report) const;

 private:
  // Whether the log of `merchant_id` says after `revision` that the row was
  // removed.
  absl::StatusOr<bool> WasRemoved(const std::string& merchant_id,
                                  uint64_t revision,
                                  const std::string& row_key) const;
  std::string NameOf(const std::string& row_key) const;

  const kv::View& view_;
  std::map<Space, std::string> prefixes_;  // Of the ids of each table.
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_LOG_CREATED_ROWS_H_
