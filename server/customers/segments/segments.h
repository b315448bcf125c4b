// Segments as one part of the customers area: its parts, wired.
#ifndef COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_SEGMENTS_H_
#define COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_SEGMENTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/customers/v1/attribute_definition.pb.h"
#include "server/base/clock.h"
#include "server/customers/filters/filters.h"
#include "server/customers/participant.h"
#include "server/customers/segments/filters/segment_filters.h"
#include "server/customers/segments/kept_filters.h"
#include "server/customers/segments/segment_service.h"
#include "server/customers/segments/segment_tables.h"
#include "server/customers/segments/told/segment_keeper.h"
#include "server/customers/segments/told/told_members.h"
#include "server/kv/kv.h"
#include "server/store/store.h"
#include "server/store/upkeep/checks.h"

namespace comptoir::customers {

// What it is made of must outlive it.
class Segments final : public Participant {
 public:
  // Lets customers be filtered by their segments. Before anything is loaded,
  // and before the store starts.
  Segments(store::Store& store, const Clock& clock, Filters& filters)
      : kept_(tables_, filters),
        told_(tables_, filters.columns()),
        filters_(tables_, filters),
        keeper_(store, clock, tables_, kept_, told_, filters) {}
  Segments(const Segments&) = delete;
  Segments& operator=(const Segments&) = delete;

  const SegmentTables& tables() const { return tables_; }
  SegmentService& service() { return service_; }
  SegmentKeeper& keeper() { return keeper_; }
  void AddChecks(store::Checks& checks) const;

  // What a filter of a segment names, such as a "group", is not deleted: see
  // CheckUnused() of named_segments.h.
  absl::Status CheckUnused(const kv::View& view, const std::string& merchant_id,
                           std::string_view noun, std::string_view id) const;
  // Neither is an attribute, or an option: see CheckAttributeUnused() there.
  absl::Status CheckAttributeUnused(
      const kv::View& view, const std::string& merchant_id,
      const v1::AttributeDefinition& definition,
      const std::vector<std::string>& option_ids) const;

  std::vector<store::Space> customer_spaces() const override;
  absl::StatusOr<std::vector<CustomerPart>> PartsOf(
      const kv::View& view, std::string_view merchant_id,
      const std::string& customer_id) const override;
  absl::Status Fold(const Call& call, const kv::View& view,
                    const std::vector<std::string>& identities,
                    v1::CustomerSummary* summary) const override;
  absl::Status BringBack(store::Transaction& txn,
                         const std::string& customer_id) const override;
  absl::Status Forget(store::Transaction& txn,
                      std::string_view customer_id) const override;

 private:
  SegmentTables tables_;
  const KeptFilters kept_;
  const ToldMembers told_;
  const SegmentFilters filters_;
  SegmentService service_{kept_};
  SegmentKeeper keeper_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_SEGMENTS_H_
