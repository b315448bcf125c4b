#include "tools/cli/core/help.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "fmt/format.h"

namespace comptoir::cli {
namespace {

constexpr int kColumnWidth = 34;
// More changes than this are another word, not a typo.
constexpr int kTypoMax = 2;

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

const CLI::App* FindCommand(const CLI::App& app, const std::string& word) {
  for (const CLI::App* command : app.get_subcommands({})) {
    if (command->get_name() == word) return command;
  }
  return nullptr;
}

std::vector<std::string> CommandNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) {
    if (!command->get_group().empty()) names.push_back(command->get_name());
  }
  return names;
}

// Flags of the command and of all above it.
std::vector<std::string> FlagNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* at = &app; at != nullptr; at = at->get_parent()) {
    for (const CLI::Option* option : at->get_options()) {
      for (const std::string& name : option->get_lnames()) {
        names.push_back("--" + name);
      }
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::string Nearest(const std::string& word,
                    const std::vector<std::string>& known) {
  const auto nearest =
      std::min_element(known.begin(), known.end(),
                       [&word](const std::string& a, const std::string& b) {
                         return Distance(word, a) < Distance(word, b);
                       });
  if (nearest == known.end()) return "";
  const int distance = Distance(word, *nearest);
  const bool is_near =
      distance <= kTypoMax && distance < static_cast<int>(word.size());
  return is_near && distance > 0 ? *nearest : "";
}

}  // namespace

HelpFormatter::HelpFormatter() { column_width(kColumnWidth); }

std::string HelpFormatter::make_description(const CLI::App* app) const {
  std::string text = app->get_description() + "\n\n";
  if (!app->get_footer().empty()) {
    const std::string examples = app->get_footer();
    std::string_view rest = examples;
    text += "Examples:\n";
    while (!rest.empty()) {
      const size_t end = std::min(rest.find('\n'), rest.size());
      text += fmt::format("  {}\n", rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    text += '\n';
  }
  return text;
}

std::string HelpFormatter::make_footer(const CLI::App* app) const {
  if (app->get_parent() == nullptr) return "";
  return "Global options: comptoir --help\n";
}

std::string HelpFormatter::make_option_opts(const CLI::Option* option) const {
  const std::string type = option->get_type_name();
  const std::string variable = option->get_envname();
  return (type.empty() ? "" : " " + type) +
         (variable.empty() ? "" : fmt::format(" ({})", variable));
}

std::string Suggest(const CLI::App& app,
                    const std::vector<std::string>& words) {
  const CLI::App* at = &app;
  for (const std::string& word : words) {
    if (word.starts_with("--")) {
      const std::string flag = word.substr(0, word.find('='));
      const std::string nearest = Nearest(flag, FlagNames(*at));
      if (!nearest.empty()) return nearest;
      continue;
    }
    const CLI::App* next = FindCommand(*at, word);
    if (next != nullptr) {
      at = next;
      continue;
    }
    const std::string nearest = Nearest(word, CommandNames(*at));
    if (!nearest.empty()) return nearest;
  }
  return "";
}

std::vector<std::string> Complete(const CLI::App& app,
                                  const std::vector<std::string>& words) {
  if (words.empty()) return CommandNames(app);
  const CLI::App* at = &app;
  for (size_t i = 0; i + 1 < words.size(); ++i) {
    const CLI::App* next = FindCommand(*at, words[i]);
    if (next != nullptr) at = next;
  }
  const std::string& last = words.back();
  std::vector<std::string> found =
      last.starts_with('-') ? FlagNames(*at) : CommandNames(*at);
  std::erase_if(found, [&last](const std::string& name) {
    return !name.starts_with(last);
  });
  return found;
}

std::string CompletionScript(std::string_view shell) {
  if (shell == "bash") return std::string(kBash);
  if (shell == "zsh") return std::string(kZsh);
  if (shell == "fish") return std::string(kFish);
  return "";
}

int Distance(std::string_view a, std::string_view b) {
  const size_t width = b.size() + 1;
  std::vector<int> costs((a.size() + 1) * width);
  const auto at = [&costs, width](size_t i, size_t j) -> int& {
    return costs[i * width + j];
  };
  for (size_t i = 0; i <= a.size(); ++i) at(i, 0) = static_cast<int>(i);
  for (size_t j = 0; j <= b.size(); ++j) at(0, j) = static_cast<int>(j);
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      const int same = a[i - 1] == b[j - 1] ? 0 : 1;
      at(i, j) = std::min(
          {at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + same});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        at(i, j) = std::min(at(i, j), at(i - 2, j - 2) + 1);
      }
    }
  }
  return at(a.size(), b.size());
}

}  // namespace comptoir::cli
