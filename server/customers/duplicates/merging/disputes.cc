#include "server/customers/duplicates/merging/disputes.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "server/customers/duplicates/rules/duplicate_rules.h"

namespace comptoir::customers {
namespace {

using Places = std::set<size_t>;

// How everybody around stands to everybody else; what was asked is remembered.
class Relations {
 public:
  Relations(const Neighbourhood& around, v1::DuplicateConfidence least)
      : around_(around), least_(least), partners_(around.ids.size()) {}

  // Whoever is suggested with it, and itself.
  const Places& PartnersOf(size_t one) {
    Places& partners = partners_[one];
    if (!partners.empty()) return partners;
    for (size_t other = 0; other < around_.ids.size(); ++other) {
      if (other == one ||
          (!SharedBy(around_.facts[one], around_.facts[other]).empty() &&
           MayBeOne(std::minmax(one, other)))) {
        partners.insert(other);
      }
    }
    return partners;
  }

  // The first two who exclude each other.
  std::optional<NumberPair> ExclusionIn(const Places& places) {
    for (auto one = places.begin(); one != places.end(); ++one) {
      for (auto other = std::next(one); other != places.end(); ++other) {
        if (!MayBeOne({*one, *other})) return NumberPair(*one, *other);
      }
    }
    return std::nullopt;
  }

 private:
  bool MayBeOne(const NumberPair& pair) {
    const auto [known, is_new] = may_be_one_.try_emplace(pair, false);
    if (is_new && !around_.ignored.contains(pair)) {
      const auto evidence = EvidenceIfJoined(around_.facts[pair.first],
                                             around_.facts[pair.second]);
      known->second = evidence && evidence->confidence() >= least_;
    }
    return known->second;
  }

  const Neighbourhood& around_;
  const v1::DuplicateConfidence least_;
  std::map<NumberPair, bool> may_be_one_;
  std::vector<Places> partners_;
};

// Some who would become one profile, by one pair after the other, and all of
// their partners.
struct Group {
  std::vector<NumberPair> pairs;
  Places members;
  Places partners;
};

// Adds the pair, which makes one of the groups that it touches.
void Join(const NumberPair& pair, const Places& partners,
          std::vector<Group>& groups) {
  Group joined = {.pairs = {pair},
                  .members = {pair.first, pair.second},
                  .partners = partners};
  std::erase_if(groups, [&](const Group& group) {
    const bool is_touched = group.members.contains(pair.first) ||
                            group.members.contains(pair.second);
    if (is_touched) {
      joined.pairs.insert(joined.pairs.end(), group.pairs.begin(),
                          group.pairs.end());
      joined.members.insert(group.members.begin(), group.members.end());
      joined.partners.insert(group.partners.begin(), group.partners.end());
    }
    return is_touched;
  });
  groups.push_back(std::move(joined));
}

}  // namespace

std::map<NumberPair, NumberPair> DisputesOf(
    const Neighbourhood& around, const std::vector<NumberPair>& pairs,
    v1::DuplicateConfidence least) {
  Relations relations(around, least);
  std::map<NumberPair, NumberPair> disputes;
  std::vector<Group> groups;
  for (const NumberPair& pair : pairs) {
    Places partners = relations.PartnersOf(pair.first);
    const Places& more = relations.PartnersOf(pair.second);
    partners.insert(more.begin(), more.end());
    if (const auto exclusion = relations.ExclusionIn(partners)) {
      disputes.emplace(pair, *exclusion);
    } else {
      Join(pair, partners, groups);
    }
  }
  // Two pairs that are fine by themselves may bring two together who are not.
  for (const Group& group : groups) {
    const auto exclusion = relations.ExclusionIn(group.partners);
    if (!exclusion) continue;
    for (const NumberPair& pair : group.pairs) {
      disputes.emplace(pair, *exclusion);
    }
  }
  return disputes;
}

}  // namespace comptoir::customers
