#include "server/customers/import/spelling/languages.h"

#include <unicode/locid.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/base/csv/text_encoding.h"
#include "server/values/country.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

// Longer texts are no codes.
constexpr size_t kCodeBytesMax = 35;

std::string NameOf(const char* language, const char* in) {
  icu::UnicodeString name;
  icu::Locale(language).getDisplayLanguage(icu::Locale(in), name);
  std::string utf8;
  name.toUTF8String(utf8);
  return FoldHeading(utf8);
}

// Codes by folded name.
const std::map<std::string, std::string, std::less<>>& Names() {
  static const auto* const names = [] {
    auto* map = new std::map<std::string, std::string, std::less<>>;
    for (const char* const* language = icu::Locale::getISOLanguages();
         *language != nullptr; ++language) {
      constexpr size_t kCodeSize = 2;
      // Those of three letters are spoken by few, and named like others.
      if (std::string_view(*language).size() != kCodeSize) continue;
      for (const char* in : kHeadingLanguages) {
        map->try_emplace(NameOf(*language, in), *language);
      }
      map->try_emplace(NameOf(*language, *language), *language);
    }
    return map;
  }();
  return *names;
}

bool IsLanguage(const icu::Locale& locale) {
  const std::string code = locale.getLanguage();
  return std::any_of(Names().begin(), Names().end(),
                     [&code](const auto& name) { return name.second == code; });
}

// A code as programs write them; empty when it is none.
std::string ReadCode(std::string_view text) {
  // "fr_FR.UTF-8@euro".
  const std::string code(text.substr(0, text.find_first_of(".@")));
  const bool is_code =
      !code.empty() && code.size() <= kCodeBytesMax &&
      std::all_of(code.begin(), code.end(), [](char c) {
        return c == '-' || c == '_' || (c >= '0' && c <= '9') ||
               (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      });
  if (!is_code) return "";
  const icu::Locale locale = icu::Locale::createCanonical(code.c_str());
  if (locale.isBogus() || !IsLanguage(locale)) return "";
  UErrorCode error = U_ZERO_ERROR;
  const auto tag = locale.toLanguageTag<std::string>(error);
  return U_SUCCESS(error) ? tag : "";
}

// The country of "English (US)" and "French (BE) / Français (BE)".
std::string CountryIn(std::string_view text) {
  const size_t open = text.find('(');
  const size_t close = text.find(')', std::min(open, text.size()));
  if (open == std::string_view::npos || close == std::string_view::npos) {
    return "";
  }
  const std::string code = Trim(text.substr(open + 1, close - open - 1));
  return IsCountry(code) ? code : "";
}

}  // namespace

absl::StatusOr<std::string> ReadLanguage(std::string_view text) {
  const std::string trimmed = Trim(text);
  if (std::string code = ReadCode(trimmed); !code.empty()) return code;
  // Odoo names each in English and in itself.
  const std::string name =
      FoldHeading(trimmed.substr(0, trimmed.find_first_of("/(")));
  const auto found = Names().find(name);
  if (name.empty() || found == Names().end()) {
    return absl::InvalidArgumentError("is no language that is known");
  }
  const std::string country = CountryIn(trimmed);
  return country.empty() ? found->second : found->second + '-' + country;
}

}  // namespace comptoir::customers
