#include "tools/cli/core/customer_ids.h"

#include <sstream>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "fmt/format.h"
#include "server/base/ids.h"
#include "tools/cli/terminal/terminal.h"

namespace comptoir::cli {

absl::Status ReadCustomerIds(const std::string& file,
                             std::vector<std::string>* ids) {
  const absl::StatusOr<std::string> content = ReadText(file);
  if (!content.ok()) return content.status();
  int number = 0;
  std::istringstream lines(*content);
  for (std::string id; std::getline(lines, id);) {
    ++number;
    absl::StripAsciiWhitespace(&id);
    if (id.empty()) continue;
    if (!ParseId("cus", id)) {
      return absl::InvalidArgumentError(fmt::format(
          "{}:{}: is no customer's id: cus_ and 26 characters", file, number));
    }
    ids->push_back(id);
  }
  return absl::OkStatus();
}

}  // namespace comptoir::cli
