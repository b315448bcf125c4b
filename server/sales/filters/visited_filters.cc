#include "server/sales/filters/visited_filters.h"

#include <functional>
#include <memory>
#include <utility>

#include "comptoir/annotations.pb.h"
#include "fmt/format.h"
#include "google/protobuf/message.h"
#include "server/base/status.h"
#include "server/customers/columns/membership_columns.h"
#include "server/customers/filters/conditions.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::sales {
namespace {

using customers::Block;
using customers::Condition;
using customers::FilterContext;
using customers::MembershipColumns;
using customers::MerchantColumns;
using customers::Slot;
using customers::Test;
using customers::v1::Filter;
using store::Key;
using store::Space;
using v1::Sale;

// Whose visit to which location a sale is; empty for one that is none, as in
// Space::kSalesByVisitDay.
struct Visit {
  std::string customer_id;
  std::string location_id;

  bool operator==(const Visit&) const = default;
};

Visit VisitOf(const Sale* sale) {
  if (sale == nullptr || sale->state() != v1::SALE_STATE_COMPLETED ||
      sale->customer_id().empty() || sale->complete_date().empty()) {
    return {};
  }
  return {.customer_id = sale->customer_id(),
          .location_id = sale->location_id()};
}

// Calls `use(merchant_id, visit)` for each customer at each location in a range
// of rows.
absl::Status ForEachVisit(
    const kv::View& view, const kv::Range& range,
    const std::function<void(const std::string& merchant_id,
                             const Visit& visit)>& use) {
  const auto rows = view.Scan(range);
  Visit last;
  for (; rows->Valid(); rows->Next()) {
    store::KeyReader key(rows->key());
    Visit visit;
    if (!key.Id("cus", &visit.customer_id) ||
        !key.Id("loc", &visit.location_id)) {
      return Corrupt("a visit's day");
    }
    // Days of one customer at one location stand together.
    if (visit == last) continue;
    use(key.merchant_id(), visit);
    last = std::move(visit);
  }
  return rows->status();
}

}  // namespace

VisitedFilters::VisitedFilters(SalesTables& tables,
                               const merchants::MerchantTables& merchants,
                               customers::Filters& filters)
    : merchants_(merchants),
      columns_(filters.columns()),
      place_(columns_.Add(
          {.make =
               [](const customers::SlotTable&) {
                 return std::make_unique<MembershipColumns>();
               },
           .load = [this](const kv::View& view) { return Load(view); }})) {
  filters.Add(*this);
  tables.sales.AddFollower([this](store::Transaction& txn,
                                  const google::protobuf::Message* before,
                                  const google::protobuf::Message* after) {
    return Follow(txn, static_cast<const Sale*>(before),
                  static_cast<const Sale*>(after));
  });
}

absl::Status VisitedFilters::Follow(store::Transaction& txn, const Sale* before,
                                    const Sale* after) {
  const Visit was = VisitOf(before);
  const Visit is = VisitOf(after);
  if (was == is) return absl::OkStatus();
  if (!is.customer_id.empty()) {
    txn.OnCommit([this, merchant_id = txn.merchant_id(), is] {
      Changed(merchant_id, is.customer_id, is.location_id, /*was_there=*/true);
    });
  }
  if (was.customer_id.empty()) return absl::OkStatus();
  // Another sale may be a visit to the same location.
  const auto rows = txn.Scan(Key(Space::kSalesByVisitDay, txn.merchant_id())
                                 .Id(was.customer_id)
                                 .Id(was.location_id)
                                 .Prefix());
  const bool was_there = rows->Valid();
  RETURN_IF_ERROR(rows->status());
  if (was_there) return absl::OkStatus();
  txn.OnCommit([this, merchant_id = txn.merchant_id(), was] {
    Changed(merchant_id, was.customer_id, was.location_id,
            /*was_there=*/false);
  });
  return absl::OkStatus();
}

void VisitedFilters::Changed(const std::string& merchant_id,
                             std::string_view customer_id,
                             std::string_view location_id,
                             bool was_there) const {
  const auto customer = ParseId("cus", customer_id);
  const auto location = ParseId("loc", location_id);
  if (!customer || !location) return;
  columns_.Change(
      merchant_id, *customer, place_,
      [location = *location, was_there](customers::ColumnSet& set, Slot slot) {
        static_cast<MembershipColumns&>(set).Set(location, slot, was_there);
      });
}

absl::Status VisitedFilters::BringBack(store::Transaction& txn,
                                       const std::string& customer_id) const {
  return ForEachVisit(
      txn,
      Key(Space::kSalesByVisitDay, txn.merchant_id()).Id(customer_id).Prefix(),
      [&](const std::string& merchant_id, const Visit& visit) {
        txn.OnCommit([this, merchant_id, visit] {
          Changed(merchant_id, visit.customer_id, visit.location_id,
                  /*was_there=*/true);
        });
      });
}

absl::Status VisitedFilters::Load(const kv::View& view) {
  return ForEachVisit(view, store::AllOf(Space::kSalesByVisitDay),
                      [&](const std::string& merchant_id, const Visit& visit) {
                        Changed(merchant_id, visit.customer_id,
                                visit.location_id,
                                /*was_there=*/true);
                      });
}

std::vector<Filter::PartCase> VisitedFilters::parts() const {
  return {Filter::kLocations};
}

absl::StatusOr<Condition> VisitedFilters::Compile(
    const FilterContext& context, const Filter& part,
    const std::string& field) const {
  RETURN_IF_ERROR(
      customers::RequireFor(context.call, PERMISSION_SALES_VIEW, field));
  const customers::v1::LocationFilter& locations = part.locations();
  if (locations.any_of_location_ids().empty() &&
      locations.none_of_location_ids().empty()) {
    return InvalidField(field, "must have a location");
  }
  for (const auto* ids :
       {&locations.any_of_location_ids(), &locations.none_of_location_ids()}) {
    for (const std::string& id : *ids) {
      ASSIGN_OR_RETURN(const auto known,
                       merchants_.locations.Find(
                           context.view, context.call.merchant_id(), id));
      if (known) continue;
      return Error(
          absl::StatusCode::kInvalidArgument, "UNKNOWN_LOCATION",
          fmt::format("{} names {}, which is no location: leave it out", field,
                      id),
          {{"field", field}, {"id", id}});
    }
  }
  return [place = place_,
          any_of = customers::IdsOf(locations.any_of_location_ids(), "loc"),
          none_of = customers::IdsOf(locations.none_of_location_ids(), "loc")](
             const MerchantColumns& columns) -> Test {
    const auto& sets =
        static_cast<const MembershipColumns&>(columns.set(place));
    std::vector<Test> tests;
    if (!any_of.empty()) {
      tests.push_back(customers::TestOfSet(sets.InAnyOf(any_of)));
    }
    if (!none_of.empty()) {
      tests.push_back(customers::TestOfNone(sets.InAnyOf(none_of)));
    }
    return [tests = std::move(tests)](Block& block) {
      for (const Test& test : tests) test(block);
    };
  };
}

}  // namespace comptoir::sales
