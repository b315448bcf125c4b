#include "tools/cli/command/parse.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tools/cli/command/command.h"
#include "tools/cli/command/help.h"

namespace comptoir::cli {
namespace {

constexpr int kColumnWidth = 34;

// Help with the examples first, right below the description.
class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter() { column_width(kColumnWidth); }

  std::string make_description(const CLI::App* app) const override {
    std::string text = app->get_description() + "\n\n";
    const std::string examples = app->get_footer();
    if (examples.empty()) return text;
    text += "Examples:\n";
    std::string_view rest = examples;
    while (!rest.empty()) {
      const size_t end = std::min(rest.find('\n'), rest.size());
      text += fmt::format("  {}\n", rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return text + '\n';
  }

  std::string make_footer(const CLI::App* app) const override {
    if (app->get_parent() == nullptr) return "";
    return "Global options: comptoir --help\n";
  }

  std::string make_option_opts(const CLI::Option* option) const override {
    const std::string type = option->get_type_name();
    const std::string variable = option->get_envname();
    return (type.empty() ? "" : " " + type) +
           (variable.empty() ? "" : fmt::format(" ({})", variable));
  }
};

// Hands the values to `argument`, whose refusal is one of the command line.
void Take(const Argument& argument, const std::vector<std::string>& values) {
  for (const std::string& value : values) {
    const absl::Status status = argument.take(value);
    if (!status.ok()) {
      throw CLI::ValidationError(argument.name, std::string(status.message()));
    }
  }
}

// `argument` must outlive `app`.
void Add(CLI::App& app, const Argument& argument) {
  CLI::Option* option = nullptr;
  if (argument.is_switch) {
    option = app.add_flag_function(
        argument.name, [&argument](int64_t) { Take(argument, {"true"}); },
        argument.help);
  } else {
    // As they stand: an empty value is one, too.
    const CLI::callback_t take = [&argument](const CLI::results_t& values) {
      Take(argument, values);
      return true;
    };
    option = app.add_option(argument.name, take, argument.help);
    if (argument.is_repeated) {
      option->expected(CLI::detail::expected_max_vector_size);
      if (!argument.is_word()) option->allow_extra_args(false);
    }
  }
  option->type_name(argument.value);
  if (argument.is_required) option->required();
  if (!argument.variable.empty()) option->envname(argument.variable);
  if (!argument.heading.empty()) option->group(argument.heading);
}

std::string WhatItIs(const Command& command) {
  if (command.details.empty()) return command.about;
  return command.about + "\n\n" + command.details;
}

// The parser of a command line that leads to `place`, which must outlive it:
// the commands beside the path are known by name alone.
std::unique_ptr<CLI::App> MakeParser(const Program& program,
                                     const Place& place) {
  auto app =
      std::make_unique<CLI::App>(WhatItIs(program.root), program.root.name);
  app->formatter(std::make_shared<HelpFormatter>());
  app->footer(program.root.examples);
  app->set_version_flag("--version", program.version);
  for (const Argument& argument : program.globals) Add(*app, argument);
  CLI::App* at = app.get();
  for (size_t i = 0; i < place.path.size(); ++i) {
    const Command& command = *place.path[i];
    CLI::App* next = nullptr;
    for (const Command& child : command.commands) {
      CLI::App* added = at->add_subcommand(child.name, child.about);
      added->footer(child.examples);
      added->fallthrough();
      const bool is_on_path =
          i + 1 < place.path.size() && place.path[i + 1] == &child;
      if (!is_on_path) continue;
      next = added;
      added->description(WhatItIs(child));
    }
    if (!command.commands.empty()) at->require_subcommand(1);
    if (next != nullptr) at = next;
  }
  for (const Argument& argument : place.action.arguments) Add(*at, argument);
  return app;
}

// What `name` takes, as its help has it; empty when that says nothing.
std::string ValueOf(const Program& program, const Place& place,
                    std::string_view name) {
  for (const auto* arguments : {&place.action.arguments, &program.globals}) {
    for (const Argument& argument : *arguments) {
      const std::vector<std::string> flags = argument.flags();
      if (std::find(flags.begin(), flags.end(), name) != flags.end()) {
        return argument.value;
      }
    }
  }
  return "";
}

// Of a flag without its value, or that is given more often than it may be: the
// parser counts, and names types.
std::string DescribeMismatch(const Program& program, const Place& place,
                             const std::string& error) {
  const std::string name = error.substr(0, error.find(": "));
  if (error.ends_with(" missing")) {
    const std::string value = ValueOf(program, place, name);
    return fmt::format("{} needs a value{}{}", name, value.empty() ? "" : ": ",
                       value);
  }
  if (error.find(": At Most ") == std::string::npos) return error;
  return fmt::format("{} is given more than once", name);
}

std::string DescribeError(const Program& program, const Place& place,
                          std::string_view error) {
  std::string text(error);
  if (!place.unknown.empty()) {
    text = fmt::format("{} is no command", place.unknown);
  } else if (place.is_group() && place.rest.empty()) {
    text = "a command is missing";
  }
  if (const std::string hint = Hint(program, place); !hint.empty()) {
    text += '\n' + hint;
  }
  text += fmt::format("\nsee: {}", program.root.name);
  if (const std::string name = place.Name(); !name.empty()) text += ' ' + name;
  return text + " --help";
}

}  // namespace

Parsed Parse(const Program& program, const std::vector<std::string>& words) {
  const Place place = FindPlace(program, words);
  const std::unique_ptr<CLI::App> app = MakeParser(program, place);
  Parsed parsed;
  try {
    app->parse(std::vector<std::string>(words.rbegin(), words.rend()));
    parsed.run = place.action.run;
  } catch (const CLI::ArgumentMismatch& error) {
    parsed.error = DescribeError(
        program, place, DescribeMismatch(program, place, error.what()));
  } catch (const CLI::ParseError& error) {
    // --help and --version end here too.
    std::ostringstream out;
    std::ostringstream err;
    if (app->exit(error, out, err) == 0) {
      parsed.text = out.str();
    } else {
      parsed.error = DescribeError(program, place, error.what());
    }
  }
  return parsed;
}

}  // namespace comptoir::cli
