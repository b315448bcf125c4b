// The commands of the program as data: what is parsed, completed, explained.
// The parser that reads them is known to parse.cc alone.
#ifndef COMPTOIR_TOOLS_CLI_COMMAND_COMMAND_H_
#define COMPTOIR_TOOLS_CLI_COMMAND_COMMAND_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace comptoir::cli {

// A flag, or a word that stands without one.
struct Argument {
  // "--given-name" or "-q,--quiet"; without dashes the name of a word. Words
  // are taken in the order of their arguments.
  std::string name;
  // A few words for --help.
  std::string help;
  // What --help shows for the value, such as "FILE".
  std::string value = "";
  // The heading in --help that it stands under; empty: that of the command.
  std::string heading = "";
  // The environment variable that it is taken from when it is not given.
  std::string variable = "";
  // A flag without a value; `take` is given "true".
  bool is_switch = false;
  bool is_required = false;
  // May be given several times, each time with one value.
  bool is_repeated = false;
  // Takes a value. Called after all words were read, for the values of an
  // argument in their order; an error refuses the command line.
  std::function<absl::Status(const std::string& value)> take;

  bool is_word() const { return !name.starts_with('-'); }
  // Its long names: "--quiet" of "-q,--quiet".
  std::vector<std::string> flags() const;
};

// Arguments that store what they are given. `to` must live until the command
// has run.
Argument TextArgument(std::string name, std::string help, std::string value,
                      std::string* to);
Argument TextsArgument(std::string name, std::string help, std::string value,
                       std::vector<std::string>* to);
Argument SwitchArgument(std::string name, std::string help, bool* to);
// A whole number in [0, max].
Argument CountArgument(std::string name, std::string help, std::string value,
                       int max, int* to);

// What a command takes and does.
struct Action {
  std::vector<Argument> arguments;
  std::function<absl::Status()> run;
};

struct Command {
  std::string name;
  // One line for --help.
  std::string about;
  // How it is used: whole command lines, one a line.
  std::string examples = "";
  // What else --help of the command itself says; paragraphs.
  std::string details = "";
  // Made when the command is chosen, since the flags of all of them are
  // thousands. Empty for a group of commands.
  std::function<Action()> make = nullptr;
  // Those of a group.
  std::vector<Command> commands = {};

  // Null when there is none of this name.
  const Command* Find(std::string_view name) const;
  // The group of this name, made when there is none.
  Command& Group(std::string_view name, std::string_view about);
};

// The whole program: a command without a parent.
struct Program {
  Command root;
  // Flags that may stand anywhere.
  std::vector<Argument> globals;
  // What --version prints.
  std::string version;
};

// Where a command line leads, as far as its words are known.
struct Place {
  // From the root down.
  std::vector<const Command*> path;
  // What the last of the path takes; empty for a group.
  Action action;
  // The word that should have named a command of a group; empty: there is none.
  std::string unknown;
  // The words beside the path: flags, their values, and what is unknown.
  std::vector<std::string> rest;

  const Command& command() const { return *path.back(); }
  bool is_group() const { return !command().make; }
  // "customers create".
  std::string Name() const;
};

Place FindPlace(const Program& program, const std::vector<std::string>& words);

// Whether `word` is one of these flags and its value is the next word.
bool TakesNext(const std::vector<Argument>& arguments, std::string_view word);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_COMMAND_COMMAND_H_
