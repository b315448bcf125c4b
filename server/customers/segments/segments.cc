#include "server/customers/segments/segments.h"

#include "comptoir/customers/v1/customer_summary.pb.h"
#include "server/base/status.h"
#include "server/customers/segments/named_segments.h"
#include "server/customers/segments/told/segment_flips.h"
#include "server/customers/segments/verify_segments.h"
#include "server/store/key_spaces.h"

namespace comptoir::customers {

using storage::v1::StoredSegment;

void Segments::AddChecks(store::Checks& checks) const {
  AddSegmentChecks(kept_, checks);
}

absl::Status Segments::CheckUnused(const kv::View& view,
                                   const std::string& merchant_id,
                                   std::string_view noun,
                                   std::string_view id) const {
  ASSIGN_OR_RETURN(const std::vector<StoredSegment> all,
                   tables_.All(view, merchant_id));
  return customers::CheckUnused(all, noun, id);
}

absl::Status Segments::CheckAttributeUnused(
    const kv::View& view, const std::string& merchant_id,
    const v1::AttributeDefinition& definition,
    const std::vector<std::string>& option_ids) const {
  ASSIGN_OR_RETURN(const std::vector<StoredSegment> all,
                   tables_.All(view, merchant_id));
  return customers::CheckAttributeUnused(all, definition, option_ids);
}

std::vector<store::Space> Segments::customer_spaces() const {
  return {store::Space::kSegmentMembers};
}

absl::StatusOr<std::vector<CustomerPart>> Segments::PartsOf(
    const kv::View&, std::string_view, const std::string&) const {
  // Who is in a segment follows from what comes along.
  return std::vector<CustomerPart>();
}

absl::Status Segments::Fold(const Call& call, const kv::View& view,
                            const std::vector<std::string>& identities,
                            v1::CustomerSummary* summary) const {
  // Whoever may see a customer may see their segments.
  ASSIGN_OR_RETURN(const std::vector<StoredSegment> segments,
                   kept_.SegmentsOf(view, call.merchant_id(), call.now(),
                                    identities.front()));
  for (const StoredSegment& stored : segments) {
    v1::CustomerSegment& shown = *summary->add_segments();
    shown.set_segment_id(stored.segment().id());
    shown.set_display_name(stored.segment().display_name());
  }
  return absl::OkStatus();
}

absl::Status Segments::BringBack(store::Transaction& txn,
                                 const std::string& customer_id) const {
  return told_.BringBack(txn, customer_id);
}

absl::Status Segments::Forget(store::Transaction& txn,
                              std::string_view customer_id) const {
  return ForgetMember(tables_, told_, txn, std::string(customer_id));
}

}  // namespace comptoir::customers
