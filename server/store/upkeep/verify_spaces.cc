#include "server/store/upkeep/verify_spaces.h"

#include <string_view>

#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::store {

absl::Status VerifySpaces(const kv::View& snapshot, VerifyReport& report) {
  kv::Range range;
  while (true) {
    const auto rows = snapshot.Scan(range);
    if (!rows->Valid()) return rows->status();
    const std::string_view key = rows->key();
    const Space space = key.empty() ? Space{} : static_cast<Space>(key[0]);
    if (SpaceName(space) == "unknown") {
      report.Add(space, "", TextOfUnknown(space));
    }
    range.start = AllOf(space).limit;
    if (range.start.empty()) return absl::OkStatus();
  }
}

}  // namespace comptoir::store
