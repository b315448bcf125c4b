#include "server/customers/import/spelling/cells.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/values/text.h"

namespace comptoir::customers {
namespace {

// A number of fewer digits is none.
constexpr int kPhoneDigitsMin = 5;

constexpr std::string_view kPlaceholders[] = {
    "#N/A",   "#N/D",   "#NAME?", "#NULL!", "#REF!",    "#VALUE!", "(blank)",
    "(leer)", "(null)", "(vide)", "<null>", "N.A.",     "N/A",     "NULL",
    "NaN",    "[null]", "\\N",    "n. a.",  "n.a.",     "n/a",     "n/d",
    "n.d.",   "nan",    "null",   "s/o",    "undefined"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

int CountDigits(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), IsDigit));
}

std::string_view WithoutGuard(std::string_view cell) {
  constexpr std::string_view kGuarded = "=+-@\t\r\n0123456789";
  if (cell.size() > 1 && cell[0] == '\'' &&
      kGuarded.find(cell[1]) != std::string_view::npos) {
    cell.remove_prefix(1);
  }
  return cell;
}

std::string_view WithoutFormula(std::string_view cell) {
  constexpr std::string_view kStart = "=\"";
  const bool is_text = cell.size() > kStart.size() &&
                       cell.starts_with(kStart) && cell.ends_with('"') &&
                       cell.find('"', kStart.size()) == cell.size() - 1;
  if (!is_text) return cell;
  cell.remove_prefix(kStart.size());
  cell.remove_suffix(1);
  return cell;
}

// Of whole numbers of at least five digits: "1.0" may be a version.
std::string_view WithoutFraction(std::string_view cell) {
  constexpr std::string_view kFraction = ".0";
  if (!cell.ends_with(kFraction)) return cell;
  const std::string_view whole = cell.substr(0, cell.size() - kFraction.size());
  const bool is_number = whole.size() >= kPhoneDigitsMin &&
                         std::all_of(whole.begin(), whole.end(), IsDigit);
  return is_number ? whole : cell;
}

// Cuts `text` at each of `separators`; parts are clean and not empty.
std::vector<std::string> SplitAt(std::string_view text,
                                 const std::vector<std::string_view>& all) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    size_t end = text.size();
    size_t skipped = 0;
    for (const std::string_view separator : all) {
      const size_t at = text.find(separator);
      if (at < end) {
        end = at;
        skipped = separator.size();
      }
    }
    if (std::string part = CleanCell(text.substr(0, end)); !part.empty()) {
      parts.push_back(std::move(part));
    }
    text.remove_prefix(std::min(end + skipped, text.size()));
  }
  return parts;
}

std::string PlainEmail(std::string text) {
  const size_t open = text.rfind('<');
  if (open != std::string::npos && text.ends_with('>')) {
    text = text.substr(open + 1, text.size() - open - 2);
  }
  constexpr std::string_view kScheme = "mailto:";
  if (ToLower(text).starts_with(kScheme)) text.erase(0, kScheme.size());
  return Trim(text);
}

}  // namespace

std::string CleanCell(std::string_view cell) {
  const std::string trimmed = Trim(cell);
  return Trim(WithoutFraction(WithoutFormula(WithoutGuard(trimmed))));
}

bool IsPlaceholder(std::string_view cell) {
  if (cell.empty()) return false;
  // Not a letter or a digit in it: "-", "--", "?", "...".
  bool has_sign = false;
  for (std::string_view rest = cell; !rest.empty() && !has_sign;) {
    const CodePoint c = FirstCodePoint(rest);
    has_sign = IsAlphanumeric(c.value);
    rest.remove_prefix(c.bytes);
  }
  return !has_sign ||
         std::find(std::begin(kPlaceholders), std::end(kPlaceholders), cell) !=
             std::end(kPlaceholders);
}

bool IsRounded(std::string_view cell) {
  const size_t exponent = cell.find_first_of("eE");
  if (exponent == std::string_view::npos || exponent + 2 >= cell.size()) {
    return false;
  }
  const std::string_view power = cell.substr(exponent + 1);
  const auto is_of_number = [](char c) {
    return IsDigit(c) || c == '.' || c == ',';
  };
  return power[0] == '+' &&
         std::all_of(power.begin() + 1, power.end(), IsDigit) && exponent > 0 &&
         IsDigit(cell[0]) &&
         std::all_of(cell.begin(), cell.begin() + static_cast<int>(exponent),
                     is_of_number);
}

bool SaysTheSame(std::string_view a, std::string_view b) {
  std::string one = Fold(a);
  std::string other = Fold(b);
  std::erase(one, ' ');
  std::erase(other, ' ');
  return one == other;
}

bool IsLikeAPhone(std::string_view cell) {
  return CountDigits(cell) >= kPhoneDigitsMin;
}

bool IsMeantAsEmail(std::string_view value) {
  // Also as it is written where Chinese and Japanese are.
  return value.find('@') != std::string_view::npos ||
         value.find("\uff20") != std::string_view::npos;
}

bool IsMeantAsPhone(std::string_view value) {
  // What a form shows before anything is typed.
  constexpr int kCountryCodeMax = 3;
  const bool has_plus = value.starts_with('+') || value.starts_with("\uff0b");
  int digits = 0;
  bool has_number = false;
  while (!value.empty()) {
    const CodePoint c = FirstCodePoint(value);
    if (DigitValue(c.value) >= 0) ++digits;
    has_number = has_number || DigitValue(c.value) > 0;
    value.remove_prefix(c.bytes);
  }
  return has_number && !(has_plus && digits <= kCountryCodeMax);
}

std::vector<std::string> SplitEmails(const std::string& cell) {
  std::vector<std::string> emails;
  for (std::string& part :
       SplitAt(cell, {":::", ";", ",", "|", " / ", "\n", "\r"})) {
    emails.push_back(PlainEmail(std::move(part)));
  }
  // A blank between two addresses separates them, too.
  if (emails.size() == 1 && std::count(cell.begin(), cell.end(), '@') > 1) {
    return SplitAt(emails[0], {" "});
  }
  return emails;
}

std::vector<std::string> SplitPhones(const std::string& cell) {
  std::vector<std::string> phones;
  for (std::string& part :
       SplitAt(cell, {":::", ";", " / ", "|", "\n", "\r", " ou ", " or ",
                      " et ", " and ", " o ", " oder ", ", "})) {
    // What is too short goes with what is before it: an extension.
    if (!phones.empty() && CountDigits(part) < kPhoneDigitsMin) {
      return {CleanCell(cell)};
    }
    phones.push_back(std::move(part));
  }
  return phones;
}

bool CutRemark(std::string& phone) {
  bool is_cut = false;
  size_t open = phone.find('(');
  while (open != std::string::npos) {
    const size_t close = phone.find(')', open);
    if (close == std::string::npos) break;
    const std::string rest = phone.substr(0, open) + phone.substr(close + 1);
    if (CountDigits(phone) == CountDigits(rest) && IsLikeAPhone(rest)) {
      phone = rest;
      is_cut = true;
    } else {
      ++open;
    }
    open = phone.find('(', open);
  }
  if (is_cut) phone = Trim(phone);
  return is_cut;
}

std::vector<std::string> SplitLines(std::string_view cell) {
  return SplitAt(cell, {"\n", "\r"});
}

}  // namespace comptoir::customers
