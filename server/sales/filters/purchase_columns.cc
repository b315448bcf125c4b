#include "server/sales/filters/purchase_columns.h"

#include <algorithm>
#include <limits>

namespace comptoir::sales {
namespace {

using customers::Seconds;
using customers::Slot;
using storage::v1::StoredPurchaseSummary;
using storage::v1::StoredSpend;

// A list costs four times as much for each who is in it.
constexpr size_t kListedPart = 4;
constexpr size_t kListedMin = 64;

// As far as the types reach.
int64_t Sum(int64_t a, int64_t b) {
  int64_t sum;
  if (!__builtin_add_overflow(a, b, &sum)) return sum;
  return b > 0 ? std::numeric_limits<int64_t>::max()
               : std::numeric_limits<int64_t>::min();
}

uint32_t Sum(uint32_t a, uint32_t b) {
  uint32_t sum;
  if (!__builtin_add_overflow(a, b, &sum)) return sum;
  return std::numeric_limits<uint32_t>::max();
}

uint32_t Count(int64_t visits) {
  return static_cast<uint32_t>(
      std::clamp<int64_t>(visits, 0, std::numeric_limits<uint32_t>::max()));
}

// The earlier one of two that there may be.
Seconds Earlier(Seconds a, Seconds b) {
  return a == 0 || b == 0 ? std::max(a, b) : std::min(a, b);
}

}  // namespace

Spend SpendColumn::Of(Slot slot) const {
  if (is_dense_) {
    return {.minor_units = minor_units_[slot], .visits = visits_[slot]};
  }
  const auto found = few_.find(slot);
  return found == few_.end() ? Spend() : found->second;
}

void SpendColumn::Set(Slot slot, const Spend& spend, size_t slots) {
  if (is_dense_) {
    minor_units_[slot] = spend.minor_units;
    visits_[slot] = spend.visits;
    return;
  }
  if (spend.visits == 0) {
    few_.erase(slot);
    return;
  }
  few_[slot] = spend;
  if (few_.size() < kListedMin || few_.size() * kListedPart < slots) return;
  is_dense_ = true;
  Resize(slots);
  for (const auto& [known, own] : few_) Set(known, own, slots);
  few_ = {};
}

void SpendColumn::Resize(size_t slots) {
  if (!is_dense_) return;
  minor_units_.Resize(slots);
  visits_.Resize(slots);
}

void SpendColumn::ShrinkToFit() {
  minor_units_.ShrinkToFit();
  visits_.ShrinkToFit();
}

size_t SpendColumn::bytes() const {
  return minor_units_.bytes() + visits_.bytes() +
         few_.capacity() * (sizeof(Slot) + sizeof(Spend) + 1);
}

void PurchaseColumns::Resize(size_t slots) {
  visits_.Resize(slots);
  first_visit_.Resize(slots);
  last_visit_.Resize(slots);
  for (auto& [currency, column] : spend_) column.Resize(slots);
}

void PurchaseColumns::Clear(Slot slot) {
  visits_[slot] = 0;
  first_visit_[slot] = 0;
  last_visit_[slot] = 0;
  for (auto& [currency, column] : spend_) {
    column.Set(slot, Spend(), visits_.size());
  }
}

void PurchaseColumns::Set(Slot slot, const StoredPurchaseSummary* summary) {
  Clear(slot);
  if (summary == nullptr || summary->visit_count() == 0) return;
  visits_[slot] = Count(summary->visit_count());
  first_visit_[slot] = customers::ToSeconds(summary->first_visit_time());
  last_visit_[slot] = customers::ToSeconds(summary->last_visit_time());
  for (const StoredSpend& spend : summary->spend()) {
    spend_[spend.currency()].Set(slot,
                                 {.minor_units = spend.minor_units(),
                                  .visits = Count(spend.visit_count())},
                                 visits_.size());
  }
}

void PurchaseColumns::Fold(Slot profile, std::span<const Slot> identities) {
  Clear(profile);
  for (const Slot identity : identities) {
    visits_[profile] = Sum(visits_[profile], visits_[identity]);
    first_visit_[profile] =
        Earlier(first_visit_[profile], first_visit_[identity]);
    last_visit_[profile] =
        std::max(last_visit_[profile], last_visit_[identity]);
  }
  for (auto& [currency, column] : spend_) {
    Spend sum;
    for (const Slot identity : identities) {
      const Spend own = column.Of(identity);
      sum.minor_units = Sum(sum.minor_units, own.minor_units);
      sum.visits = Sum(sum.visits, own.visits);
    }
    column.Set(profile, sum, visits_.size());
  }
}

const SpendColumn& PurchaseColumns::spend(std::string_view currency) const {
  static const SpendColumn& none = *new SpendColumn;
  const auto found = spend_.find(currency);
  return found == spend_.end() ? none : found->second;
}

void PurchaseColumns::FinishLoading() {
  visits_.ShrinkToFit();
  first_visit_.ShrinkToFit();
  last_visit_.ShrinkToFit();
  for (auto& [currency, column] : spend_) column.ShrinkToFit();
}

size_t PurchaseColumns::bytes() const {
  size_t bytes = visits_.bytes() + first_visit_.bytes() + last_visit_.bytes();
  for (const auto& [currency, column] : spend_) bytes += column.bytes();
  return bytes;
}

}  // namespace comptoir::sales
