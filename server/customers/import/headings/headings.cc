#include "server/customers/import/headings/headings.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "server/base/csv/text_encoding.h"
#include "server/customers/import/headings/heading_words.h"

namespace comptoir::customers {
namespace {

using Words = std::vector<std::string>;

// What a place adds to a rank: more than any rank of a heading without one.
constexpr int kPlaceStep = 10;

struct Meaning {
  std::string_view field;
  int rank = 0;
};

Words Split(std::string_view folded) {
  return absl::StrSplit(std::string(folded), ' ', absl::SkipEmpty());
}

// By folded heading.
const std::map<std::string, Meaning, std::less<>>& Known() {
  static const auto* const known = [] {
    auto* map = new std::map<std::string, Meaning, std::less<>>;
    for (const auto& [field, rank, headings] : AllHeadingWords()) {
      for (const auto& heading : absl::StrSplit(std::string(headings), ',')) {
        map->try_emplace(FoldHeading(std::string(heading)),
                         Meaning{field, rank});
      }
      // The fields by their own names.
      map->try_emplace(FoldHeading(field), Meaning{field, 0});
    }
    return map;
  }();
  return *known;
}

// By folded words, the longest first.
const std::vector<std::pair<Words, Place>>& Places() {
  static const auto* const places = [] {
    auto* list = new std::vector<std::pair<Words, Place>>;
    for (const auto& [place, words] : AllPlaceWords()) {
      for (const auto& one : absl::StrSplit(std::string(words), ',')) {
        list->emplace_back(Split(FoldHeading(std::string(one))), place);
      }
    }
    std::stable_sort(list->begin(), list->end(),
                     [](const auto& a, const auto& b) {
                       return a.first.size() > b.first.size();
                     });
    return list;
  }();
  return *places;
}

std::optional<Meaning> Find(const Words& words) {
  const auto found = Known().find(absl::StrJoin(words, " "));
  if (found == Known().end()) return std::nullopt;
  return found->second;
}

bool IsDigit(const std::string& word) {
  return word.size() == 1 && word[0] >= '1' && word[0] <= '9';
}

// Cuts out the words of the first place that is named, unless nothing is left
// then but a number: "Billing Address 2" has an address. nullopt without one.
std::optional<Place> TakePlace(Words& words) {
  for (const auto& [named, place] : Places()) {
    const auto at =
        std::search(words.begin(), words.end(), named.begin(), named.end());
    if (at == words.end()) continue;
    Words rest = words;
    const auto from = rest.begin() + (at - words.begin());
    rest.erase(from, from + static_cast<ptrdiff_t>(named.size()));
    if (std::all_of(rest.begin(), rest.end(), IsDigit)) continue;
    words = std::move(rest);
    return place;
  }
  return std::nullopt;
}

// Cuts out a number of one digit, as in "E-mail 2 Address"; 0 without one.
int TakeNumber(Words& words) {
  const auto at = std::find_if(words.begin(), words.end(), IsDigit);
  if (at == words.end() || words.size() == 1) return 0;
  const int number = at->front() - '0';
  words.erase(at);
  return number;
}

// "Address 1 - City", as Google numbers addresses.
int TakeAddressNumber(Words& words) {
  constexpr size_t kPrefix = 2;
  if (words.size() <= kPrefix || words[0] != "address") return 0;
  Words number = {words[0], words[1]};
  const int taken = TakeNumber(number);
  if (taken != 0) words.erase(words.begin(), words.begin() + kPrefix);
  return taken;
}

bool IsOfAPlace(std::string_view field) {
  return field.starts_with("address.") || field == kWholeAddress ||
         field == kHouseNumber || field == kHouseNumberFirst ||
         field == "email_address" || field == "phone_number";
}

// Who lives or works somewhere else is somebody else; who pays is not.
bool MayStandAt(Place place, std::string_view field) {
  return place == Place::kMain || place == Place::kBilling || IsOfAPlace(field);
}

Heading Placed(const Meaning& meaning, Place place, int number) {
  const int step = (static_cast<int>(place) + 1) * kPlaceStep + number;
  return {.field = std::string(meaning.field),
          // Parts of one address keep their order among themselves.
          .rank = meaning.field.starts_with("address.") ? meaning.rank
                                                        : meaning.rank + step,
          .group = step};
}

}  // namespace

Heading ReadHeading(std::string_view text) {
  Words words = Split(FoldHeading(text));
  if (const auto meaning = Find(words)) {
    return {.field = std::string(meaning->field), .rank = meaning->rank};
  }
  if (const int number = TakeAddressNumber(words); number != 0) {
    const auto meaning = Find(words);
    if (!meaning || !IsOfAPlace(meaning->field)) return {};
    return Placed(*meaning, Place::kMain, number);
  }
  const std::optional<Place> place = TakePlace(words);
  // Of the whole heading as of what is left: "Home Street 2" has a second line,
  // "Home Phone 2" is another phone.
  int number = 0;
  std::optional<Meaning> meaning = Find(words);
  if (!meaning) {
    number = TakeNumber(words);
    meaning = Find(words);
  }
  if (!meaning) return {};
  if (place && !MayStandAt(*place, meaning->field)) return {};
  if (place) return Placed(*meaning, *place, number);
  return {.field = std::string(meaning->field), .rank = meaning->rank + number};
}

bool IsColumnField(std::string_view field) {
  if (field.starts_with(kAttributeField)) {
    return field.size() > kAttributeField.size();
  }
  const auto all = AllHeadingWords();
  return std::any_of(all.begin(), all.end(), [field](const HeadingWords& one) {
    return one.field == field;
  });
}

}  // namespace comptoir::customers
