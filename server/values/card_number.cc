#include "server/values/card_number.h"

#include <algorithm>
#include <optional>
#include <string>

#include "server/values/text.h"

namespace comptoir {
namespace {

constexpr size_t kCardDigitsMin = 13;
constexpr size_t kCardDigitsMax = 19;
constexpr size_t kPhoneDigitsMax = 15;
// "CVV" and the like, what may stand before the code, and how near a date makes
// it one.
constexpr size_t kCodeNameLetters = 3;
constexpr size_t kCodeGapMax = 3;
constexpr size_t kNearDate = 40;
constexpr size_t kIbanLengthMin = 15;
constexpr size_t kIbanLengthMax = 34;

// One character of the text as the rules see it: digits as ASCII, letters as
// upper-case ASCII where they are and 'x' elsewhere, dashes and spaces of all
// kinds as '-' and ' '.
struct Plain {
  char c;
  size_t begin;
  size_t end;
};

char PlainCharacter(int c) {
  const int digit = DigitValue(c);
  if (digit >= 0) return static_cast<char>('0' + digit);
  if (c >= 'a' && c <= 'z') return static_cast<char>(c - 'a' + 'A');
  if (c < 0x80) return static_cast<char>(c);
  if (IsAlphanumeric(c)) return 'x';
  if (c == 0x00a0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f ||
      c == 0x3000) {
    return ' ';
  }
  if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xff0d) return '-';
  if (c == 0x00b7 || c == 0xff0e) return '.';
  return '?';
}

std::vector<Plain> PlainTextOf(std::string_view text) {
  std::vector<Plain> plain;
  plain.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const CodePoint c = FirstCodePoint(text.substr(i));
    if (!IsZeroWidth(c.value)) {
      plain.push_back({PlainCharacter(c.value), i, i + c.bytes});
    }
    i += c.bytes;
  }
  return plain;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'A' && c <= 'Z') || c == 'x'; }
bool IsSeparator(char c) { return c == ' ' || c == '-' || c == '.'; }

// Digits that stand together, by position in the plain text.
struct Group {
  size_t begin;
  size_t end;
  size_t size() const { return end - begin; }
};

// Groups with single separators between.
using Run = std::vector<Group>;

Run RunAt(const std::vector<Plain>& plain, size_t begin) {
  Run run;
  size_t i = begin;
  while (i < plain.size() && IsDigit(plain[i].c)) {
    Group group{i, i};
    while (i < plain.size() && IsDigit(plain[i].c)) ++i;
    group.end = i;
    run.push_back(group);
    const bool goes_on = i + 1 < plain.size() && IsSeparator(plain[i].c) &&
                         IsDigit(plain[i + 1].c);
    if (goes_on) ++i;
  }
  return run;
}

std::string DigitsOf(const std::vector<Plain>& plain, const Run& run,
                     size_t first, size_t last) {
  std::string digits;
  for (size_t g = first; g <= last; ++g) {
    for (size_t i = run[g].begin; i < run[g].end; ++i) {
      digits.push_back(plain[i].c);
    }
  }
  return digits;
}

bool PassesLuhn(std::string_view digits) {
  int sum = 0;
  bool doubles = false;
  for (size_t i = digits.size(); i-- > 0; doubles = !doubles) {
    int value = digits[i] - '0';
    if (doubles) value = value > 4 ? 2 * value - 9 : 2 * value;
    sum += value;
  }
  return sum % 10 == 0;
}

struct Issuer {
  // First digits of its numbers, both of one length.
  int prefix_first;
  int prefix_last;
  int prefix_digits;
  size_t length_min;
  size_t length_max;
};

constexpr Issuer kIssuers[] = {
    {51, 55, 2, 16, 16},      // Mastercard
    {2221, 2720, 4, 16, 16},  // Mastercard
    {34, 34, 2, 15, 15},      // American Express
    {37, 37, 2, 15, 15},      // American Express
    {6011, 6011, 4, 16, 19},  // Discover
    {644, 649, 3, 16, 19},    // Discover
    {65, 65, 2, 16, 19},      // Discover
    {300, 305, 3, 14, 14},    // Diners Club
    {36, 36, 2, 14, 14},      // Diners Club
    {38, 39, 2, 14, 14},      // Diners Club
    {3528, 3589, 4, 16, 19},  // JCB
    {62, 62, 2, 16, 19},      // UnionPay
    {50, 50, 2, 13, 19},      // Maestro
    {56, 69, 2, 13, 19},      // Maestro
    {9792, 9792, 4, 16, 16},  // Troy
    {2200, 2204, 4, 16, 16},  // Mir
};

bool IsIssued(std::string_view digits) {
  const size_t size = digits.size();
  // Visa, whose numbers have three lengths.
  if (digits[0] == '4') return size == 13 || size == 16 || size == 19;
  return std::any_of(
      std::begin(kIssuers), std::end(kIssuers), [&](const Issuer& issuer) {
        const int prefix =
            std::stoi(std::string(digits.substr(0, issuer.prefix_digits)));
        return prefix >= issuer.prefix_first && prefix <= issuer.prefix_last &&
               size >= issuer.length_min && size <= issuer.length_max;
      });
}

bool IsCardNumber(std::string_view digits) {
  return digits.size() >= kCardDigitsMin && digits.size() <= kCardDigitsMax &&
         IsIssued(digits) && PassesLuhn(digits);
}

// Whether groups `first` to `last` are printed like on a card: fours with a
// rest at the end, 4-6-5 or 4-6-4, or no groups at all. Asked of a part of a
// longer run, where any other grouping is more likely chance.
bool IsGroupedLikeACard(const Run& run, size_t first, size_t last) {
  if (first == last) return true;
  if (run[first].size() != 4) return false;
  if (last == first + 2 && run[first + 1].size() == 6) {
    return run[last].size() == 4 || run[last].size() == 5;
  }
  for (size_t g = first; g < last; ++g) {
    if (run[g].size() != 4) return false;
  }
  return run[last].size() <= 4;
}

bool IsDecimalNumber(const std::vector<Plain>& plain, const Run& run) {
  return run.size() == 2 && plain[run[0].end].c == '.';
}

// Marks the characters of IBANs, whose digits would often pass for a card's.
std::vector<bool> IbanCharacters(const std::vector<Plain>& plain) {
  std::vector<bool> is_iban(plain.size(), false);
  for (size_t i = 0; i + kIbanLengthMin <= plain.size(); ++i) {
    const bool starts =
        (i == 0 || !(IsLetter(plain[i - 1].c) || IsDigit(plain[i - 1].c))) &&
        IsLetter(plain[i].c) && IsLetter(plain[i + 1].c) &&
        IsDigit(plain[i + 2].c) && IsDigit(plain[i + 3].c);
    if (!starts) continue;
    // The check (ISO 7064, mod 97-10) reads the first four characters last.
    int head = 0;
    int rest = 0;
    size_t length = 0;
    const auto append = [](int remainder, char c) {
      return IsDigit(c) ? (remainder * 10 + (c - '0')) % 97
                        : (remainder * 100 + (c - 'A' + 10)) % 97;
    };
    for (size_t k = i; k < plain.size() && length < kIbanLengthMax; ++k) {
      const char c = plain[k].c;
      if (c == ' ' && length > 0) continue;
      if (!IsDigit(c) && !(c >= 'A' && c <= 'Z')) break;
      (length < 4 ? head : rest) = append(length < 4 ? head : rest, c);
      ++length;
      // The head is two letters and two digits: six digits of the number.
      const int whole = static_cast<int>((rest * 1'000'000LL + head) % 97);
      const bool ends = k + 1 == plain.size() ||
                        !(IsDigit(plain[k + 1].c) || IsLetter(plain[k + 1].c));
      if (length >= kIbanLengthMin && ends && whole == 1) {
        std::fill(is_iban.begin() + i, is_iban.begin() + k + 1, true);
      }
    }
  }
  return is_iban;
}

// The card numbers in a run: the whole of it, or parts that look like one.
std::vector<CardNumberSpan> FindInRun(const std::vector<Plain>& plain,
                                      const Run& run) {
  std::vector<CardNumberSpan> spans;
  const auto span = [&](size_t first, size_t last) {
    return CardNumberSpan{plain[run[first].begin].begin,
                          plain[run[last].end - 1].end};
  };
  if (IsCardNumber(DigitsOf(plain, run, 0, run.size() - 1))) {
    return {span(0, run.size() - 1)};
  }
  for (size_t first = 0; first < run.size(); ++first) {
    for (size_t last = first;
         last < run.size() && last < first + kCardDigitsMax; ++last) {
      if (IsGroupedLikeACard(run, first, last) &&
          IsCardNumber(DigitsOf(plain, run, first, last))) {
        spans.push_back(span(first, last));
        first = last;
        break;
      }
    }
  }
  return spans;
}

bool IsPhone(const std::vector<Plain>& plain, const Run& run) {
  size_t digits = 0;
  for (const Group& group : run) digits += group.size();
  return run[0].begin > 0 && plain[run[0].begin - 1].c == '+' &&
         digits <= kPhoneDigitsMax;
}

// Drops the groups at either end that touch a letter.
void TrimRun(const std::vector<Plain>& plain, Run* run) {
  if (run->front().begin > 0 && IsLetter(plain[run->front().begin - 1].c)) {
    run->erase(run->begin());
  }
  if (!run->empty() && run->back().end < plain.size() &&
      IsLetter(plain[run->back().end].c)) {
    run->pop_back();
  }
}

// The end of what `accepts` from `begin` on, at most `max` characters.
template <typename Accepts>
size_t SkipWhile(const std::vector<Plain>& plain, size_t begin, size_t max,
                 Accepts accepts) {
  size_t end = begin;
  while (end < plain.size() && end - begin < max && accepts(plain[end].c)) {
    ++end;
  }
  return end;
}

// Whether a month and a year such as "12/27" or "09-2031" begin at `i`.
bool IsExpiryDate(const std::vector<Plain>& plain, size_t i) {
  if (i > 0 && IsDigit(plain[i - 1].c)) return false;
  const size_t month_end = SkipWhile(plain, i, 3, IsDigit);
  if (month_end != i + 2) return false;
  const int month = (plain[i].c - '0') * 10 + (plain[i + 1].c - '0');
  if (month < 1 || month > 12 || month_end == plain.size()) return false;
  const char separator = plain[month_end].c;
  if (separator != '/' && separator != '-') return false;
  const size_t year_end = SkipWhile(plain, month_end + 1, 5, IsDigit);
  return year_end == month_end + 3 || year_end == month_end + 5;
}

// The digits of "CVV: 123" when an expiry date stands near them.
std::optional<CardNumberSpan> SecurityCodeAt(const std::vector<Plain>& plain,
                                             size_t i) {
  const bool starts_word = i == 0 || !IsLetter(plain[i - 1].c);
  const bool is_named = starts_word && i + kCodeNameLetters < plain.size() &&
                        plain[i].c == 'C' && plain[i + 1].c == 'V' &&
                        (plain[i + 2].c == 'V' || plain[i + 2].c == 'C' ||
                         plain[i + 2].c == 'N' || plain[i + 2].c == 'X');
  if (!is_named) return std::nullopt;
  size_t begin = i + kCodeNameLetters;
  if (plain[begin].c == '2') ++begin;
  begin = SkipWhile(plain, begin, kCodeGapMax,
                    [](char c) { return !IsDigit(c) && !IsLetter(c); });
  const size_t end = SkipWhile(plain, begin, 5, IsDigit);
  const bool is_code = (end - begin == 3 || end - begin == 4) &&
                       (end == plain.size() || !IsLetter(plain[end].c));
  if (!is_code) return std::nullopt;
  const size_t near_begin = i - std::min(i, kNearDate);
  const size_t near_end = std::min(plain.size(), end + kNearDate);
  for (size_t at = near_begin; at < near_end; ++at) {
    if (IsExpiryDate(plain, at)) {
      return CardNumberSpan{plain[begin].begin, plain[end - 1].end};
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<CardNumberSpan> FindCardNumbers(std::string_view text) {
  std::vector<CardNumberSpan> found;
  if (text.size() < kCardDigitsMin) return found;
  const std::vector<Plain> plain = PlainTextOf(text);
  std::vector<bool> is_iban;
  for (size_t i = 0; i < plain.size();) {
    if (!IsDigit(plain[i].c)) {
      if (const auto code = SecurityCodeAt(plain, i)) found.push_back(*code);
      ++i;
      continue;
    }
    Run run = RunAt(plain, i);
    i = run.back().end;
    TrimRun(plain, &run);
    if (run.empty() || IsPhone(plain, run) || IsDecimalNumber(plain, run)) {
      continue;
    }
    for (const CardNumberSpan& span : FindInRun(plain, run)) {
      if (is_iban.empty()) is_iban = IbanCharacters(plain);
      const auto at = std::lower_bound(
          plain.begin(), plain.end(), span.begin,
          [](const Plain& p, size_t begin) { return p.begin < begin; });
      if (!is_iban[at - plain.begin()]) found.push_back(span);
    }
  }
  return found;
}

}  // namespace comptoir
