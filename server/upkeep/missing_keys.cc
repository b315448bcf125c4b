#include "server/upkeep/missing_keys.h"

#include <cstdio>
#include <vector>

#include "fmt/format.h"
#include "server/ops/data_folder/installation_keys.h"

namespace comptoir {

bool SayMissingKeys(const std::string& folder, std::string_view where) {
  const std::vector<std::string_view> missing = ops::MissingKeys(folder);
  for (const std::string_view name : missing) {
    std::fprintf(stderr, "comptoird: %s\n",
                 fmt::format("{} is missing{}, and the data is of no use with "
                             "another, nor served without: take it from an "
                             "older backup, or see `comptoird new-keys` in "
                             "--help",
                             name, where)
                     .c_str());
  }
  return missing.empty();
}

}  // namespace comptoir
