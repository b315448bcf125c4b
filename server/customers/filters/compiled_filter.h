// A filter of a request, read once.
#ifndef COMPTOIR_SERVER_CUSTOMERS_FILTERS_COMPILED_FILTER_H_
#define COMPTOIR_SERVER_CUSTOMERS_FILTERS_COMPILED_FILTER_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "comptoir/customers/v1/filter.pb.h"
#include "server/customers/filters/filter_kind.h"

namespace comptoir::customers {

// Filters inside each other, the outermost included.
inline constexpr int kFilterDepthMax = 6;
// All filters of a request.
inline constexpr int kFilterPartsMax = 64;

// A tree of conditions.
struct CompiledFilter {
  enum class Kind { kCondition, kAll, kAny, kNone };

  Kind kind = Kind::kCondition;
  // Where it stands in the request.
  std::string field;
  // Of a kCondition.
  Condition condition;
  // Of the others.
  std::vector<CompiledFilter> parts;
};

// The kinds of conditions that there are. Thread-safe once complete.
class FilterKinds {
 public:
  // `kind` must outlive this.
  void Add(const FilterKind& kind);

  // Null for a part or an order that nobody reads.
  const FilterKind* ForPart(v1::Filter::PartCase part) const;
  const FilterKind* ForOrder(v1::CustomerOrder order) const;

  // Errors as Filter says.
  absl::StatusOr<CompiledFilter> Compile(const FilterContext& context,
                                         const v1::Filter& filter,
                                         const std::string& field) const;

  // When time alone changes whom a filter leaves that compiles.
  absl::Status AddTurns(const FilterContext& context, const v1::Filter& filter,
                        std::vector<Turn>* turns) const;

 private:
  // What is left of a request's parts.
  struct Place {
    std::string field;
    int depth;
  };
  absl::StatusOr<CompiledFilter> CompilePart(const FilterContext& context,
                                             const v1::Filter& filter,
                                             const Place& place,
                                             int* parts) const;
  absl::Status CompileList(const FilterContext& context,
                           const v1::FilterList& list, const Place& place,
                           int* parts, CompiledFilter* compiled) const;

  absl::flat_hash_map<int, const FilterKind*> parts_;
  absl::flat_hash_map<int, const FilterKind*> orders_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_FILTERS_COMPILED_FILTER_H_
