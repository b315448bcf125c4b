#include "tools/cli/api/naming.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "fmt/format.h"
#include "fmt/ranges.h"

namespace comptoir::cli {
namespace {

constexpr std::string_view kService = "Service";

std::string Joined(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, "-"));
}

std::vector<std::string> Split(std::string_view dashed) {
  std::vector<std::string> words(1);
  for (const char c : dashed) {
    if (c == '-') {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

bool IsVowel(char c) {
  return std::string_view("aeiou").find(c) != std::string_view::npos;
}

}  // namespace

std::vector<std::string> WordsOfName(std::string_view camel) {
  std::vector<std::string> words;
  for (const char c : camel) {
    if (std::isupper(static_cast<unsigned char>(c)) != 0 || words.empty()) {
      words.emplace_back();
    }
    words.back() +=
        static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return words;
}

std::string Plural(std::string_view noun) {
  std::string plural(noun);
  if (noun.size() > 1 && noun.ends_with('y') &&
      !IsVowel(noun[noun.size() - 2])) {
    plural.pop_back();
    return plural + "ies";
  }
  const bool hisses = noun.ends_with('s') || noun.ends_with('x') ||
                      noun.ends_with("ch") || noun.ends_with("sh");
  return plural + (hisses ? "es" : "s");
}

std::string NounOf(std::string_view service) {
  if (service.ends_with(kService)) service.remove_suffix(kService.size());
  return Joined(WordsOfName(service));
}

std::string VerbOf(std::string_view method, std::string_view noun) {
  std::vector<std::string> words = WordsOfName(method);
  for (const std::string& form : {std::string(noun), Plural(noun)}) {
    const std::vector<std::string> wanted = Split(form);
    const auto found =
        std::search(words.begin(), words.end(), wanted.begin(), wanted.end());
    // A method that is its noun alone is called by it.
    if (found == words.end() || wanted.size() == words.size()) continue;
    words.erase(found, found + static_cast<ptrdiff_t>(wanted.size()));
    break;
  }
  return Joined(words);
}

}  // namespace comptoir::cli
