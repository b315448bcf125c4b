#include "server/customers/import/known/agreement.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "server/base/text/edit_distance.h"
#include "server/values/email.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

// Of a number, the digits at its end that tell it from others.
constexpr size_t kPhoneDigitsMin = 6;
// Shorter words are other words after one letter: "Tim" and "Tom".
constexpr size_t kTypoWordMin = 4;

bool IsOneEditAway(std::string_view a, std::string_view b) {
  return EditDistance(a, b, /*most=*/1) == 1;
}

// What is left of a number without international and trunk prefix.
std::string_view Significant(std::string_view digits) {
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

std::vector<std::string> WordsOf(std::string_view name) {
  std::vector<std::string> words =
      absl::StrSplit(Fold(name), ' ', absl::SkipEmpty());
  std::sort(words.begin(), words.end());
  return words;
}

// A letter inside the word: the first and the last tell other names apart.
bool IsTypo(const std::string& a, const std::string& b) {
  return std::max(a.size(), b.size()) >= kTypoWordMin &&
         a.front() == b.front() && a.back() == b.back() && IsOneEditAway(a, b);
}

// How each word of `fewer` has one of its own in `more`: similar, with a typo,
// or not at all.
Agreement FindWords(const std::vector<std::string>& fewer,
                    std::vector<std::string> more) {
  Agreement agreement = Agreement::kSimilar;
  for (const std::string& word : fewer) {
    auto found = std::find(more.begin(), more.end(), word);
    if (found == more.end()) {
      agreement = Agreement::kTypo;
      found = std::find_if(
          more.begin(), more.end(),
          [&word](const auto& other) { return IsTypo(word, other); });
    }
    if (found == more.end()) return Agreement::kDifferent;
    more.erase(found);
  }
  return agreement;
}

}  // namespace

std::string DigitsOf(std::string_view text) {
  std::string digits;
  while (!text.empty()) {
    const CodePoint c = FirstCodePoint(text);
    if (const int digit = DigitValue(c.value); digit >= 0) {
      digits += static_cast<char>('0' + digit);
    }
    text.remove_prefix(c.bytes);
  }
  return digits;
}

Agreement CompareEmails(std::string_view a, std::string_view b) {
  const std::string one = EmailKey(a);
  const std::string other = EmailKey(b);
  if (one == other) return Agreement::kSame;
  return IsOneEditAway(one, other) ? Agreement::kTypo : Agreement::kDifferent;
}

Agreement ComparePhones(std::string_view a, std::string_view b) {
  const std::string one = DigitsOf(a);
  const std::string other = DigitsOf(b);
  std::string_view shorter = Significant(one);
  std::string_view longer = Significant(other);
  if (shorter.size() > longer.size()) std::swap(shorter, longer);
  if (shorter.size() < kPhoneDigitsMin) {
    return one == other ? Agreement::kSame : Agreement::kDifferent;
  }
  // The longer one may have a country code, of three digits at most.
  constexpr size_t kCountryCodeMax = 3;
  if (longer.size() <= shorter.size() + kCountryCodeMax &&
      longer.ends_with(shorter)) {
    return Agreement::kSame;
  }
  const bool is_typo =
      IsOneEditAway(shorter, longer) ||
      IsOneEditAway(shorter, longer.substr(longer.size() - shorter.size()));
  return is_typo ? Agreement::kTypo : Agreement::kDifferent;
}

Agreement CompareNames(std::string_view a, std::string_view b) {
  std::vector<std::string> fewer = WordsOf(a);
  std::vector<std::string> more = WordsOf(b);
  if (fewer.empty() || more.empty()) return Agreement::kUnknown;
  if (fewer == more) return Agreement::kSame;
  if (fewer.size() > more.size()) std::swap(fewer, more);
  const Agreement agreement = FindWords(fewer, more);
  if (agreement != Agreement::kDifferent) return agreement;
  const bool has_common =
      std::find_first_of(fewer.begin(), fewer.end(), more.begin(),
                         more.end()) != fewer.end();
  return has_common ? Agreement::kPartly : Agreement::kDifferent;
}

Agreement CompareBirthdays(std::string_view a, std::string_view b) {
  // "04-03", and with a year "1990-04-03".
  constexpr size_t kDay = 5;
  constexpr size_t kWhole = 10;
  if (a.size() < kDay || b.size() < kDay) return Agreement::kUnknown;
  if (a.size() != kWhole || b.size() != kWhole) {
    return a.substr(a.size() - kDay) == b.substr(b.size() - kDay)
               ? Agreement::kSimilar
               : Agreement::kDifferent;
  }
  if (a == b) return Agreement::kSame;
  const std::string swapped = std::string(a.substr(0, kDay)) +
                              std::string(a.substr(8)) + '-' +
                              std::string(a.substr(kDay, 2));
  return swapped == b || IsOneEditAway(a, b) ? Agreement::kTypo
                                             : Agreement::kDifferent;
}

}  // namespace comptoir::customers
