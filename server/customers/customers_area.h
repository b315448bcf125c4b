// The customers area as one part of a server: what services.cc wires.
#ifndef COMPTOIR_SERVER_CUSTOMERS_CUSTOMERS_AREA_H_
#define COMPTOIR_SERVER_CUSTOMERS_CUSTOMERS_AREA_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/area.h"
#include "server/base/clock.h"
#include "server/customers/attributes/attributes.h"
#include "server/customers/customer_directory.h"
#include "server/customers/customer_service.h"
#include "server/customers/customer_tables.h"
#include "server/customers/duplicates/duplicates.h"
#include "server/customers/filters/filters.h"
#include "server/customers/groups/groups.h"
#include "server/customers/lookups/lookup_limiter.h"
#include "server/customers/merges/merge_service.h"
#include "server/customers/name_indexes.h"
#include "server/customers/participant.h"
#include "server/customers/recovery/recovery.h"
#include "server/customers/segments/segments.h"
#include "server/customers/summary/customer_summary_service.h"
#include "server/kv/kv.h"
#include "server/operations/operations.h"
#include "server/store/store.h"

namespace comptoir::customers {

class CustomersArea final : public Area {
 public:
  // `store`, `clock` and `operations` must outlive it.
  CustomersArea(store::Store& store, const Clock& clock,
                operations::Operations& operations, HomeDay home_day)
      : store_(store),
        filters_(tables_, home_day),
        directory_(tables_, std::move(home_day)),
        segments_(store, clock, filters_),
        duplicates_(tables_, directory_, lookups_, operations) {
    groups_.AddFilters(filters_);
    attributes_.AddFilters(filters_);
    groups_.service().set_use_check([this](const kv::View& view,
                                           const std::string& merchant_id,
                                           const std::string& group_id) {
      return segments_.CheckUnused(view, merchant_id, "group", group_id);
    });
    attributes_.service().set_use_check(
        [this](const kv::View& view, const std::string& merchant_id,
               const v1::AttributeDefinition& definition,
               const std::vector<std::string>& option_ids) {
          return segments_.CheckAttributeUnused(view, merchant_id, definition,
                                                option_ids);
        });
  }

  // For the areas that work with customers. Participants are added to it.
  CustomerDirectory& directory() { return directory_; }
  // For the areas by whose records customers are filtered.
  Filters& filters() { return filters_; }

  // Whether a custom attribute is hidden from the caller; false for one that is
  // not there.
  absl::StatusOr<bool> HidesAttribute(const Call& call, const kv::View& view,
                                      const std::string& id) const;

  std::string_view name() const override { return "customers"; }
  std::vector<const store::TableBase*> tables() const override;
  std::vector<store::Space> other_spaces() const override {
    return participants_.customer_spaces();
  }
  const Participant* participant() const override { return &participants_; }
  void AddChecks(store::Checks& checks) const override;
  void AddPreparations(rpc::Preparations* preparations) override;
  void Bind(rpc::Runtime& runtime, BoundServices* bound) override;
  // Reads the names of all customers, and what they are filtered by.
  absl::Status Load(const kv::View& view) override;
  absl::Status Start(absl::Time) override { return segments_.keeper().Start(); }
  void Stop() override { segments_.keeper().Stop(); }

 private:
  // Says in the merchant's log that the caller looked for too many.
  void ReportLookups(const Call& call);

  store::Store& store_;
  CustomerTables tables_;
  NameIndexes indexes_{tables_};
  Filters filters_;
  CustomerDirectory directory_;
  LookupLimiter lookups_{[this](const Call& call) { ReportLookups(call); }};
  CustomerService service_{directory_, indexes_, filters_, lookups_};
  Groups groups_{store_, tables_, directory_};
  Segments segments_;
  const Recovery recovery_{store_, directory_};
  Attributes attributes_{store_, directory_};
  MergeService merge_service_{directory_};
  CustomerSummaryService summary_service_{directory_};
  Duplicates duplicates_;
  const Participants participants_{{&groups_.participant(), &segments_,
                                    &attributes_, &duplicates_.participant()}};
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_CUSTOMERS_AREA_H_
