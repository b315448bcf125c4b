#include "server/customers/filters/filter_run.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace comptoir::customers {
namespace {

using Kind = CompiledFilter::Kind;

// Customers of whom parts are asked first, to see which leave few.
constexpr size_t kSampledCustomers = 1024;

}  // namespace

FilterRun::FilterRun(const MerchantColumns& columns,
                     const CompiledFilter& filter, Parts parts)
    : columns_(columns), root_(Bind(filter)) {
  if (parts == Parts::kSampled) Order(Sample(), &root_);
}

FilterRun::Part FilterRun::Bind(const CompiledFilter& filter) const {
  Part part{.filter = &filter};
  if (filter.kind == Kind::kCondition) part.test = filter.condition(columns_);
  for (const CompiledFilter& inner : filter.parts) {
    part.parts.push_back(Bind(inner));
  }
  part.order.resize(part.parts.size());
  std::iota(part.order.begin(), part.order.end(), size_t{0});
  return part;
}

std::vector<Block> FilterRun::Sample() const {
  // Every so many of those who are listed.
  const size_t step = std::max<size_t>(1, columns_.size() / kSampledCustomers);
  std::vector<Block> sample;
  size_t seen = 0;
  const size_t limit = columns_.listed().limit();
  for (size_t first = 0; first < limit; first += kBlockSlots) {
    Block block = columns_.listed().In(static_cast<Slot>(first));
    block.Keep([&](Slot) { return seen++ % step == 0; });
    if (!block.IsEmpty()) sample.push_back(block);
  }
  return sample;
}

void FilterRun::Order(const std::vector<Block>& sample, Part* part) const {
  for (Part& inner : part->parts) Order(sample, &inner);
  // What leaves few comes first where all must hold; elsewhere what holds for
  // many.
  const bool few_first = part->filter->kind == Kind::kAll;
  std::stable_sort(part->order.begin(), part->order.end(),
                   [&](size_t a, size_t b) {
                     const size_t left_a = part->parts[a].sampled;
                     const size_t left_b = part->parts[b].sampled;
                     return few_first ? left_a < left_b : left_b < left_a;
                   });
  for (Block block : sample) {
    Keep(*part, block);
    part->sampled += block.Count();
  }
}

void FilterRun::Keep(const Part& part, Block& block) {
  if (part.filter->kind == Kind::kCondition) {
    part.test(block);
  } else {
    KeepList(part, block);
  }
}

void FilterRun::KeepList(const Part& part, Block& block) {
  if (part.filter->kind == Kind::kAll) {
    for (const size_t i : part.order) {
      if (block.IsEmpty()) return;
      Keep(part.parts[i], block);
    }
    return;
  }
  // Those for whom none has held so far.
  Block left = block;
  for (const size_t i : part.order) {
    if (left.IsEmpty()) break;
    Block held = left;
    Keep(part.parts[i], held);
    left.Remove(held);
  }
  if (part.filter->kind == Kind::kAny) {
    block.Remove(left);
  } else {
    block = left;
  }
}

bool FilterRun::Holds(Slot slot) const {
  Block block{.first = static_cast<Slot>(slot - slot % kBlockSlots)};
  const size_t place = slot % kBlockSlots;
  block.words[place / kWordSlots] = uint64_t{1} << (place % kWordSlots);
  Keep(root_, block);
  return !block.IsEmpty();
}

Matches FilterRun::Find() const {
  Matches matches;
  const size_t limit = columns_.listed().limit();
  for (size_t first = 0; first < limit; first += kBlockSlots) {
    Block block = columns_.listed().In(static_cast<Slot>(first));
    Keep(root_, block);
    matches.count += block.Count();
    matches.slots.Append(block);
  }
  return matches;
}

Matches AllOf(const MerchantColumns& columns) {
  return {.slots = columns.listed(), .count = columns.size()};
}

std::vector<FilterRun::PartSize> FilterRun::Explain() const {
  std::vector<PartSize> sizes;
  AddFields(root_, &sizes);
  const size_t limit = columns_.listed().limit();
  for (size_t first = 0; first < limit; first += kBlockSlots) {
    const Block block = columns_.listed().In(static_cast<Slot>(first));
    size_t place = 0;
    AddSizes(root_, block, &sizes, &place);
  }
  sizes.front().together = sizes.front().alone;
  return sizes;
}

void FilterRun::AddFields(const Part& part, std::vector<PartSize>* sizes) {
  sizes->push_back({.field = part.filter->field});
  for (const Part& inner : part.parts) AddFields(inner, sizes);
}

void FilterRun::AddSizes(const Part& part, const Block& block,
                         std::vector<PartSize>* sizes, size_t* place) {
  Block alone = block;
  Keep(part, alone);
  (*sizes)[(*place)++].alone += alone.Count();
  const Kind kind = part.filter->kind;
  // Of those before: for whom all have held, or none has.
  Block left = block;
  for (const Part& inner : part.parts) {
    Block held = left;
    Keep(inner, held);
    if (kind == Kind::kAll) {
      left = held;
    } else {
      left.Remove(held);
    }
    const size_t together =
        kind == Kind::kAny ? block.Count() - left.Count() : left.Count();
    (*sizes)[*place].together += together;
    AddSizes(inner, block, sizes, place);
  }
}

}  // namespace comptoir::customers
