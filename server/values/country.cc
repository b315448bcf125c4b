#include "server/values/country.h"

#include <unicode/uloc.h>

#include <bitset>

namespace comptoir {
namespace {

constexpr int kLetters = 26;

bool IsTwoLetters(std::string_view code) {
  return code.size() == 2 && code[0] >= 'A' && code[0] <= 'Z' &&
         code[1] >= 'A' && code[1] <= 'Z';
}

size_t IndexOf(std::string_view code) {
  return static_cast<size_t>((code[0] - 'A') * kLetters + (code[1] - 'A'));
}

}  // namespace

bool IsCountry(std::string_view code) {
  using Set = std::bitset<kLetters * kLetters>;
  static const Set assigned = [] {
    Set set;
    for (const char* const* code = uloc_getISOCountries(); *code; ++code) {
      set.set(IndexOf(*code));
    }
    // ICU also lists what ISO merely reserves: Diego Garcia, Ceuta and
    // Melilla, the Canary Islands.
    for (const char* reserved : {"DG", "EA", "IC"}) {
      set.reset(IndexOf(reserved));
    }
    return set;
  }();
  return IsTwoLetters(code) && assigned.test(IndexOf(code));
}

}  // namespace comptoir
