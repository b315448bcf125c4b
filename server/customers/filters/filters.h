// Lists of customers by filters, and what is kept in memory for them.
#ifndef COMPTOIR_SERVER_CUSTOMERS_FILTERS_FILTERS_H_
#define COMPTOIR_SERVER_CUSTOMERS_FILTERS_FILTERS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer_service.pb.h"
#include "server/customers/columns/customer_columns.h"
#include "server/customers/customer_directory.h"
#include "server/customers/customer_tables.h"
#include "server/customers/filters/compiled_filter.h"
#include "server/customers/filters/customer_ranking.h"
#include "server/customers/filters/fields/field_filters.h"
#include "server/customers/filters/filter_kind.h"
#include "server/kv/kv.h"
#include "server/rpc/call.h"

namespace comptoir::customers {

// Thread-safe once the store has started.
class Filters {
 public:
  // Follows `tables`, which must outlive it: before the store starts.
  explicit Filters(CustomerTables& tables, HomeDay home_day = UtcDay);
  Filters(const Filters&) = delete;
  Filters& operator=(const Filters&) = delete;

  // For the areas that filter customers by what they keep: where their columns
  // stand, and the conditions on them. Before anything is loaded; `kind` must
  // outlive this.
  CustomerColumns& columns() { return columns_; }
  void Add(const FilterKind& kind) { kinds_.Add(kind); }

  // Once, before anything is written.
  absl::Status Load(const kv::View& view) { return columns_.Load(view); }

  // Whether List() makes the page; the store's own rows make others.
  static bool IsNeeded(const v1::ListCustomersRequest& request);
  // As CustomerService.ListCustomers.
  absl::StatusOr<v1::ListCustomersResponse> List(
      const Call& call, const kv::View& view,
      const v1::ListCustomersRequest& request) const;
  // As CustomerService.ExplainFilter.
  absl::StatusOr<v1::ExplainFilterResponse> Explain(
      const Call& call, const kv::View& view,
      const v1::ExplainFilterRequest& request) const;
  // All customers of the merchant.
  int64_t Count(const std::string& merchant_id) const;

  // For those who keep filters.
  const FilterKinds& kinds() const { return kinds_; }
  const CustomerColumns& columns() const { return columns_; }
  // Whom a filter leaves, and of how many, at one moment.
  struct Share {
    int64_t left = 0;
    int64_t all = 0;
  };
  Share ShareOf(const std::string& merchant_id,
                const CompiledFilter& filter) const;
  // Those whom a filter leaves by name, behind the place `from`.
  struct PageByName {
    v1::ListCustomersResponse customers;
    // Where the next page begins; empty at the end.
    std::string next_place;
  };
  absl::StatusOr<PageByName> ListByName(const Call& call, const kv::View& view,
                                        const CompiledFilter& filter,
                                        const std::string& from,
                                        size_t size) const;

 private:
  absl::StatusOr<Ranking> RankingOf(
      const FilterContext& context,
      const v1::ListCustomersRequest& request) const;
  struct Found {
    std::vector<RankedCustomer> page;
    size_t count = 0;
  };
  Found Find(const std::string& merchant_id,
             const std::optional<CompiledFilter>& filter,
             const Ranking& ranking, const std::string& from,
             size_t count) const;

  const CustomerTables& tables_;
  CustomerColumns columns_;
  const FieldFilters fields_;
  FilterKinds kinds_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_FILTERS_FILTERS_H_
