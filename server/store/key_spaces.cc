#include "server/store/key_spaces.h"

#include <array>
#include <cstddef>
#include <string>
#include <utility>

namespace comptoir::store {
namespace {

// What the compiler writes of this function: its argument by the enumerator, so
// that the map in the header is the one list, as in
//   "... [with Space space = comptoir::store::Space::kSalesByLocation; ..."
// or as a number where nothing is. gcc and clang agree in what is read of it.
template <Space space>
constexpr std::string_view Written() {
  return __PRETTY_FUNCTION__;
}

// Such as "SalesByLocation"; empty where nothing is.
constexpr std::string_view EnumeratorIn(std::string_view written) {
  constexpr std::string_view kBefore = "space = comptoir::store::Space::k";
  const size_t found = written.find(kBefore);
  if (found == std::string_view::npos) return "";
  const std::string_view rest = written.substr(found + kBefore.size());
  return rest.substr(0, rest.find_first_of(";]"));
}

using Enumerators = std::array<std::string_view, 256>;

template <size_t... numbers>
constexpr Enumerators MakeEnumerators(std::index_sequence<numbers...>) {
  return {EnumeratorIn(Written<static_cast<Space>(numbers)>())...};
}

constexpr Enumerators kEnumerators =
    MakeEnumerators(std::make_index_sequence<256>());
static_assert(kEnumerators[static_cast<size_t>(Space::kMeta)] == "Meta" &&
                  kEnumerators[0].empty(),
              "this compiler writes enumerators otherwise");

// "SalesByLocation" becomes "sales_by_location".
std::string ToSnakeCase(std::string_view camel) {
  std::string snake;
  for (const char c : camel) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    if (is_upper && !snake.empty()) snake += '_';
    snake += is_upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return snake;
}

}  // namespace

std::string_view SpaceName(Space space) {
  static const auto& names = *new std::array<std::string, 256>([] {
    std::array<std::string, 256> made;
    for (size_t i = 0; i < made.size(); ++i) {
      made[i] =
          kEnumerators[i].empty() ? "unknown" : ToSnakeCase(kEnumerators[i]);
    }
    return made;
  }());
  return names[static_cast<size_t>(space)];
}

std::vector<Space> AllSpaces() {
  std::vector<Space> spaces;
  for (size_t i = 0; i < kEnumerators.size(); ++i) {
    if (!kEnumerators[i].empty()) spaces.push_back(static_cast<Space>(i));
  }
  return spaces;
}

}  // namespace comptoir::store
