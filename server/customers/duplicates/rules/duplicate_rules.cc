#include "server/customers/duplicates/rules/duplicate_rules.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_split.h"
#include "server/base/text/jaro_winkler.h"
#include "server/customers/import/known/agreement.h"
#include "server/customers/import/known/likeness.h"

namespace comptoir::customers {
namespace {

using Words = std::vector<std::string>;

constexpr int kSameScore = 100;

// How two profiles' names agree; of several names the two that do best.
struct NameEvidence {
  v1::NameMatch match = v1::NAME_MATCH_UNSPECIFIED;  // Not similar.
  int score = 0;
  // For the rule of imports.
  Agreement agreement = Agreement::kDifferent;
  Agreement given = Agreement::kUnknown;
};

// The longest first, so that no initial takes a word that another one is.
Words WordsOf(const std::string& folded) {
  Words words = absl::StrSplit(folded, ' ', absl::SkipEmpty());
  std::sort(words.begin(), words.end(), [](const auto& a, const auto& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  return words;
}

// Whether each word of one has its own in the other, which is the same or of
// which one is the initial: "m roux" and "marie roux". One word must be the
// same.
bool IsShortForm(const std::string& a, const std::string& b) {
  Words fewer = WordsOf(a);
  Words more = WordsOf(b);
  if (std::pair(more.size(), more) < std::pair(fewer.size(), fewer)) {
    fewer.swap(more);
  }
  bool has_whole_word = false;
  for (const std::string& word : fewer) {
    auto found = std::find(more.begin(), more.end(), word);
    if (found != more.end()) {
      has_whole_word = true;
    } else {
      found = std::find_if(more.begin(), more.end(), [&](const auto& other) {
        return std::min(word.size(), other.size()) == 1 &&
               word.front() == other.front();
      });
    }
    if (found == more.end()) return false;
    more.erase(found);
  }
  return has_whole_word;
}

NameEvidence CompareTexts(const std::string& a, const std::string& b) {
  NameEvidence names = {.score = JaroWinklerPercent(a, b),
                        .agreement = CompareNames(a, b)};
  if (names.agreement == Agreement::kSame) {
    names.match = v1::NAME_MATCH_SAME;
    names.score = kSameScore;
  } else if (names.agreement == Agreement::kSimilar || IsShortForm(a, b)) {
    names.match = v1::NAME_MATCH_SHORT_FORM;
  } else if (names.score >= kSpellingPercentMin) {
    names.match = v1::NAME_MATCH_SPELLING;
  }
  return names;
}

// The lower, the better.
int RankOf(v1::NameMatch match) {
  return match == v1::NAME_MATCH_UNSPECIFIED ? v1::NameMatch_ARRAYSIZE
                                             : static_cast<int>(match);
}

bool IsBetter(const NameEvidence& one, const NameEvidence& other) {
  const int rank = RankOf(one.match);
  const int other_rank = RankOf(other.match);
  if (rank != other_rank) return rank < other_rank;
  if (one.score != other.score) return one.score > other.score;
  // Nothing tells them apart but the first name: the same either way round.
  return one.given < other.given;
}

bool HasPerson(const FoldedNames& names) { return !names.person.empty(); }

// Of all names of one and of the other that are persons', or companies'.
NameEvidence BestOf(const std::vector<FoldedNames>& a,
                    const std::vector<FoldedNames>& b, bool of_persons) {
  NameEvidence best = {.match = v1::NAME_MATCH_NO_NAME,
                       .agreement = Agreement::kUnknown};
  bool is_first = true;
  for (const FoldedNames& one : a) {
    for (const FoldedNames& other : b) {
      if (of_persons && !(HasPerson(one) && HasPerson(other))) continue;
      NameEvidence names = of_persons
                               ? CompareTexts(one.person, other.person)
                               : CompareTexts(one.company, other.company);
      if (of_persons) names.given = CompareNames(one.given, other.given);
      if (is_first || IsBetter(names, best)) best = names;
      is_first = false;
    }
  }
  return best;
}

// Companies are compared where neither names a person; a person and a company
// have nothing to compare.
NameEvidence CompareNamesOf(const ProfileFacts& a, const ProfileFacts& b) {
  const bool has_persons =
      std::any_of(a.names.begin(), a.names.end(), HasPerson) ||
      std::any_of(b.names.begin(), b.names.end(), HasPerson);
  return BestOf(a.names, b.names, /*of_persons=*/has_persons);
}

// Of what a profile has several of: one of them is enough.
Agreement AgreementOf(const std::vector<std::string>& a,
                      const std::vector<std::string>& b,
                      const std::vector<std::string>& shared) {
  if (a.empty() || b.empty()) return Agreement::kUnknown;
  return shared.empty() ? Agreement::kDifferent : Agreement::kSame;
}

Agreement CompareDays(const std::string& a, const std::string& b) {
  return a.empty() || b.empty() ? Agreement::kUnknown : CompareBirthdays(a, b);
}

// One rule with imports (import/known/likeness.h): what an import takes for the
// same person. Whoever has no name, or no first name, at a family's phone may
// be each of them. Who else may be meant is another question:
// merging/disputes.h.
bool IsCertain(const Likeness& likeness) {
  const bool has_names = likeness.name == Agreement::kSame ||
                         likeness.given_name != Agreement::kUnknown;
  return has_names && SurenessOf(likeness) >= Sureness::kContact;
}

// How two profiles agree but for their names.
struct Comparison {
  // For each of kIdentifiers.
  std::array<Agreement, kIdentifiers.size()> identifiers = {};
  Agreement birthday = Agreement::kUnknown;
};

bool HasAnotherContact(const Comparison& compared) {
  return compared.identifiers[kEmail] == Agreement::kDifferent ||
         compared.identifiers[kPhone] == Agreement::kDifferent;
}

void AddConflicts(const Likeness& likeness, const ProfileFacts& a,
                  const ProfileFacts& b, v1::DuplicateEvidence* evidence) {
  if (likeness.birthday == Agreement::kTypo ||
      likeness.birthday == Agreement::kDifferent) {
    evidence->add_conflicting_fields("birthday");
  }
  if (likeness.reference == Agreement::kDifferent) {
    evidence->add_conflicting_fields("reference_id");
  }
  if (!a.eu_vat.empty() && !b.eu_vat.empty() && a.eu_vat != b.eu_vat) {
    evidence->add_conflicting_fields("tax_ids");
  }
}

// What that comes to with their names; nullopt when these are not similar.
// Without what matches.
std::optional<v1::DuplicateEvidence> Weigh(const Comparison& compared,
                                           const ProfileFacts& a,
                                           const ProfileFacts& b) {
  const NameEvidence names = CompareNamesOf(a, b);
  if (names.match == v1::NAME_MATCH_UNSPECIFIED) return std::nullopt;
  const Likeness likeness = {.reference = compared.identifiers[kReference],
                             .email = compared.identifiers[kEmail],
                             .phone = compared.identifiers[kPhone],
                             .name = names.agreement,
                             .given_name = names.given,
                             .birthday = compared.birthday};
  v1::DuplicateEvidence evidence;
  evidence.set_name_match(names.match);
  evidence.set_name_score(names.score);
  AddConflicts(likeness, a, b, &evidence);
  evidence.set_confidence(evidence.conflicting_fields().empty() &&
                                  IsCertain(likeness)
                              ? v1::DUPLICATE_CONFIDENCE_CERTAIN
                              : v1::DUPLICATE_CONFIDENCE_POSSIBLE);
  return evidence;
}

}  // namespace

bool SharedKeys::empty() const {
  return std::all_of(keys.begin(), keys.end(),
                     [](const auto& some) { return some.empty(); });
}

SharedKeys SharedBy(const ProfileFacts& a, const ProfileFacts& b) {
  SharedKeys shared;
  for (size_t i = 0; i < kIdentifiers.size(); ++i) {
    std::set_intersection(a.keys[i].begin(), a.keys[i].end(), b.keys[i].begin(),
                          b.keys[i].end(), std::back_inserter(shared.keys[i]));
  }
  return shared;
}

std::optional<v1::DuplicateEvidence> EvidenceOf(const ProfileFacts& a,
                                                const ProfileFacts& b) {
  const SharedKeys shared = SharedBy(a, b);
  if (shared.empty()) return std::nullopt;
  std::optional<v1::DuplicateEvidence> evidence = EvidenceIfJoined(a, b);
  if (!evidence) return std::nullopt;
  for (size_t i = 0; i < kIdentifiers.size(); ++i) {
    if (shared.keys[i].empty()) continue;
    evidence->add_matching_fields(std::string(kIdentifiers[i].field));
  }
  return evidence;
}

std::optional<v1::DuplicateEvidence> EvidenceIfJoined(const ProfileFacts& a,
                                                      const ProfileFacts& b) {
  const SharedKeys shared = SharedBy(a, b);
  Comparison compared = {.birthday = CompareDays(a.birthday, b.birthday)};
  for (size_t i = 0; i < kIdentifiers.size(); ++i) {
    compared.identifiers[i] = AgreementOf(a.keys[i], b.keys[i], shared.keys[i]);
  }
  if (HasAnotherContact(compared)) return std::nullopt;
  // A third has something of either.
  if (shared.empty()) compared.identifiers[kEmail] = Agreement::kSame;
  return Weigh(compared, a, b);
}

std::optional<v1::DuplicateEvidence> EvidenceWithoutContact(
    const ProfileFacts& a, const ProfileFacts& b) {
  const SharedKeys shared = SharedBy(a, b);
  constexpr std::array kByWhatIsSeen = {kReference, kEmail, kPhone};
  const auto found =
      std::find_if(kByWhatIsSeen.begin(), kByWhatIsSeen.end(),
                   [&](size_t i) { return !shared.keys[i].empty(); });
  if (found == kByWhatIsSeen.end()) return std::nullopt;
  const auto unseen = [](bool have_both) {
    return have_both ? Agreement::kDifferent : Agreement::kUnknown;
  };
  Comparison compared = {
      .birthday = unseen(!a.birthday.empty() && !b.birthday.empty())};
  for (const size_t i : {kEmail, kPhone}) {
    compared.identifiers[i] =
        i == *found ? Agreement::kSame
                    : unseen(!a.keys[i].empty() && !b.keys[i].empty());
  }
  compared.identifiers[kReference] = AgreementOf(
      a.keys[kReference], b.keys[kReference], shared.keys[kReference]);
  std::optional<v1::DuplicateEvidence> evidence = Weigh(compared, a, b);
  if (!evidence) return std::nullopt;
  evidence->add_matching_fields(std::string(kIdentifiers[*found].field));
  if (HasAnotherContact(compared)) {
    evidence->set_confidence(v1::DUPLICATE_CONFIDENCE_POSSIBLE);
  }
  return evidence;
}

}  // namespace comptoir::customers
