#include "server/store/scan_ids.h"

#include <utility>

#include "server/base/ids.h"
#include "server/base/status.h"

namespace comptoir::store {
namespace {

constexpr size_t kIdBytes = 16;

}  // namespace

kv::Range RestOf(const kv::Range& range, std::string_view from,
                 kv::Direction direction) {
  kv::Range rest = range;
  if (from.empty()) return rest;
  if (direction == kv::Direction::kForward) {
    if (from > rest.start) rest.start = from;
    return rest;
  }
  // The key itself is the first one of the walk.
  std::string after = std::string(from) + '\0';
  if (rest.limit.empty() || after < rest.limit) rest.limit = std::move(after);
  return rest;
}

std::string IdAtEnd(const TableBase::Declaration& table, std::string_view key) {
  if (key.size() < kIdBytes) return std::string();
  return FormatId(table.id_prefix, key.substr(key.size() - kIdBytes));
}

absl::StatusOr<IdPage> ScanIds(const kv::View& reader, const kv::Range& range,
                               std::string_view id_prefix, int limit,
                               std::string_view from, kv::Direction direction) {
  IdPage page;
  const auto rows = reader.Scan(RestOf(range, from, direction), direction);
  for (; rows->Valid(); rows->Next()) {
    const std::string_view key = rows->key();
    if (static_cast<int>(page.ids.size()) == limit) {
      page.next_key = std::string(key);
      break;
    }
    if (key.size() < kIdBytes) return Corrupt("the key of an index row");
    page.ids.push_back(FormatId(id_prefix, key.substr(key.size() - kIdBytes)));
  }
  RETURN_IF_ERROR(rows->status());
  return page;
}

}  // namespace comptoir::store
