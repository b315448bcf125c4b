#include "server/values/card_number.h"

#include <algorithm>
#include <optional>
#include <string>

#include "server/values/cards/card_words.h"
#include "server/values/cards/issuers.h"
#include "server/values/cards/other_ids.h"
#include "server/values/text.h"

namespace comptoir {
namespace {

// Shorter text holds nothing that is looked for.
constexpr size_t kTextBytesMin = 13;
constexpr size_t kPhoneDigitsMax = 15;
// What may stand between the groups of a card number: ", ", " - ", line ends.
constexpr size_t kGapMax = 5;
// "CVV" and the like, what may stand before the code, and how near a date makes
// it one.
constexpr size_t kCodeNameLetters = 3;
constexpr size_t kCodeGapMax = 3;
constexpr size_t kNearDate = 40;
// Digits of a card number that may be shown.
constexpr size_t kDigitsShown = 4;

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
    const char seen = PlainCharacter(c.value);
    // Blank signs, marks and places of pictures leave the digits around them as
    // they look.
    const bool is_unseen =
        IsIgnorable(c.value) ||
        (seen == '?' && !HasVisibleCharacter(text.substr(i, c.bytes)));
    if (!is_unseen) plain.push_back({seen, i, i + c.bytes});
    i += c.bytes;
  }
  return plain;
}

std::string TextOf(const std::vector<Plain>& plain) {
  std::string text;
  for (const Plain& character : plain) text.push_back(character.c);
  return text;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'A' && c <= 'Z') || c == 'x'; }
bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Digits that stand together, by position in the plain text.
struct Group {
  size_t begin;
  size_t end;
  size_t size() const { return end - begin; }
};

// Groups with up to kGapMax characters between that are neither letters nor
// digits.
using Run = std::vector<Group>;

// What stands between two groups, without spaces.
std::string GapAfter(const std::vector<Plain>& plain, const Run& run,
                     size_t group) {
  std::string gap;
  for (size_t i = run[group].end; i < run[group + 1].begin; ++i) {
    if (!IsSpace(plain[i].c)) gap.push_back(plain[i].c);
  }
  return gap;
}

// Whether one space, dash or dot separates the group from the next: what people
// write inside of a number.
bool IsJoinedToNext(const std::vector<Plain>& plain, const Run& run,
                    size_t group) {
  const char c = plain[run[group].end].c;
  return run[group].end + 1 == run[group + 1].begin &&
         (c == ' ' || c == '-' || c == '.');
}

Run RunAt(const std::vector<Plain>& plain, size_t begin) {
  Run run;
  size_t i = begin;
  while (true) {
    Group group{i, i};
    while (i < plain.size() && IsDigit(plain[i].c)) ++i;
    group.end = i;
    run.push_back(group);
    size_t next = i;
    while (next < plain.size() && next - i <= kGapMax &&
           !IsDigit(plain[next].c) && !IsLetter(plain[next].c) &&
           plain[next].c != '+') {
      ++next;
    }
    if (next - i > kGapMax || next == plain.size() || !IsDigit(plain[next].c)) {
      return run;
    }
    i = next;
  }
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

// Groups of a run that may be one number.
struct Candidate {
  size_t first;
  size_t last;
  size_t digits;
  // One space, dash or dot between all of them.
  bool all_joined = true;
  // The same between all of them, as in a list.
  bool all_alike = true;
};

// Whether it is divided like the number of a card: after every fourth digit or
// some of them, as those of American Express and Diners Club (4-6-5, 4-6-4), or
// as long ones of UnionPay (6-13).
bool IsGroupedLikeACard(const Run& run, const Candidate& candidate) {
  bool in_fours = true;
  bool in_four_six = candidate.digits == 14 || candidate.digits == 15;
  bool in_six = candidate.digits == 19;
  size_t digits = 0;
  for (size_t g = candidate.first; g < candidate.last; ++g) {
    digits += run[g].size();
    in_fours = in_fours && digits % 4 == 0;
    in_four_six = in_four_six && (digits == 4 || digits == 10);
    in_six = in_six && digits == 6;
  }
  return in_fours || in_four_six || in_six;
}

// Whether it is divided like a SIRET: 9-5 or 3-3-3-5, or not at all.
bool IsGroupedLikeASiret(const Run& run, const Candidate& candidate) {
  size_t digits = 0;
  for (size_t g = candidate.first; g < candidate.last; ++g) {
    digits += run[g].size();
    if (digits != 3 && digits != 6 && digits != 9) return false;
  }
  return true;
}

// Whether it is four groups of four digits, as embossed on most cards, but not
// two numbers of eight, such as phones of Singapore: "6123 4567 / 9123 4567".
bool IsFourFours(const std::vector<Plain>& plain, const Run& run,
                 const Candidate& candidate) {
  const size_t first = candidate.first;
  if (candidate.last != first + 3) return false;
  for (size_t g = first; g <= candidate.last; ++g) {
    if (run[g].size() != 4) return false;
  }
  return IsJoinedToNext(plain, run, first + 1) ||
         !IsJoinedToNext(plain, run, first) ||
         !IsJoinedToNext(plain, run, first + 2);
}

bool BelongTogether(const std::vector<Plain>& plain, const Run& run,
                    const Candidate& candidate) {
  if (IsFourFours(plain, run, candidate)) return true;
  if (!candidate.all_joined && !candidate.all_alike) return false;
  if (IsGroupedLikeACard(run, candidate)) return true;
  // Joined to nothing else, in any groups: of the lengths that most cards have.
  const auto [first, last, digits, all_joined, all_alike] = candidate;
  return all_joined && (digits == 15 || digits == 16) &&
         (first == 0 || !IsJoinedToNext(plain, run, first - 1)) &&
         (last + 1 == run.size() || !IsJoinedToNext(plain, run, last));
}

bool IsCard(const std::vector<Plain>& plain, const Run& run,
            const Candidate& candidate) {
  if (!BelongTogether(plain, run, candidate)) return false;
  const std::string digits =
      DigitsOf(plain, run, candidate.first, candidate.last);
  if (!IsCardNumber(digits)) return false;
  return IsPublishedForTests(digits) || !IsSiret(digits) ||
         !IsGroupedLikeASiret(run, candidate);
}

bool IsDecimalNumber(const std::vector<Plain>& plain, const Run& run) {
  return run.size() == 2 && plain[run[0].end].c == '.';
}

// The first card number that begins with group `first`.
std::optional<Candidate> FindFrom(const std::vector<Plain>& plain,
                                  const Run& run, size_t first) {
  Candidate candidate{
      .first = first, .last = first, .digits = run[first].size()};
  while (candidate.digits <= kCardDigitsMax) {
    if (IsCard(plain, run, candidate)) return candidate;
    const size_t last = candidate.last;
    if (last + 1 == run.size()) break;
    candidate.all_joined =
        candidate.all_joined && IsJoinedToNext(plain, run, last);
    candidate.all_alike =
        candidate.all_alike &&
        GapAfter(plain, run, last) == GapAfter(plain, run, first);
    candidate.last = last + 1;
    candidate.digits += run[last + 1].size();
  }
  return std::nullopt;
}

std::vector<CardNumberSpan> FindInRun(const std::vector<Plain>& plain,
                                      const Run& run) {
  std::vector<CardNumberSpan> spans;
  for (size_t first = 0; first < run.size(); ++first) {
    const auto found = FindFrom(plain, run, first);
    if (!found) continue;
    spans.push_back({plain[run[found->first].begin].begin,
                     plain[run[found->last].end - 1].end});
    first = found->last;
  }
  return spans;
}

// Drops the groups of an international phone number at the beginning.
void DropPhone(const std::vector<Plain>& plain, Run* run) {
  if (run->front().begin == 0 || plain[run->front().begin - 1].c != '+') return;
  size_t digits = run->front().size();
  size_t groups = 1;
  for (; groups < run->size(); ++groups) {
    // "+33 (0)6 12 34".
    const std::string gap = GapAfter(plain, *run, groups - 1);
    const bool goes_on = IsJoinedToNext(plain, *run, groups - 1) ||
                         gap == "(" || gap == ")" || gap == "/";
    if (!goes_on) break;
    digits += (*run)[groups].size();
  }
  if (digits <= kPhoneDigitsMax) {
    run->erase(run->begin(), run->begin() + static_cast<ptrdiff_t>(groups));
  }
}

// The letters that end at `end` and those that begin at `begin`.
std::string WordBefore(const std::vector<Plain>& plain, size_t end) {
  size_t begin = end;
  while (begin > 0 && IsLetter(plain[begin - 1].c)) --begin;
  return TextOf({plain.begin() + static_cast<ptrdiff_t>(begin),
                 plain.begin() + static_cast<ptrdiff_t>(end)});
}
std::string WordAt(const std::vector<Plain>& plain, size_t begin) {
  size_t end = begin;
  while (end < plain.size() && IsLetter(plain[end].c)) ++end;
  return TextOf({plain.begin() + static_cast<ptrdiff_t>(begin),
                 plain.begin() + static_cast<ptrdiff_t>(end)});
}

// Drops the groups at either end that touch a letter, which are parts of other
// ids, unless it is of a word that people write against a card number.
void TrimRun(std::string_view text, const std::vector<Plain>& plain, Run* run) {
  const std::string before = WordBefore(plain, run->front().begin);
  if (!before.empty() && !IsWordBeforeCard(before)) run->erase(run->begin());
  if (run->empty()) return;
  const std::string behind = WordAt(plain, run->back().end);
  // Ids have their letters in upper case.
  const bool is_noise =
      behind == "X" && text[plain[run->back().end].begin] == 'x';
  if (!behind.empty() && !is_noise && !IsWordBehindCard(behind)) {
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

std::string MaskCardNumbers(std::string_view text) {
  std::string masked;
  size_t at = 0;
  for (const CardNumberSpan& span : FindCardNumbers(text)) {
    masked.append(text.substr(at, span.begin - at));
    const std::vector<Plain> number =
        PlainTextOf(text.substr(span.begin, span.end - span.begin));
    size_t digits = 0;
    for (const Plain& plain : number) digits += IsDigit(plain.c) ? 1 : 0;
    // Of a security code nothing stays.
    const size_t shown = digits >= kCardDigitsMin - 1 ? kDigitsShown : 0;
    for (const Plain& plain : number) {
      const bool hides = IsDigit(plain.c) && digits-- > shown;
      masked += hides ? '*' : plain.c;
    }
    at = span.end;
  }
  return masked.append(text.substr(at));
}

std::vector<CardNumberSpan> FindCardNumbers(std::string_view text) {
  std::vector<CardNumberSpan> found;
  if (text.size() < kTextBytesMin) return found;
  const std::vector<Plain> plain = PlainTextOf(text);
  std::vector<bool> is_other;
  for (size_t i = 0; i < plain.size();) {
    if (!IsDigit(plain[i].c)) {
      if (const auto code = SecurityCodeAt(plain, i)) found.push_back(*code);
      ++i;
      continue;
    }
    Run run = RunAt(plain, i);
    i = run.back().end;
    TrimRun(text, plain, &run);
    if (!run.empty()) DropPhone(plain, &run);
    if (run.empty() || IsDecimalNumber(plain, run)) continue;
    for (const CardNumberSpan& span : FindInRun(plain, run)) {
      if (is_other.empty()) is_other = CharactersOfOtherIds(TextOf(plain));
      const auto at = std::lower_bound(
          plain.begin(), plain.end(), span.begin,
          [](const Plain& p, size_t begin) { return p.begin < begin; });
      if (!is_other[at - plain.begin()]) found.push_back(span);
    }
  }
  return found;
}

}  // namespace comptoir
