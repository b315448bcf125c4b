#include "server/customers/rules/customer_names.h"

#include <algorithm>
#include <string_view>

#include "server/base/text/add_once.h"
#include "server/customers/index/name_index.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

constexpr size_t kSortNameBytesMax = 200;
// Sorts after every letter and digit in UTF-8.
constexpr std::string_view kAfterAllNames = "\xff";
// Longer initials than a person has are not worth a term.
constexpr size_t kInitialsMax = 3;

std::string Joined(std::string_view first, std::string_view second) {
  std::string joined(first);
  if (!first.empty() && !second.empty()) joined += ' ';
  return joined.append(second);
}

// The first letters of the words of `folded`.
std::string FirstLetters(std::string_view folded) {
  std::string letters;
  bool starts_word = true;
  for (const char c : folded) {
    if (starts_word) letters.push_back(c);
    starts_word = c == ' ';
  }
  return letters;
}

// "Jean-Luc Martin" has the initials "jlm" and "jm".
void AddInitials(const v1::Customer& customer,
                 std::vector<std::string>* terms) {
  const std::string given = FirstLetters(Fold(customer.given_name()));
  const std::string family = FirstLetters(Fold(customer.family_name()));
  if (given.empty() || family.empty()) return;
  AddOnce(InitialsTerm(given.substr(0, 1) + family.substr(0, 1)), terms);
  if (given.size() + family.size() <= kInitialsMax) {
    AddOnce(InitialsTerm(given + family), terms);
  }
}

}  // namespace

std::string DisplayName(const v1::Customer& customer) {
  std::string name = Joined(customer.given_name(), customer.family_name());
  if (!name.empty()) return name;
  return customer.company_name().empty() ? customer.nickname()
                                         : customer.company_name();
}

std::string SortName(const v1::Customer& customer) {
  std::string name = Fold(DisplayName(customer));
  if (name.empty()) return std::string(kAfterAllNames);
  name.resize(std::min(name.size(), kSortNameBytesMax));
  return name;
}

std::vector<std::string> NameTerms(const v1::Customer& customer) {
  std::vector<std::string> terms;
  for (const std::string* name :
       {&customer.given_name(), &customer.family_name(), &customer.nickname(),
        &customer.company_name()}) {
    if (name->empty()) continue;
    for (std::string& term : NameTermsOf(*name)) {
      AddOnce(std::move(term), &terms);
    }
  }
  AddInitials(customer, &terms);
  return terms;
}

bool HasNames(const v1::Customer& customer, const NameQuery& query) {
  return HasWords(NameTerms(customer), query);
}

bool IsWholeName(const v1::Customer& customer, const WholeName& name) {
  const std::string& given = customer.given_name();
  const std::string& family = customer.family_name();
  for (const std::string& whole :
       {Joined(given, family), Joined(family, given), customer.nickname(),
        customer.company_name()}) {
    if (name.IsSameAs(WholeName(whole))) return true;
  }
  return false;
}

}  // namespace comptoir::customers
