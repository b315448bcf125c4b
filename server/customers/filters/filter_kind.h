// How an area makes customers filtered by what it keeps of them.
#ifndef COMPTOIR_SERVER_CUSTOMERS_FILTERS_FILTER_KIND_H_
#define COMPTOIR_SERVER_CUSTOMERS_FILTERS_FILTER_KIND_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/customers/v1/customer_query.pb.h"
#include "comptoir/customers/v1/filter.pb.h"
#include "server/customers/columns/merchant_columns.h"
#include "server/kv/kv.h"
#include "server/rpc/call.h"

namespace comptoir::customers {

// Who filters, and what there is besides the columns.
struct FilterContext {
  const Call& call;
  const kv::View& view;
  // Of the same filter: how many stored filters it has named so far, each time
  // counted, and those that these name.
  std::shared_ptr<int> named = std::make_shared<int>(0);
  // Of the same filter and those: how many rows it has looked up so far.
  std::shared_ptr<size_t> looked_up = std::make_shared<size_t>(0);
};

// Takes out of a block those for whom a condition does not hold.
using Test = std::function<void(Block& block)>;
// Makes the test over the columns of one merchant, which stay as they are while
// it is used. Never fails: what can be wrong was found before.
using Condition = std::function<Test(const MerchantColumns& columns)>;

// The first moment after that of the call at which time alone may make the
// condition hold for another one of a block, or for one less; InfiniteFuture
// for none.
using Turn = std::function<absl::Time(const MerchantColumns& columns,
                                      const Block& block)>;

// What customers are sorted by, the smaller ones first; those without come
// last.
using SortKey = std::function<std::optional<int64_t>(Slot slot)>;
using Sorting = std::function<SortKey(const MerchantColumns& columns)>;

// The conditions on one kind of columns. Thread-safe.
class FilterKind {
 public:
  virtual ~FilterKind() = default;

  // Which parts of a filter it reads.
  virtual std::vector<v1::Filter::PartCase> parts() const = 0;
  // Reads one of them, which stands at `field` of the request. Errors as Filter
  // says.
  virtual absl::StatusOr<Condition> Compile(const FilterContext& context,
                                            const v1::Filter& part,
                                            const std::string& field) const = 0;

  // Adds when time alone changes for whom a part holds that compiles; nothing
  // when it does not.
  virtual absl::Status AddTurns(const FilterContext&,
                                const v1::Filter& /*part*/,
                                std::vector<Turn>*) const {
    return absl::OkStatus();
  }

  // Which orders it knows.
  virtual std::vector<v1::CustomerOrder> orders() const { return {}; }
  // Reads one of them; see ListCustomersRequest.
  virtual absl::StatusOr<Sorting> Sort(const FilterContext& context,
                                       v1::CustomerOrder order,
                                       const std::string& spend_currency) const;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_FILTERS_FILTER_KIND_H_
