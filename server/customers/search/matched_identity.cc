#include "server/customers/search/matched_identity.h"

#include <algorithm>
#include <optional>
#include <string>

#include "server/base/ids.h"
#include "server/customers/customer_tables.h"
#include "server/customers/index/name_index.h"
#include "server/customers/index/name_suggest.h"
#include "server/customers/rules/customer_names.h"
#include "server/customers/search/customer_query.h"
#include "server/store/key_spaces.h"
#include "server/values/email.h"
#include "server/values/names/name_terms.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using store::Space;
using v1::SuggestionMatch;

bool IsPhone(const IdentityPhone& number, std::string_view text,
             const PhoneKeys& phones) {
  if (number.key.empty()) return false;
  if (phones.whole && phones.whole->key == number.key) return true;
  if (std::any_of(phones.beginnings.begin(), phones.beginnings.end(),
                  [&](const std::string& prefix) {
                    return number.key.starts_with(prefix);
                  })) {
    return true;
  }
  const std::optional<std::string> digits = PhoneDigits(text);
  return digits && number.national.ends_with(*digits);
}

// As an index of these names alone would find them, typos included.
const Identity* FindNamed(const Identities& identities, std::string_view text) {
  NameIndex index;
  const auto id_of = [](size_t i) {
    IdBytes id{};
    id.back() = static_cast<char>(i);
    return id;
  };
  for (size_t i = 0; i < identities.size(); ++i) {
    index.Put({.id = id_of(i),
               .display_name = "",
               .words = NameTerms(identities[i].customer)});
  }
  const NameQuery query =
      ReadNameQuery(text, {.has_sounds = index.has_sounds(),
                           .has_consonants = index.has_consonants()});
  const auto found = SuggestByName(index, query, identities.size());
  if (found.empty()) return nullptr;
  // What is shown, else the one that matches best.
  const auto shown =
      std::find_if(found.begin(), found.end(), [&](const auto& suggestion) {
        return index.IdOf(suggestion.customer) == id_of(0);
      });
  const auto& best = shown == found.end() ? found.front() : *shown;
  return &identities[static_cast<unsigned char>(
      index.IdOf(best.customer).back())];
}

// The first of a list in any identity for which this holds.
template <typename ListOf, typename Predicate>
Matched FindFirst(const Identities& identities, ListOf list_of,
                  Predicate predicate) {
  for (const Identity& identity : identities) {
    const auto list = list_of(identity);
    const auto found = std::find_if(list.begin(), list.end(), predicate);
    if (found == list.end()) continue;
    return {.identity = &identity,
            .place = static_cast<size_t>(found - list.begin())};
  }
  return {};
}

Matched FindByKey(const Identities& identities, Space space,
                  const std::string& prefix) {
  return FindFirst(
      identities,
      [space](const Identity& identity) { return KeysIn(space, identity); },
      [&](const std::string& key) { return key.starts_with(prefix); });
}

}  // namespace

Matched FindMatched(const Identities& identities, SuggestionMatch matched,
                    std::string_view text, const PhoneKeys& phones) {
  switch (matched) {
    case v1::SUGGESTION_MATCH_EMAIL:
      return FindByKey(identities, Space::kCustomersByEmail,
                       EmailKey(WithoutIgnorable(text)));
    case v1::SUGGESTION_MATCH_PHONE:
      return FindFirst(identities, PhonesOf, [&](const IdentityPhone& number) {
        return IsPhone(number, text, phones);
      });
    case v1::SUGGESTION_MATCH_SIMILAR_PHONE:
      return FindFirst(identities, PhonesOf, [&](const IdentityPhone& number) {
        return phones.whole && IsSimilarPhone(number, *phones.whole);
      });
    case v1::SUGGESTION_MATCH_REFERENCE_ID:
      return FindByKey(identities, Space::kCustomersByReference,
                       ReferenceKey(ToNfc(Trim(text))));
    default:
      return {.identity = FindNamed(identities, text)};
  }
}

}  // namespace comptoir::customers
