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

bool HasPhone(const Identity& identity, std::string_view text,
              const PhoneKeys& phones) {
  const std::string key = KeyIn(Space::kCustomersByPhone, identity);
  if (phones.whole && phones.whole->key == key) return true;
  if (std::any_of(
          phones.beginnings.begin(), phones.beginnings.end(),
          [&](const std::string& prefix) { return key.starts_with(prefix); })) {
    return true;
  }
  const std::optional<std::string> digits = PhoneDigits(text);
  return digits && KeyIn(Space::kCustomersByPhoneTail, identity)
                       .starts_with(Reversed(*digits));
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

template <typename Predicate>
const Identity* FindFirst(const Identities& identities, Predicate predicate) {
  const auto found =
      std::find_if(identities.begin(), identities.end(), predicate);
  return found == identities.end() ? nullptr : &*found;
}

}  // namespace

const Identity* FindMatched(const Identities& identities,
                            SuggestionMatch matched, std::string_view text,
                            const PhoneKeys& phones) {
  switch (matched) {
    case v1::SUGGESTION_MATCH_EMAIL:
      return FindFirst(identities, [&](const Identity& identity) {
        return KeyIn(Space::kCustomersByEmail, identity)
            .starts_with(EmailKey(WithoutIgnorable(text)));
      });
    case v1::SUGGESTION_MATCH_PHONE:
      return FindFirst(identities, [&](const Identity& identity) {
        return HasPhone(identity, text, phones);
      });
    case v1::SUGGESTION_MATCH_SIMILAR_PHONE:
      return FindFirst(identities, [&](const Identity& identity) {
        return phones.whole && HasSimilarPhone(identity, *phones.whole);
      });
    case v1::SUGGESTION_MATCH_REFERENCE_ID:
      return FindFirst(identities, [&](const Identity& identity) {
        return KeyIn(Space::kCustomersByReference, identity)
            .starts_with(ReferenceKey(ToNfc(Trim(text))));
      });
    default:
      return FindNamed(identities, text);
  }
}

}  // namespace comptoir::customers
