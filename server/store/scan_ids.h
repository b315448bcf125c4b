// Ids from the keys of tables and indexes.
#ifndef COMPTOIR_SERVER_STORE_SCAN_IDS_H_
#define COMPTOIR_SERVER_STORE_SCAN_IDS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "server/kv/kv.h"
#include "server/store/table_base.h"

namespace comptoir::store {

// One page of ids found in a table or an index, in key order.
struct IdPage {
  std::vector<std::string> ids;
  // Where the next page begins: the key to pass as `from`; empty at the end.
  std::string next_key;
};

// What is left of `range` for a walk that goes on at the key `from`; all of it
// when `from` is empty.
kv::Range RestOf(const kv::Range& range, std::string_view from,
                 kv::Direction direction);

// The id at the end of a table's or an index's key; "" when it is too short.
std::string IdAtEnd(const TableBase::Declaration& table, std::string_view key);

// Ids at the end of the keys in `range`, at most `limit` of them. Works for
// tables and indexes alike, since all their keys end with the record's id.
// `from` continues a walk; empty starts at the range's beginning (its end when
// reverse).
absl::StatusOr<IdPage> ScanIds(
    const kv::View& reader, const kv::Range& range, std::string_view id_prefix,
    int limit, std::string_view from = {},
    kv::Direction direction = kv::Direction::kForward);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_SCAN_IDS_H_
