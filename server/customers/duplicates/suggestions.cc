#include "server/customers/duplicates/suggestions.h"

#include <algorithm>
#include <functional>
#include <tuple>
#include <utility>

#include "server/base/status.h"
#include "server/customers/duplicates/rules/duplicate_rules.h"
#include "server/store/key_codec.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;
using store::Key;
using v1::DuplicateEvidence;
using v1::DuplicateMatch;

std::string KeyOf(size_t identifier, std::string_view merchant_id,
                  std::string_view tail) {
  return Key(kIdentifiers[identifier].space, merchant_id).Tail(tail).Take();
}

IdPair IdsOf(const std::vector<StoredCustomer>& profiles,
             const NumberPair& pair) {
  return {profiles[pair.first].customer().id(),
          profiles[pair.second].customer().id()};
}

// The surest first, the oldest first among equals.
bool IsSurer(const DuplicateMatch& a, const DuplicateMatch& b) {
  const auto rank = [](const DuplicateMatch& match) {
    return std::tuple(-static_cast<int>(match.evidence().confidence()),
                      -match.evidence().name_score(), match.customer().id());
  };
  return rank(a) < rank(b);
}

}  // namespace

absl::StatusOr<bool> Suggester::AreMetBefore(const kv::View& view,
                                             std::string_view merchant_id,
                                             const ProfileFacts& a,
                                             const ProfileFacts& b,
                                             const Sharing& sharing) const {
  const SharedKeys shared = SharedBy(a, b);
  for (size_t i = 0; i <= sharing.identifier; ++i) {
    for (const std::string& tail : shared.keys[i]) {
      const std::string key = KeyOf(i, merchant_id, tail);
      if (key == sharing.key) return false;
      ASSIGN_OR_RETURN(
          const Sharing before,
          SharingOf(view, i, key, static_cast<int>(kSharingMax) + 1));
      if (!before.is_of_too_many()) return true;
    }
  }
  return false;
}

absl::StatusOr<Suggested> Suggester::Suggest(const kv::View& view,
                                             std::string_view merchant_id,
                                             const Sharing& sharing) const {
  Suggested suggested;
  if (sharing.is_of_too_many()) return suggested;
  ASSIGN_OR_RETURN(
      suggested.profiles,
      tables_.customers.GetMany(view, merchant_id, sharing.customer_ids));
  std::vector<ProfileFacts> facts;
  for (const StoredCustomer& profile : suggested.profiles) {
    facts.push_back(FactsOf(tables_, profile));
  }
  std::vector<IdPair> ids;
  for (size_t i = 0; i < facts.size(); ++i) {
    for (size_t j = i + 1; j < facts.size(); ++j) {
      std::optional<DuplicateEvidence> evidence =
          EvidenceOf(facts[i], facts[j]);
      if (!evidence) continue;
      ids.push_back(IdsOf(suggested.profiles, {i, j}));
      suggested.pairs.emplace(NumberPair(i, j), *std::move(evidence));
    }
  }
  if (ids.empty()) return suggested;
  ASSIGN_OR_RETURN(const std::vector<bool> are_ignored,
                   ignored_.AreIgnored(view, merchant_id, ids));
  size_t place = 0;
  for (auto pair = suggested.pairs.begin(); pair != suggested.pairs.end();) {
    if (are_ignored[place++]) {
      pair = suggested.pairs.erase(pair);
      continue;
    }
    const auto [i, j] = pair->first;
    ASSIGN_OR_RETURN(
        const bool are_met,
        AreMetBefore(view, merchant_id, facts[i], facts[j], sharing));
    if (!are_met) suggested.own.insert(pair->first);
    ++pair;
  }
  return suggested;
}

absl::StatusOr<std::set<std::string>> Suggester::OthersAround(
    const kv::View& view, std::string_view merchant_id, const Sharing& sharing,
    const Suggested& suggested) const {
  std::set<size_t> members;
  for (const auto& [pair, evidence] : suggested.pairs) {
    members.insert({pair.first, pair.second});
  }
  std::set<std::string> others;
  std::set<std::string> keys = {sharing.key};
  for (const size_t member : members) {
    const ProfileFacts facts = FactsOf(tables_, suggested.profiles[member]);
    for (size_t i = 0; i < kIdentifiers.size(); ++i) {
      for (const std::string& tail : facts.keys[i]) {
        const std::string key = KeyOf(i, merchant_id, tail);
        if (!keys.insert(key).second) continue;
        ASSIGN_OR_RETURN(
            const Sharing shared,
            SharingOf(view, i, key, static_cast<int>(kSharingMax) + 1));
        if (shared.is_of_too_many()) continue;
        others.insert(shared.customer_ids.begin(), shared.customer_ids.end());
        if (others.size() > kNeighboursMax) return others;
      }
    }
  }
  return others;
}

absl::StatusOr<Neighbourhood> Suggester::Around(
    const kv::View& view, std::string_view merchant_id, const Sharing& sharing,
    const Suggested& suggested) const {
  ASSIGN_OR_RETURN(std::set<std::string> others,
                   OthersAround(view, merchant_id, sharing, suggested));
  Neighbourhood around;
  std::map<std::string, size_t, std::less<>> places;
  const auto add = [&](const StoredCustomer& profile) {
    const std::string& id = profile.customer().id();
    places.emplace(id, around.ids.size());
    around.ids.push_back(id);
    around.facts.push_back(FactsOf(tables_, profile));
  };
  for (const StoredCustomer& profile : suggested.profiles) {
    add(profile);
    others.erase(profile.customer().id());
  }
  if (around.ids.size() + others.size() > kNeighboursMax) {
    return Neighbourhood();
  }
  ASSIGN_OR_RETURN(const std::vector<StoredCustomer> profiles,
                   tables_.customers.GetMany(
                       view, merchant_id,
                       std::vector<std::string>(others.begin(), others.end())));
  for (const StoredCustomer& profile : profiles) add(profile);
  for (size_t i = 0; i < around.ids.size(); ++i) {
    ASSIGN_OR_RETURN(const std::vector<std::string> ignored,
                     ignored_.OthersOf(view, merchant_id, around.ids[i]));
    for (const std::string& other : ignored) {
      const auto place = places.find(other);
      if (place == places.end()) continue;
      around.ignored.insert(std::minmax(i, size_t{place->second}));
    }
  }
  return around;
}

absl::StatusOr<std::optional<DuplicateEvidence>> Suggester::LookAgain(
    const kv::View& view, std::string_view merchant_id,
    const IdPair& ids) const {
  const auto nothing = std::optional<DuplicateEvidence>();
  ASSIGN_OR_RETURN(
      const auto rows,
      tables_.customers.FindMany(view, merchant_id, {ids.first, ids.second}));
  if (!rows[0] || !rows[1]) return nothing;
  ASSIGN_OR_RETURN(const std::vector<bool> are_ignored,
                   ignored_.AreIgnored(view, merchant_id, {ids}));
  if (are_ignored[0]) return nothing;
  // Who was merged away is found by nothing, and so shares nothing.
  return EvidenceOf(FactsOf(tables_, *rows[0]), FactsOf(tables_, *rows[1]));
}

absl::StatusOr<v1::CheckDuplicatesResponse> Suggester::Check(
    const kv::View& view, std::string_view merchant_id,
    const StoredCustomer& draft, bool sees_contact) const {
  v1::CheckDuplicatesResponse response;
  const ProfileFacts facts = FactsOf(tables_, draft);
  std::set<std::string> ids;
  for (size_t i = 0; i < kIdentifiers.size(); ++i) {
    for (const std::string& tail : facts.keys[i]) {
      ASSIGN_OR_RETURN(const Sharing sharing,
                       SharingOf(view, i, KeyOf(i, merchant_id, tail)));
      // With the draft it would be one more.
      if (sharing.count >= static_cast<int>(kSharingMax)) {
        *response.add_shared_identifiers() = SharedIdentifierOf(sharing);
      } else {
        ids.insert(sharing.customer_ids.begin(), sharing.customer_ids.end());
      }
    }
  }
  ASSIGN_OR_RETURN(
      std::vector<StoredCustomer> profiles,
      tables_.customers.GetMany(
          view, merchant_id, std::vector<std::string>(ids.begin(), ids.end())));
  const auto& evidence_of = sees_contact ? EvidenceOf : EvidenceWithoutContact;
  std::vector<DuplicateMatch> matches;
  for (StoredCustomer& profile : profiles) {
    std::optional<DuplicateEvidence> evidence =
        evidence_of(FactsOf(tables_, profile), facts);
    if (!evidence) continue;
    DuplicateMatch& match = matches.emplace_back();
    *match.mutable_customer() = std::move(*profile.mutable_customer());
    *match.mutable_evidence() = *std::move(evidence);
  }
  std::sort(matches.begin(), matches.end(), IsSurer);
  if (matches.size() > kMatchesMax) matches.resize(kMatchesMax);
  for (DuplicateMatch& match : matches) {
    *response.add_matches() = std::move(match);
  }
  return response;
}

v1::SharedIdentifier SharedIdentifierOf(const Sharing& sharing) {
  v1::SharedIdentifier shared;
  shared.set_field(std::string(kIdentifiers[sharing.identifier].field));
  shared.set_customer_count(sharing.count);
  constexpr size_t kNamed = 3;
  for (size_t i = 0; i < std::min(kNamed, sharing.customer_ids.size()); ++i) {
    shared.add_customer_ids(sharing.customer_ids[i]);
  }
  return shared;
}

}  // namespace comptoir::customers
