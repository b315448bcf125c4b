#include "server/customers/segments/told/segment_look.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "server/base/status.h"
#include "server/customers/filters/filter_run.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredSegment;

std::string TextOf(const IdBytes& id) {
  return FormatId("cus", std::string_view(id.data(), id.size()));
}

// A segment as it is looked at.
struct Looked {
  IdBytes id{};
  CompiledFilter filter;
  std::vector<Turn> turns;
  bool is_full = false;
  bool is_settling = false;
  SegmentSeen* seen = nullptr;
};

// One segment over the columns of its merchant.
class SegmentRun {
 public:
  // `room` is for so many flips, of all segments.
  SegmentRun(const MerchantColumns& columns, const MembershipColumns& told,
             const Looked& looked, size_t* room)
      : columns_(columns), told_(told), looked_(looked), room_(*room) {}

  // Some customers; those whom there is not are for rows to tell of.
  void LookAt(const std::set<IdBytes>& customers) {
    if (customers.empty()) return;
    const FilterRun run(columns_, looked_.filter,
                        FilterRun::Parts::kAsTheyStand);
    for (const IdBytes& id : customers) {
      const std::optional<Slot> listed = ProfileOf(id);
      Compare(id, listed && run.Holds(*listed));
      if (!listed) continue;
      Block block{.first = static_cast<Slot>(*listed - *listed % kBlockSlots)};
      block.words[*listed % kBlockSlots / kWordSlots] = uint64_t{1}
                                                        << *listed % kWordSlots;
      NoteTurns(block);
    }
  }

  void LookAtAll() {
    const Matches live = FilterRun(columns_, looked_.filter).Find();
    const SlotSet told = told_.InAnyOf({&looked_.id, 1});
    SegmentSeen& seen = *looked_.seen;
    const size_t limit = std::max(live.slots.limit(), told.limit());
    for (size_t first = 0; first < limit; first += kBlockSlots) {
      const auto slot = static_cast<Slot>(first);
      Block differing = live.slots.In(slot);
      Block only_told = told.In(slot);
      only_told.Remove(live.slots.In(slot));
      differing.Remove(told.In(slot));
      differing.Add(only_told);
      differing.Keep([&](Slot one) {
        const IdBytes& id = columns_.slots().IdOf(one);
        const std::optional<Slot> listed = ProfileOf(id);
        Compare(id, listed && live.slots.Has(*listed));
        return true;
      });
      if (seen.has_more) break;
    }
    // Told of the others, a profile may be found at another slot.
    seen.has_more = seen.has_more || !seen.flips.empty();
    seen.is_settled = looked_.is_settling && !seen.has_more;
    for (size_t first = 0; first < columns_.listed().limit();
         first += kBlockSlots) {
      NoteTurns(columns_.listed().In(static_cast<Slot>(first)));
    }
  }

 private:
  // Where the profile is listed whose survivor it is.
  std::optional<Slot> ProfileOf(const IdBytes& id) const {
    const std::optional<Slot> listed = columns_.ListedSlotOf(id);
    if (!listed || columns_.slots().IdOf(*listed) != id) return std::nullopt;
    return listed;
  }

  void Compare(const IdBytes& id, bool is_in) {
    const std::optional<Slot> own = columns_.slots().Find(id);
    if (!own || told_.Has(looked_.id, *own) == is_in) return;
    std::vector<Flip>& flips = looked_.seen->flips;
    const Flip flip{.customer_id = TextOf(id), .is_in = is_in};
    // A profile of several is met at two slots.
    const bool is_known = std::any_of(
        flips.begin(), flips.end(),
        [&](const Flip& one) { return one.customer_id == flip.customer_id; });
    if (is_known) return;
    if (room_ == 0) {
      looked_.seen->has_more = true;
      return;
    }
    --room_;
    flips.push_back(flip);
  }

  void NoteTurns(const Block& block) {
    if (looked_.turns.empty() || block.IsEmpty()) return;
    absl::Time& turn = looked_.seen->turn;
    for (const Turn& one : looked_.turns) {
      turn = std::min(turn, one(columns_, block));
    }
  }

  const MerchantColumns& columns_;
  const MembershipColumns& told_;
  const Looked& looked_;
  size_t& room_;
};

// What is to be known of the segments before columns are looked at.
absl::StatusOr<std::vector<Looked>> Prepare(const KeptFilters& kept,
                                            const kv::View& view,
                                            const LookWanted& wanted,
                                            LookSeen* seen) {
  ASSIGN_OR_RETURN(const std::vector<StoredSegment> all,
                   kept.tables().AllStored(view, wanted.merchant_id));
  std::vector<Looked> segments;
  for (const StoredSegment& stored : all) {
    const v1::Segment& segment = stored.segment();
    SegmentSeen& one = (*seen)[segment.id()];
    one.filter_revision = stored.filter_revision();
    const bool is_full = wanted.segments.contains(segment.id());
    if (stored.is_deleted()) {
      // Cleaned away row by row, until there is no record any more.
      one.is_settled = one.has_more = is_full;
      continue;
    }
    auto filter = kept.Compile(view, wanted.merchant_id, wanted.now,
                               segment.filter(), "segment.filter");
    if (!filter.ok()) {
      // Nobody comes or goes until it can be answered.
      one.turn = wanted.now + kUnansweredDelay;
      continue;
    }
    Looked looked{.id = ParseId("seg", segment.id()).value_or(IdBytes{}),
                  .filter = *std::move(filter),
                  .is_full = is_full,
                  .is_settling = stored.is_settling(),
                  .seen = &one};
    const Call reader = SegmentReader(wanted.merchant_id, wanted.now);
    RETURN_IF_ERROR(kept.filters().kinds().AddTurns(
        {.call = reader, .view = view}, segment.filter(), &looked.turns));
    segments.push_back(std::move(looked));
  }
  return segments;
}

// Customers and the survivors of their profiles.
std::set<IdBytes> WithSurvivors(const MerchantColumns& columns,
                                const std::set<IdBytes>& customers) {
  std::set<IdBytes> all = customers;
  for (const IdBytes& id : customers) {
    if (const auto listed = columns.ListedSlotOf(id)) {
      all.insert(columns.slots().IdOf(*listed));
    }
  }
  return all;
}

// Whoever is listed nowhere is no customer any more, and memory may have
// nothing of them.
absl::Status LookAtGone(const ToldMembers& told, const kv::View& view,
                        const LookWanted& wanted,
                        const std::vector<IdBytes>& gone, LookSeen* seen) {
  for (const IdBytes& id : gone) {
    const std::string customer_id = TextOf(id);
    ASSIGN_OR_RETURN(const std::vector<std::string> segments,
                     told.SegmentsOf(view, wanted.merchant_id, customer_id));
    for (const std::string& segment_id : segments) {
      const auto found = seen->find(segment_id);
      if (found == seen->end()) continue;
      found->second.flips.push_back({.customer_id = customer_id});
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<LookSeen> LookAtSegments(const KeptFilters& kept,
                                        const ToldMembers& told,
                                        const kv::View& view,
                                        const LookWanted& wanted) {
  LookSeen seen;
  ASSIGN_OR_RETURN(const std::vector<Looked> segments,
                   Prepare(kept, view, wanted, &seen));
  std::vector<IdBytes> gone;
  kept.filters().columns().Read(
      wanted.merchant_id, [&](const MerchantColumns& columns) {
        const std::set<IdBytes> customers =
            WithSurvivors(columns, wanted.customers);
        for (const IdBytes& id : customers) {
          if (!columns.ListedSlotOf(id)) gone.push_back(id);
        }
        size_t room = kFlipsAtOnceMax;
        for (const Looked& looked : segments) {
          SegmentRun run(columns, told.In(columns), looked, &room);
          run.LookAt(customers);
          if (looked.is_full) run.LookAtAll();
        }
      });
  RETURN_IF_ERROR(LookAtGone(told, view, wanted, gone, &seen));
  return seen;
}

}  // namespace comptoir::customers
