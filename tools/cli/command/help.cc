#include "tools/cli/command/help.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "server/base/text/edit_distance.h"
#include "tools/cli/command/command.h"

namespace comptoir::cli {
namespace {

// A typo changes at most this part of a word, and at most so many letters; more
// is another word.
constexpr int kTypoPart = 3;
constexpr int kTypoMax = 2;
// A hint names at most so many flags.
constexpr size_t kFlagsMax = 4;

constexpr std::string_view kBash = R"(_comptoir() {
  local words=("${COMP_WORDS[@]:1:COMP_CWORD}")
  mapfile -t COMPREPLY < <(comptoir __complete -- "${words[@]}" 2>/dev/null)
  [[ ${#COMPREPLY[@]} == 0 ]] && compopt -o default
}
complete -F _comptoir comptoir
)";

constexpr std::string_view kZsh = R"(#compdef comptoir
_comptoir() {
  local -a found
  found=("${(@f)$(comptoir __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "$found" ]]; then compadd -a found; else _files; fi
}
compdef _comptoir comptoir
)";

constexpr std::string_view kFish = R"(function __comptoir_complete
  set -l words (commandline -opc) (commandline -ct)
  comptoir __complete -- $words[2..-1] 2>/dev/null
end
complete -c comptoir -a '(__comptoir_complete)'
)";

std::vector<std::string> CommandNames(const Command& command) {
  std::vector<std::string> names;
  for (const Command& child : command.commands) names.push_back(child.name);
  return names;
}

std::vector<std::string> FlagsOf(const std::vector<Argument>& arguments) {
  std::vector<std::string> names;
  for (const Argument& argument : arguments) {
    for (std::string& flag : argument.flags()) names.push_back(std::move(flag));
  }
  return names;
}

// Flags of the command and of the program.
std::vector<std::string> AllFlags(const Program& program, const Place& place) {
  std::vector<std::string> names = FlagsOf(place.action.arguments);
  for (std::string& flag : FlagsOf(program.globals)) {
    names.push_back(std::move(flag));
  }
  names.insert(names.end(), {"--help", "--version"});
  std::sort(names.begin(), names.end());
  return names;
}

// What an unknown flag was meant to be: nearly the same, or longer.
std::string MeantFlags(const std::string& flag,
                       const std::vector<std::string>& known) {
  if (const std::string nearest = Nearest(flag, known); !nearest.empty()) {
    return nearest;
  }
  std::vector<std::string> longer;
  for (const std::string& name : known) {
    if (name.starts_with(flag) && longer.size() < kFlagsMax) {
      longer.push_back(name);
    }
  }
  return fmt::format("{}", fmt::join(longer, " or "));
}

std::string HintInGroup(const Place& place) {
  const std::vector<std::string> names = CommandNames(place.command());
  const std::string nearest = Nearest(place.unknown, names);
  if (!nearest.empty()) return fmt::format("did you mean {}?", nearest);
  return fmt::format("commands: {}", fmt::join(names, ", "));
}

// Of a word where the command takes none.
std::string HintOfWord(const Place& place) {
  for (const Argument& argument : place.action.arguments) {
    if (argument.is_word()) return "";
  }
  std::vector<std::string> flags = FlagsOf(place.action.arguments);
  if (flags.empty()) return "";
  const bool is_more = flags.size() > kFlagsMax;
  if (is_more) flags.resize(kFlagsMax);
  return fmt::format("it takes flags: {}{}", fmt::join(flags, ", "),
                     is_more ? ", ..." : "");
}

}  // namespace

std::string Hint(const Program& program, const Place& place) {
  const std::vector<std::string> known = AllFlags(program, place);
  for (size_t i = 0; i < place.rest.size(); ++i) {
    const std::string& word = place.rest[i];
    if (!word.starts_with('-')) {
      const std::string hint = place.is_group() ? "" : HintOfWord(place);
      if (!hint.empty()) return hint;
      continue;
    }
    const std::string flag = word.substr(0, word.find('='));
    const bool is_known =
        std::find(known.begin(), known.end(), flag) != known.end();
    if (flag.starts_with("--") && !is_known) {
      const std::string meant = MeantFlags(flag, known);
      return meant.empty() ? "" : fmt::format("did you mean {}?", meant);
    }
    if (TakesNext(place.action.arguments, word) ||
        TakesNext(program.globals, word)) {
      ++i;
    }
  }
  return place.is_group() ? HintInGroup(place) : "";
}

std::vector<std::string> Complete(const Program& program,
                                  const std::vector<std::string>& words) {
  const std::string last = words.empty() ? "" : words.back();
  const Place place = FindPlace(
      program, {words.begin(), words.empty() ? words.end() : words.end() - 1});
  std::vector<std::string> found = last.starts_with('-')
                                       ? AllFlags(program, place)
                                       : CommandNames(place.command());
  // Below a command that does not exist there is nothing.
  if (!place.unknown.empty()) found.clear();
  std::erase_if(found, [&last](const std::string& name) {
    return !name.starts_with(last);
  });
  return found;
}

std::string Nearest(const std::string& word,
                    const std::vector<std::string>& known) {
  const int length = static_cast<int>(word.size());
  const int most = std::min(kTypoMax, std::max(1, length / kTypoPart));
  const auto distance_to = [&word, most](const std::string& other) {
    return EditDistance(word, other, most);
  };
  const auto nearest = std::min_element(
      known.begin(), known.end(), [&](const auto& a, const auto& b) {
        return distance_to(a) < distance_to(b);
      });
  if (nearest == known.end()) return "";
  const int distance = distance_to(*nearest);
  return distance > 0 && distance <= most && distance < length ? *nearest : "";
}

std::string CompletionScript(std::string_view shell) {
  if (shell == "bash") return std::string(kBash);
  if (shell == "zsh") return std::string(kZsh);
  if (shell == "fish") return std::string(kFish);
  return "";
}

}  // namespace comptoir::cli
