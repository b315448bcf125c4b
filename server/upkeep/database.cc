#include "server/upkeep/database.h"

#include <cstdio>

#include "fmt/format.h"
#include "server/base/status.h"
#include "server/kv/open.h"
#include "server/ops/data_folder/data_folder.h"
#include "server/store/claim/claim.h"
#include "server/verify.h"

namespace comptoir {

absl::StatusOr<std::unique_ptr<kv::Engine>> OpenDatabase(
    const std::string& folder) {
  ASSIGN_OR_RETURN(auto engine,
                   kv::Open({.folder = folder, .read_only = true}));
  RETURN_IF_ERROR(store::CheckFormat(*engine->GetSnapshot()));
  return engine;
}

absl::Status CheckHasData(const std::string& data_dir) {
  ASSIGN_OR_RETURN(const auto folder,
                   ops::DataFolder::OpenForReading(data_dir));
  return OpenDatabase(folder->database()).status();
}

absl::StatusOr<store::VerifyReport> VerifyDatabase(const std::string& folder) {
  ASSIGN_OR_RETURN(auto engine, OpenDatabase(folder));
  return VerifyAll(*engine->GetSnapshot());
}

std::string TextOf(const store::VerifyProblem& problem) {
  return fmt::format("{} {}: {}", problem.space,
                     problem.merchant_id.empty() ? "-" : problem.merchant_id,
                     problem.text);
}

void Print(const store::VerifyReport& report) {
  for (const store::VerifyProblem& problem : report.problems()) {
    std::printf("%s\n", TextOf(problem).c_str());
  }
  std::printf("%s\n", fmt::format("{} rows, {} problems", report.rows(),
                                  report.problem_count())
                          .c_str());
}

}  // namespace comptoir
