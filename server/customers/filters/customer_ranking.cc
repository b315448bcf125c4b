#include "server/customers/filters/customer_ranking.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>

namespace comptoir::customers {
namespace {

// A place begins with the id, and goes on with the name or the key.
constexpr size_t kIdBytes = sizeof(IdBytes);

IdBytes IdIn(std::string_view place) {
  IdBytes id{};
  std::memcpy(id.data(), place.data(), std::min(place.size(), id.size()));
  return id;
}

std::string PlaceOf(const IdBytes& id, std::string_view rest) {
  return std::string(id.data(), id.size()).append(rest);
}

std::vector<RankedCustomer> PageByName(const MerchantColumns& columns,
                                       const FieldColumns& fields,
                                       const Matches& matches, bool is_backward,
                                       std::string_view from, size_t count) {
  std::optional<FieldColumns::NamePlace> after;
  if (from.size() >= kIdBytes) {
    after = {.name = std::string(from.substr(kIdBytes)), .id = IdIn(from)};
  }
  std::vector<RankedCustomer> page;
  // Walking on behind the last of them would find nobody.
  const size_t most = std::min(count, matches.count);
  if (most == 0) return page;
  fields.WalkByName(after ? &*after : nullptr, is_backward, [&](Slot slot) {
    if (!matches.slots.Has(slot)) return true;
    const IdBytes& id = columns.slots().IdOf(slot);
    page.push_back({.id = id, .place = PlaceOf(id, fields.SortNameOf(slot))});
    return page.size() < most;
  });
  return page;
}

// Where somebody stands by a key.
struct Rank {
  bool is_last = false;
  int64_t key = 0;
  IdBytes id{};

  std::string ToPlace() const {
    std::string rest(1, is_last ? 1 : 0);
    rest.append(reinterpret_cast<const char*>(&key), sizeof key);
    return PlaceOf(id, rest);
  }
  static std::optional<Rank> FromPlace(std::string_view place) {
    constexpr size_t kSize = kIdBytes + 1 + sizeof(int64_t);
    if (place.size() != kSize) return std::nullopt;
    Rank rank{.is_last = place[kIdBytes] != 0, .id = IdIn(place)};
    std::memcpy(&rank.key, place.data() + kIdBytes + 1, sizeof rank.key);
    return rank;
  }
};

class PageByKey {
 public:
  PageByKey(const MerchantColumns& columns, const Ranking& ranking,
            std::string_view from, size_t count)
      : columns_(columns),
        is_backward_(ranking.is_backward),
        after_(Rank::FromPlace(from)),
        count_(count) {
    if (ranking.by == Ranking::By::kKey) key_ = ranking.sorting(columns);
  }

  void See(Slot slot) {
    const Rank rank = RankOf(slot);
    if (after_ && !IsBefore(*after_, rank)) return;
    const auto is_before = [this](const Rank& a, const Rank& b) {
      return IsBefore(a, b);
    };
    if (heap_.size() == count_) {
      if (!IsBefore(rank, heap_.front())) return;
      std::pop_heap(heap_.begin(), heap_.end(), is_before);
      heap_.pop_back();
    }
    heap_.push_back(rank);
    std::push_heap(heap_.begin(), heap_.end(), is_before);
  }

  std::vector<RankedCustomer> Take() {
    std::sort(heap_.begin(), heap_.end(),
              [this](const Rank& a, const Rank& b) { return IsBefore(a, b); });
    std::vector<RankedCustomer> page;
    for (const Rank& rank : heap_) {
      page.push_back({.id = rank.id, .place = rank.ToPlace()});
    }
    return page;
  }

 private:
  Rank RankOf(Slot slot) const {
    Rank rank{.id = columns_.slots().IdOf(slot)};
    if (key_ == nullptr) return rank;
    const std::optional<int64_t> key = key_(slot);
    rank.is_last = !key;
    rank.key = key.value_or(0);
    return rank;
  }
  bool IsBefore(const Rank& a, const Rank& b) const {
    if (a.is_last != b.is_last) return b.is_last;
    if (a.key != b.key) return a.key < b.key;
    const int order = std::memcmp(a.id.data(), b.id.data(), a.id.size());
    return is_backward_ ? order > 0 : order < 0;
  }

  const MerchantColumns& columns_;
  const bool is_backward_;
  const std::optional<Rank> after_;
  const size_t count_;
  SortKey key_;
  // Those of the page; the last of them is in front.
  std::vector<Rank> heap_;
};

}  // namespace

std::vector<RankedCustomer> RankedPage(const MerchantColumns& columns,
                                       const FieldColumns& fields,
                                       const Matches& matches,
                                       const Ranking& ranking,
                                       std::string_view from, size_t count) {
  if (ranking.by == Ranking::By::kName) {
    return PageByName(columns, fields, matches, ranking.is_backward, from,
                      count);
  }
  PageByKey page(columns, ranking, from, count);
  for (size_t first = 0; first < matches.slots.limit(); first += kBlockSlots) {
    Block block = matches.slots.In(static_cast<Slot>(first));
    block.Keep([&page](Slot slot) {
      page.See(slot);
      return true;
    });
  }
  return page.Take();
}

}  // namespace comptoir::customers
