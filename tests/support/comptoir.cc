#include "tests/support/comptoir.h"

#include <algorithm>

#include "fmt/format.h"
#include "gtest/gtest.h"

namespace comptoir::testing {

CommandResult Comptoir::Run(std::vector<std::string> words) const {
  const bool names_server =
      std::find(words.begin(), words.end(), "--server") != words.end();
  words.insert(words.begin(), kComptoir);
  words.insert(words.end(), {"--token-file", token_file_});
  if (!names_server) words.insert(words.end(), {"--server", address_});
  return RunCommand(words);
}

std::string Comptoir::Made(std::vector<std::string> words) const {
  words.emplace_back("--json");
  const CommandResult result = Run(std::move(words));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  return JsonField(result.out, "id");
}

std::string JsonField(const std::string& json, std::string_view name) {
  const std::string start = fmt::format("\"{}\": \"", name);
  const size_t at = json.find(start);
  if (at == std::string::npos) return "";
  const size_t value = at + start.size();
  return json.substr(value, json.find('"', value) - value);
}

}  // namespace comptoir::testing
