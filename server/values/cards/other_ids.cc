#include "server/values/cards/other_ids.h"

#include <algorithm>
#include <cstddef>

namespace comptoir {
namespace {

constexpr size_t kIbanLengthMin = 15;
constexpr size_t kIbanLengthMax = 34;
// Digits and letters up to F, with dashes where this has them.
constexpr std::string_view kUuidShape = "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'A' && c <= 'Z') || c == 'x'; }

bool BeginsWord(std::string_view text, size_t i) {
  return i == 0 || !(IsLetter(text[i - 1]) || IsDigit(text[i - 1]));
}

bool EndsWord(std::string_view text, size_t end) {
  return end == text.size() || !(IsLetter(text[end]) || IsDigit(text[end]));
}

// The end of the IBAN that begins at `i`; `i` when none does.
size_t EndOfIban(std::string_view text, size_t i) {
  const bool begins = i + kIbanLengthMin <= text.size() &&
                      BeginsWord(text, i) && IsLetter(text[i]) &&
                      IsLetter(text[i + 1]) && IsDigit(text[i + 2]) &&
                      IsDigit(text[i + 3]);
  if (!begins) return i;
  // The check (ISO 7064, mod 97-10) reads the first four characters last.
  int head = 0;
  int rest = 0;
  size_t length = 0;
  size_t end = i;
  const auto append = [](int remainder, char c) {
    return IsDigit(c) ? (remainder * 10 + (c - '0')) % 97
                      : (remainder * 100 + (c - 'A' + 10)) % 97;
  };
  for (size_t k = i; k < text.size() && length < kIbanLengthMax; ++k) {
    const char c = text[k];
    if (c == ' ' && length > 0) continue;
    if (!IsDigit(c) && !(c >= 'A' && c <= 'Z')) break;
    (length < 4 ? head : rest) = append(length < 4 ? head : rest, c);
    ++length;
    // The head is two letters and two digits: six digits of the number.
    const int whole = static_cast<int>((rest * 1'000'000LL + head) % 97);
    if (length >= kIbanLengthMin && EndsWord(text, k + 1) && whole == 1) {
      end = k + 1;
    }
  }
  return end;
}

size_t EndOfUuid(std::string_view text, size_t i) {
  const size_t end = i + kUuidShape.size();
  if (end > text.size() || !BeginsWord(text, i) || !EndsWord(text, end)) {
    return i;
  }
  const bool has_shape = std::equal(
      kUuidShape.begin(), kUuidShape.end(), text.begin() + i,
      [](char shape, char c) {
        return shape == '-' ? c == '-' : IsDigit(c) || (c >= 'A' && c <= 'F');
      });
  return has_shape ? end : i;
}

}  // namespace

std::vector<bool> CharactersOfOtherIds(std::string_view text) {
  std::vector<bool> is_other(text.size(), false);
  for (size_t i = 0; i < text.size(); ++i) {
    const size_t end = std::max(EndOfIban(text, i), EndOfUuid(text, i));
    std::fill(is_other.begin() + i, is_other.begin() + end, true);
  }
  return is_other;
}

}  // namespace comptoir
