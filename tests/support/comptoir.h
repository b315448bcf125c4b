// `comptoir`, run as a person or a script runs it.
#ifndef COMPTOIR_TESTS_SUPPORT_COMPTOIR_H_
#define COMPTOIR_TESTS_SUPPORT_COMPTOIR_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/command.h"

namespace comptoir::testing {

// The program, in the runfiles of a test that has it among its data.
inline constexpr char kComptoir[] = "tools/cli/comptoir";

// Whoever holds a token, at a server.
class Comptoir {
 public:
  Comptoir(std::string address, const std::string& token)
      : address_(std::move(address)),
        token_file_(WriteTestFile("token", token + "\n")) {}

  // A command, at this server unless the words name another.
  CommandResult Run(std::vector<std::string> words) const;

  // The id of what a command that must succeed has made.
  std::string Made(std::vector<std::string> words) const;

 private:
  std::string address_;
  std::string token_file_;
};

// The value of `"name": "value"` in JSON, empty when there is none: ids need no
// more of a parser.
std::string JsonField(const std::string& json, std::string_view name);

}  // namespace comptoir::testing

#endif  // COMPTOIR_TESTS_SUPPORT_COMPTOIR_H_
