#include "server/customers/segments/segment_tables.h"

#include <utility>

#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::customers {

using storage::v1::StoredSegment;

SegmentTables::SegmentTables()
    : segments({.space = store::Space::kSegments,
                .noun = "segment",
                .id_prefix = "seg",
                .id = [](const StoredSegment& r) { return r.segment().id(); },
                .indexes = {}}) {}

absl::StatusOr<std::vector<StoredSegment>> SegmentTables::All(
    const kv::View& view, std::string_view merchant_id) const {
  std::vector<StoredSegment> all;
  const auto rows =
      view.Scan(store::Key(store::Space::kSegments, merchant_id).Prefix());
  for (; rows->Valid(); rows->Next()) {
    if (!all.emplace_back().ParseFromArray(
            rows->value().data(), static_cast<int>(rows->value().size()))) {
      return Corrupt("a segment");
    }
  }
  RETURN_IF_ERROR(rows->status());
  return all;
}

}  // namespace comptoir::customers
