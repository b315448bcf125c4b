#include "tools/cli/command/command.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "fmt/format.h"

namespace comptoir::cli {
std::vector<std::string> Argument::flags() const {
  std::vector<std::string> flags;
  std::string_view rest = name;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find(','), rest.size());
    if (rest.starts_with("--")) flags.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return flags;
}

Argument TextArgument(std::string name, std::string help, std::string value,
                      std::string* to) {
  return {.name = std::move(name),
          .help = std::move(help),
          .value = std::move(value),
          .take = [to](const std::string& text) {
            *to = text;
            return absl::OkStatus();
          }};
}

Argument TextsArgument(std::string name, std::string help, std::string value,
                       std::vector<std::string>* to) {
  return {.name = std::move(name),
          .help = std::move(help),
          .value = std::move(value),
          .is_repeated = true,
          .take = [to](const std::string& text) {
            to->push_back(text);
            return absl::OkStatus();
          }};
}

Argument SwitchArgument(std::string name, std::string help, bool* to) {
  return {.name = std::move(name),
          .help = std::move(help),
          .is_switch = true,
          .take = [to](const std::string&) {
            *to = true;
            return absl::OkStatus();
          }};
}

Argument CountArgument(std::string name, std::string help, std::string value,
                       int max, int* to) {
  return {.name = std::move(name),
          .help = std::move(help),
          .value = std::move(value),
          .take = [max, to](const std::string& text) -> absl::Status {
            int number = 0;
            const auto [end, error] =
                std::from_chars(text.data(), text.data() + text.size(), number);
            if (error != std::errc() || end != text.data() + text.size() ||
                number < 0 || number > max) {
              return absl::InvalidArgumentError(
                  fmt::format("{} is no whole number from 0 to {}", text, max));
            }
            *to = number;
            return absl::OkStatus();
          }};
}

const Command* Command::Find(std::string_view wanted) const {
  const auto found = std::find_if(
      commands.begin(), commands.end(),
      [wanted](const Command& command) { return command.name == wanted; });
  return found == commands.end() ? nullptr : &*found;
}

Command& Command::Group(std::string_view wanted, std::string_view about_it) {
  const auto found = std::find_if(
      commands.begin(), commands.end(),
      [wanted](const Command& command) { return command.name == wanted; });
  if (found != commands.end()) return *found;
  return commands.emplace_back(
      Command{.name = std::string(wanted), .about = std::string(about_it)});
}

std::string Place::Name() const {
  std::string name;
  for (size_t i = 1; i < path.size(); ++i) {
    if (i > 1) name += ' ';
    name += path[i]->name;
  }
  return name;
}

bool TakesNext(const std::vector<Argument>& arguments, std::string_view word) {
  return std::any_of(
      arguments.begin(), arguments.end(), [word](const Argument& argument) {
        const std::vector<std::string> flags = argument.flags();
        return !argument.is_switch &&
               std::find(flags.begin(), flags.end(), word) != flags.end();
      });
}

Place FindPlace(const Program& program, const std::vector<std::string>& words) {
  Place place;
  place.path.push_back(&program.root);
  size_t i = 0;
  for (; i < words.size() && place.is_group(); ++i) {
    const std::string& word = words[i];
    if (word.starts_with('-')) {
      place.rest.push_back(word);
      if (TakesNext(program.globals, word) && i + 1 < words.size()) {
        place.rest.push_back(words[++i]);
      }
      continue;
    }
    const Command* next = place.command().Find(word);
    if (next == nullptr) {
      place.unknown = word;
      break;
    }
    place.path.push_back(next);
  }
  place.rest.insert(place.rest.end(), words.begin() + static_cast<ptrdiff_t>(i),
                    words.end());
  if (!place.is_group()) place.action = place.command().make();
  return place;
}

}  // namespace comptoir::cli
