#include "server/sales/filters/purchase_filters.h"

#include <memory>
#include <optional>
#include <utility>

#include "comptoir/annotations.pb.h"
#include "google/protobuf/message.h"
#include "server/base/status.h"
#include "server/customers/filters/conditions.h"
#include "server/sales/rules/purchase_summary.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::sales {
namespace {

using customers::Block;
using customers::Bounds;
using customers::Column;
using customers::Condition;
using customers::FilterContext;
using customers::MerchantColumns;
using customers::Seconds;
using customers::Slot;
using customers::Sorting;
using customers::SortKey;
using customers::Test;
using customers::v1::CustomerOrder;
using customers::v1::Filter;
using storage::v1::StoredPurchaseSummary;

}  // namespace

PurchaseFilters::PurchaseFilters(SalesTables& tables,
                                 customers::Filters& filters)
    : tables_(tables),
      columns_(filters.columns()),
      place_(columns_.Add(
          {.make =
               [](const customers::SlotTable&) {
                 return std::make_unique<PurchaseColumns>();
               },
           .load = [this](const kv::View& view) { return Load(view); }})) {
  filters.Add(*this);
  tables.summaries.AddObserver([this](const std::string& merchant_id,
                                      const google::protobuf::Message* before,
                                      const google::protobuf::Message* after) {
    const bool is_there = after != nullptr;
    Changed(
        merchant_id,
        static_cast<const StoredPurchaseSummary&>(is_there ? *after : *before),
        is_there);
  });
}

void PurchaseFilters::Changed(const std::string& merchant_id,
                              const StoredPurchaseSummary& summary,
                              bool is_there) const {
  const auto customer = ParseId("cus", summary.customer_id());
  if (!customer) return;
  auto sums = std::make_shared<StoredPurchaseSummary>();
  if (is_there) {
    *sums = summary;
    // Most of it, and asked for by no filter.
    sums->clear_items();
  }
  columns_.Change(
      merchant_id, *customer, place_,
      [sums = std::move(sums)](customers::ColumnSet& set, Slot slot) {
        static_cast<PurchaseColumns&>(set).Set(slot, sums.get());
      });
}

absl::Status PurchaseFilters::BringBack(store::Transaction& txn,
                                        const std::string& customer_id) const {
  ASSIGN_OR_RETURN(auto summary,
                   tables_.summaries.Find(txn, txn.merchant_id(), customer_id));
  if (!summary) return absl::OkStatus();
  txn.OnCommit(
      [this, merchant_id = txn.merchant_id(), summary = *std::move(summary)] {
        Changed(merchant_id, summary, /*is_there=*/true);
      });
  return absl::OkStatus();
}

absl::Status PurchaseFilters::Load(const kv::View& view) {
  const auto rows = view.Scan(store::AllOf(store::Space::kPurchaseSummaries));
  StoredPurchaseSummary summary;
  for (; rows->Valid(); rows->Next()) {
    if (!summary.ParseFromArray(rows->value().data(),
                                static_cast<int>(rows->value().size()))) {
      return Corrupt("a purchase summary");
    }
    Changed(store::KeyReader(rows->key()).merchant_id(), summary,
            /*is_there=*/true);
  }
  return rows->status();
}

std::vector<Filter::PartCase> PurchaseFilters::parts() const {
  return {Filter::kVisits, Filter::kSpend, Filter::kAverageSpend,
          Filter::kFirstVisit, Filter::kLastVisit};
}

absl::StatusOr<Condition> PurchaseFilters::Compile(
    const FilterContext& context, const Filter& part,
    const std::string& field) const {
  RETURN_IF_ERROR(
      customers::RequireFor(context.call, PERMISSION_SALES_VIEW, field));
  switch (part.part_case()) {
    case Filter::kSpend:
      return CompileSpend(part.spend(), /*is_average=*/false, field);
    case Filter::kAverageSpend:
      return CompileSpend(part.average_spend(), /*is_average=*/true, field);
    case Filter::kVisits:
      break;
    default:
      return CompilePeriod(context, part, field);
  }
  ASSIGN_OR_RETURN(const Bounds bounds,
                   customers::BoundsOf(part.visits(), field));
  return [=, this](const MerchantColumns& columns) -> Test {
    const Column<uint32_t>& visits = In(columns).visits();
    return [&visits, bounds](Block& block) {
      block.Keep([&](Slot slot) { return bounds.Hold(visits[slot]); });
    };
  };
}

absl::StatusOr<Condition> PurchaseFilters::CompilePeriod(
    const FilterContext& context, const Filter& part,
    const std::string& field) const {
  const bool is_first = part.has_first_visit();
  ASSIGN_OR_RETURN(
      const Bounds bounds,
      customers::BoundsOf(is_first ? part.first_visit() : part.last_visit(),
                          context.call.now(), field));
  return [=, this](const MerchantColumns& columns) {
    const PurchaseColumns& own = In(columns);
    return customers::TestOfMoments(
        is_first ? own.first_visit() : own.last_visit(), bounds);
  };
}

absl::Status PurchaseFilters::AddTurns(
    const FilterContext& context, const Filter& part,
    std::vector<customers::Turn>* turns) const {
  if (!part.has_first_visit() && !part.has_last_visit()) {
    return absl::OkStatus();
  }
  const bool is_first = part.has_first_visit();
  customers::Turn turn = customers::TurnOf(
      is_first ? part.first_visit() : part.last_visit(), context.call.now(),
      [=, this](const MerchantColumns& columns) -> const Column<Seconds>& {
        const PurchaseColumns& own = In(columns);
        return is_first ? own.first_visit() : own.last_visit();
      });
  if (turn != nullptr) turns->push_back(std::move(turn));
  return absl::OkStatus();
}

absl::StatusOr<Condition> PurchaseFilters::CompileSpend(
    const customers::v1::SpendFilter& part, bool is_average,
    const std::string& field) const {
  ASSIGN_OR_RETURN(const Bounds bounds, customers::BoundsOf(part, field));
  return [=, this,
          currency = part.currency()](const MerchantColumns& columns) -> Test {
    const SpendColumn& column = In(columns).spend(currency);
    if (!is_average) {
      return [&column, bounds](Block& block) {
        block.Keep([&](Slot slot) {
          return bounds.Hold(column.Of(slot).minor_units);
        });
      };
    }
    return [&column, bounds](Block& block) {
      block.Keep([&](Slot slot) {
        const Spend spend = column.Of(slot);
        return spend.visits > 0 &&
               bounds.Hold(AverageOf(spend.minor_units, spend.visits));
      });
    };
  };
}

std::vector<CustomerOrder> PurchaseFilters::orders() const {
  return {customers::v1::CUSTOMER_ORDER_LAST_VISIT_NEWEST_FIRST,
          customers::v1::CUSTOMER_ORDER_LAST_VISIT_OLDEST_FIRST,
          customers::v1::CUSTOMER_ORDER_SPEND_HIGHEST_FIRST,
          customers::v1::CUSTOMER_ORDER_SPEND_LOWEST_FIRST};
}

absl::StatusOr<Sorting> PurchaseFilters::Sort(
    const FilterContext& context, CustomerOrder order,
    const std::string& spend_currency) const {
  RETURN_IF_ERROR(
      customers::RequireFor(context.call, PERMISSION_SALES_VIEW, "order"));
  const bool is_downwards =
      order == customers::v1::CUSTOMER_ORDER_LAST_VISIT_NEWEST_FIRST ||
      order == customers::v1::CUSTOMER_ORDER_SPEND_HIGHEST_FIRST;
  const int64_t sign = is_downwards ? -1 : 1;
  const bool is_visit =
      order == customers::v1::CUSTOMER_ORDER_LAST_VISIT_NEWEST_FIRST ||
      order == customers::v1::CUSTOMER_ORDER_LAST_VISIT_OLDEST_FIRST;
  if (is_visit) {
    return [this, sign](const MerchantColumns& columns) -> SortKey {
      const Column<Seconds>& visits = In(columns).last_visit();
      return [&visits, sign](Slot slot) -> std::optional<int64_t> {
        if (visits[slot] == 0) return std::nullopt;
        return sign * static_cast<int64_t>(visits[slot]);
      };
    };
  }
  if (spend_currency.empty()) {
    return InvalidField("spend_currency",
                        "must be set for an order by spend, such as EUR");
  }
  return
      [this, sign, spend_currency](const MerchantColumns& columns) -> SortKey {
        const SpendColumn& column = In(columns).spend(spend_currency);
        return [&column, sign](Slot slot) -> std::optional<int64_t> {
          return sign * column.Of(slot).minor_units;
        };
      };
}

}  // namespace comptoir::sales
