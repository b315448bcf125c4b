#include "tools/cli/import/files/outputs.h"

#include <filesystem>
#include <string>
#include <system_error>

#include "absl/status/status.h"
#include "fmt/format.h"

namespace comptoir::cli {
namespace {

// Whether two paths lead to one file, by device and inode. Of those that are
// not there yet only the paths can be compared.
bool IsSameFile(const std::string& a, const std::string& b) {
  std::error_code error;
  if (std::filesystem::equivalent(a, b, error)) return true;
  const auto plain = [](const std::string& path) {
    std::error_code ignored;
    return std::filesystem::weakly_canonical(path, ignored);
  };
  return plain(a) == plain(b);
}

}  // namespace

absl::Status CheckOutputs(const std::string& file, const Outputs& outputs) {
  const auto& [rejects, report] = outputs;
  const std::string input = file == "-" ? "/dev/stdin" : file;
  for (const std::string& output : {rejects, report}) {
    if (output.empty() || !IsSameFile(input, output)) continue;
    return absl::InvalidArgumentError(
        fmt::format("{} is the file that is imported: name another one for "
                    "the {}",
                    output, output == rejects ? "rejects" : "report"));
  }
  if (!report.empty() && IsSameFile(rejects, report)) {
    return absl::InvalidArgumentError(fmt::format(
        "{} would hold both rejects and report: name two files", report));
  }
  return absl::OkStatus();
}

}  // namespace comptoir::cli
