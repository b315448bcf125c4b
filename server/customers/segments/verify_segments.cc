#include "server/customers/segments/verify_segments.h"

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "comptoir/storage/v1/segment.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/customers/attributes/filters/attribute_match.h"
#include "server/customers/groups/group_tables.h"
#include "server/customers/segments/named_segments.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredSegment;
using store::Checks;
using store::Space;

// Whether a filter that was fine may become so: what begins an index is too
// much. Attributes and options that filters named were deleted before this was
// refused, and keys of such attributes given to others of another type.
bool MayBecomeSo(const absl::Status& problem) {
  const std::string reason = ReasonOf(problem);
  return absl::IsResourceExhausted(problem) || reason == "UNKNOWN_ATTRIBUTE" ||
         reason == "UNKNOWN_OPTION" ||
         (reason == "INVALID_FIELDS" &&
          !MetadataOf(problem, kMisfitAttribute).empty());
}

class SegmentChecks {
 public:
  SegmentChecks(const KeptFilters& kept, Checks& checks)
      : kept_(kept), checks_(checks) {}

  absl::Status See(std::string_view key, std::string_view value) {
    StoredSegment stored;
    // Damaged records are named by the check of the table.
    if (!stored.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
      return absl::OkStatus();
    }
    const std::string merchant_id = store::KeyReader(key).merchant_id();
    const v1::Segment& segment = stored.segment();
    if (stored.is_deleted()) return absl::OkStatus();
    // Whenever it is: what can be wrong is not of time.
    const absl::Status problem =
        kept_
            .Compile(checks_.view(), merchant_id,
                     absl::FromUnixSeconds(segment.update_time().seconds()),
                     segment.filter(), "its filter")
            .status();
    if (problem.ok() || MayBecomeSo(problem)) return absl::OkStatus();
    if (!absl::IsInvalidArgument(problem)) return problem;
    Report(merchant_id,
           fmt::format("{}: {}", segment.id(), std::string(problem.message())));
    return absl::OkStatus();
  }

  // Whether they are in it by now is for the filter to say; the rows follow.
  absl::Status SeeMember(std::string_view row, std::string_view value) {
    store::KeyReader key(row);
    const std::string merchant_id = key.merchant_id();
    std::string segment_id;
    std::string customer_id;
    if (!key.Id("seg", &segment_id) || !key.Id("cus", &customer_id) ||
        !key.AtEnd() || !value.empty()) {
      checks_.report().Add(Space::kSegmentMembers, merchant_id,
                           "a row is damaged");
      return absl::OkStatus();
    }
    checks_.Spend(1);
    ASSIGN_OR_RETURN(
        const auto segment,
        checks_.view().Get(
            store::Key(Space::kSegments, merchant_id).Id(segment_id).Take()));
    if (!segment) {
      checks_.report().Add(Space::kSegmentMembers, merchant_id,
                           fmt::format("{} is in {}, which there is not",
                                       customer_id, segment_id));
    }
    return absl::OkStatus();
  }

  absl::Status SeeAll(const std::string& merchant_id) {
    const auto all = kept_.tables().All(checks_.view(), merchant_id);
    if (absl::IsDataLoss(all.status())) return absl::OkStatus();
    RETURN_IF_ERROR(all.status());
    std::set<std::string> names;
    for (const StoredSegment& stored : *all) {
      const v1::Segment& segment = stored.segment();
      if (!names.insert(GroupNameKey(segment.display_name())).second) {
        Report(merchant_id,
               fmt::format("{} has the name of another one", segment.id()));
      }
      const absl::Status problem = CheckNamedSegments(*all, segment.id());
      if (ReasonOf(problem) == "SEGMENT_CIRCLE") {
        Report(merchant_id,
               fmt::format("{} comes back to itself", segment.id()));
      }
    }
    return absl::OkStatus();
  }

 private:
  void Report(const std::string& merchant_id, const std::string& text) {
    checks_.report().Add(Space::kSegments, merchant_id, text);
  }

  const KeptFilters& kept_;
  Checks& checks_;
};

}  // namespace

void AddSegmentChecks(const KeptFilters& kept, Checks& checks) {
  const auto seen = std::make_shared<SegmentChecks>(kept, checks);
  checks.AddRows(Space::kSegments, seen);
  checks.AddRows(Space::kSegmentMembers, [seen](auto key, auto value) {
    return seen->SeeMember(key, value);
  });
  checks.AddSums([seen](const std::string& merchant_id) {
    return seen->SeeAll(merchant_id);
  });
}

}  // namespace comptoir::customers
