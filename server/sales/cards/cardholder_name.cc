#include "server/sales/cards/cardholder_name.h"

#include <algorithm>
#include <array>

#include "server/values/text.h"
#include "unicode/uchar.h"

namespace comptoir::sales {
namespace {

// Words, folded, that stand on cards issued to nobody in particular.
constexpr std::array<std::string_view, 20> kPlaceholders = {
    "cardholder", "cardmember", "customer", "valued",   "card",
    "gift",       "visa",       "carte",    "cadeau",   "titulaire",
    "porteur",    "tarjeta",    "regalo",   "titular",  "instant",
    "issue",      "prepaid",    "client",   "electron", "mastercard"};

bool IsPlaceholder(std::string_view text) {
  return std::find(kPlaceholders.begin(), kPlaceholders.end(), text) !=
         kPlaceholders.end();
}

// A person has a word of letters that is not on the list.
bool NamesNobody(std::string_view text) {
  bool has_word = false;
  for (const std::string& word : FoldedWords(text)) {
    if (!IsPlaceholder(word)) {
      has_word = has_word || std::any_of(word.begin(), word.end(), [](char c) {
                   return c < '0' || c > '9';
                 });
    }
  }
  return !has_word;
}

// One space between words.
std::string Squeezed(std::string_view text) {
  std::string squeezed;
  for (const char c : Trim(text)) {
    const bool is_space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!is_space) {
      squeezed += c;
    } else if (squeezed.back() != ' ') {
      squeezed += ' ';
    }
  }
  return squeezed;
}

bool HasLowerCase(std::string_view text) {
  while (!text.empty()) {
    const CodePoint point = FirstCodePoint(text);
    if (point.value >= 0 && u_islower(point.value)) return true;
    text.remove_prefix(point.bytes);
  }
  return false;
}

// A capital at the beginning and after anything that is not a letter. Chips
// hold capitals only; text with small letters was written with care.
std::string AsName(std::string_view text) {
  const std::string squeezed = Squeezed(text);
  if (HasLowerCase(squeezed)) return squeezed;
  std::string name;
  bool is_inside_word = false;
  for (std::string_view rest = squeezed; !rest.empty();) {
    const CodePoint point = FirstCodePoint(rest);
    if (point.value >= 0) {
      AppendCodePoint(
          is_inside_word ? u_tolower(point.value) : u_totitle(point.value),
          &name);
      is_inside_word = u_isalpha(point.value);
    }
    rest.remove_prefix(point.bytes);
  }
  return name;
}

// The chip's order; a title follows the given names after a dot.
PersonName FromChip(std::string_view text, size_t slash) {
  std::string_view given = text.substr(slash + 1);
  given = given.substr(0, given.find('/'));
  const size_t dot = given.find('.');
  // A dot after one letter is an initial: "DOE/J. R".
  if (dot != std::string_view::npos && dot > 1) given = given.substr(0, dot);
  return {.given_name = AsName(given),
          .family_name = AsName(text.substr(0, slash))};
}

// The embosser's order.
PersonName FromEmbossed(std::string_view text) {
  const std::string name = AsName(text);
  const size_t space = name.rfind(' ');
  if (space == std::string::npos) return {.family_name = name};
  return {.given_name = name.substr(0, space),
          .family_name = name.substr(space + 1)};
}

}  // namespace

std::optional<PersonName> ParseCardholderName(std::string_view text) {
  if (!IsValidUtf8(text) || NamesNobody(text)) return std::nullopt;
  const size_t slash = text.find('/');
  return slash == std::string_view::npos ? FromEmbossed(text)
                                         : FromChip(text, slash);
}

}  // namespace comptoir::sales
