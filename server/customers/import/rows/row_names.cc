#include "server/customers/import/rows/row_names.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "server/customers/import/spelling/cells.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using v1::Customer;

constexpr std::string_view kTrue[] = {
    "1",    "true", "yes", "y",       "oui",     "si",   "ja",
    "vrai", "x",    "sim", "company", "societe", "wahr", "verdadero"};

bool IsTrue(std::string_view cell) {
  return std::find(std::begin(kTrue), std::end(kTrue), Fold(cell)) !=
         std::end(kTrue);
}

constexpr UScriptCode kEastAsian[] = {USCRIPT_HAN, USCRIPT_HIRAGANA,
                                      USCRIPT_KATAKANA, USCRIPT_HANGUL};

// Whether every letter is Chinese, Japanese or Korean: there the family name
// comes first.
bool IsEastAsian(std::string_view name) {
  bool has_letter = false;
  while (!name.empty()) {
    const CodePoint c = FirstCodePoint(name);
    name.remove_prefix(c.bytes);
    if (u_isalpha(c.value) == 0) continue;
    // A letter may be of several, as the mark of a long vowel in "ローラ".
    const bool is_of_one = std::any_of(
        std::begin(kEastAsian), std::end(kEastAsian), [&c](UScriptCode script) {
          return uscript_hasScript(c.value, script) != 0;
        });
    if (!is_of_one) return false;
    has_letter = true;
  }
  return has_letter;
}

// The first of the blanks that part a name, the ideographic one among them.
size_t FindBlank(std::string_view name) {
  return std::min(
      {name.find(' '), name.find("\u3000"), name.find("\u00a0"), name.size()});
}

void SplitName(std::string_view name, bool is_family_first,
               Customer& customer) {
  const size_t comma = std::min({name.find(','), name.find("，")});
  if (comma != std::string_view::npos) {
    customer.set_family_name(Trim(name.substr(0, comma)));
    const size_t bytes = FirstCodePoint(name.substr(comma)).bytes;
    customer.set_given_name(Trim(name.substr(comma + bytes)));
    return;
  }
  const size_t blank = FindBlank(name);
  const std::string first(name.substr(0, blank));
  const std::string rest = Trim(name.substr(blank));
  const bool starts_with_family =
      !rest.empty() && (is_family_first || IsEastAsian(name));
  customer.set_given_name(starts_with_family ? rest : first);
  customer.set_family_name(starts_with_family ? first : rest);
}

// Of companies, as they stand behind a comma. Those of two letters are names of
// people, too: "Nguyen, An".
constexpr std::string_view kLegalForms[] = {
    "bvba", "corp", "eirl",   "eurl", "gmbh", "inc",   "limited", "llc",
    "llp",  "ltd",  "ltda",   "plc",  "sarl", "sarlu", "sas",     "sasu",
    "scea", "scop", "selarl", "snc",  "spa",  "sprl",  "srl"};

// "Boulangerie Paul, SARL", "Acme, Inc.", "Rossi, S.r.l.": a company.
bool HasLegalForm(std::string_view name) {
  const size_t comma = name.rfind(',');
  if (comma == std::string_view::npos || comma == 0) return false;
  std::string form = Fold(Trim(name.substr(comma + 1)));
  std::erase_if(form, [](char c) { return c == '.' || c == ' '; });
  return std::find(std::begin(kLegalForms), std::end(kLegalForms), form) !=
         std::end(kLegalForms);
}

std::set<std::string> WordsOf(std::string_view text) {
  const std::vector<std::string> words = FoldedWords(text);
  return {words.begin(), words.end()};
}

// Whether a whole name says nothing that the customer's names do not.
bool IsKnown(std::string_view name, const Customer& customer) {
  const std::set<std::string> known =
      WordsOf(customer.given_name() + ' ' + customer.family_name() + ' ' +
              customer.company_name() + ' ' + customer.nickname());
  const std::set<std::string> words = WordsOf(name);
  return std::includes(known.begin(), known.end(), words.begin(), words.end());
}

void ReadWholeName(RowCells& cells, Customer& customer) {
  for (const std::string_view field : {kFullName, kFullNameFamilyFirst}) {
    for (const FilledCell& cell : cells.All(field)) {
      if (IsKnown(cell.text, customer)) continue;
      if (!customer.given_name().empty() || !customer.family_name().empty()) {
        cells.LeaveOut(cell.column, "other columns hold the customer's names");
        continue;
      }
      if (HasLegalForm(cell.text)) {
        if (customer.company_name().empty()) {
          customer.set_company_name(cell.text);
        } else {
          cells.LeaveOut(cell.column, "other columns hold the company's name");
        }
        continue;
      }
      SplitName(cell.text, field == kFullNameFamilyFirst, customer);
    }
  }
}

// A company is called what its columns say, whatever they are columns of. What
// they say otherwise is told.
void ReadCompany(RowCells& cells, Customer& customer) {
  const bool has_given_name = !customer.given_name().empty();
  for (const std::string_view field : {kFullName, kFullNameFamilyFirst}) {
    for (const FilledCell& cell : cells.All(field)) {
      if (customer.company_name().empty()) {
        customer.set_company_name(cell.text);
      } else if (!IsKnown(cell.text, customer)) {
        cells.LeaveOut(cell.column, "other columns hold the company's name");
      }
    }
  }
  // "Nom" is the column of family names.
  if (has_given_name || customer.family_name().empty()) return;
  if (customer.company_name().empty()) {
    customer.set_company_name(customer.family_name());
  }
  if (SaysTheSame(customer.company_name(), customer.family_name())) {
    customer.clear_family_name();
  }
}

std::string With(std::string_view before, std::string_view blank,
                 std::string_view after) {
  std::string text(before);
  if (!before.empty() && !after.empty()) text += blank;
  return text += after;
}

}  // namespace

void ReadNames(RowCells& cells, Customer& customer) {
  customer.set_company_name(cells.First("company_name"));
  customer.set_nickname(cells.First("nickname"));
  customer.set_given_name(
      With(cells.First("given_name"), " ", cells.Joined(kMiddleName, " ")));
  customer.set_family_name(With(
      With(cells.Joined(kFamilyPrefix, " "), " ", cells.First("family_name")),
      " ", cells.Joined(kSecondFamilyName, " ")));
  const bool is_company = IsTrue(cells.Joined(kIsCompany, " "));
  is_company ? ReadCompany(cells, customer) : ReadWholeName(cells, customer);
}

}  // namespace comptoir::customers
