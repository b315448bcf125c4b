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

absl::StatusOr<StoredSegment> SegmentTables::Get(
    const kv::View& view, std::string_view merchant_id,
    std::string_view segment_id) const {
  ASSIGN_OR_RETURN(StoredSegment stored,
                   segments.Get(view, merchant_id, segment_id));
  if (stored.is_deleted()) return segments.NotFoundError(segment_id);
  return stored;
}

absl::StatusOr<std::vector<StoredSegment>> SegmentTables::All(
    const kv::View& view, std::string_view merchant_id) const {
  ASSIGN_OR_RETURN(std::vector<StoredSegment> all,
                   AllStored(view, merchant_id));
  std::erase_if(all, [](const auto& stored) { return stored.is_deleted(); });
  return all;
}

absl::StatusOr<std::vector<StoredSegment>> SegmentTables::AllStored(
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
