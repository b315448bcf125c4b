// Runs a program to its end, as a shell would.
#ifndef COMPTOIR_TESTS_SUPPORT_COMMAND_H_
#define COMPTOIR_TESTS_SUPPORT_COMMAND_H_

#include <string>
#include <vector>

namespace comptoir::testing {

struct CommandResult {
  // What the program gave to exit(); 128 and the signal when it was killed.
  int exit_code = 0;
  std::string out;
  std::string err;
};

// Runs `words[0]`, a path, in this test's environment. Standard input is empty;
// none of the streams is a terminal.
CommandResult RunCommand(const std::vector<std::string>& words);

// A file in the test's temporary folder with this content, private as tokens
// must be; returns its path.
std::string WriteTestFile(const std::string& name, const std::string& content);

}  // namespace comptoir::testing

#endif  // COMPTOIR_TESTS_SUPPORT_COMMAND_H_
