#include "server/store/upkeep/testing/problems.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/store/upkeep/merchant_verifier.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::store {

using storage::v1::VerifyProgress;
using testing::UnorderedElementsAreArray;

std::vector<std::string> TextsOf(const VerifyReport& report,
                                 const std::string& merchant_id) {
  std::vector<std::string> texts;
  for (const VerifyProblem& problem : report.problems()) {
    if (problem.merchant_id != merchant_id) continue;
    texts.push_back(problem.space + ": " + problem.text);
  }
  return texts;
}

std::vector<std::string> TextsOf(const VerifyProgress& progress) {
  std::vector<std::string> texts;
  for (const auto& problem : progress.problems()) {
    texts.push_back(problem.space() + ": " + problem.text());
  }
  return texts;
}

VerifyProgress VerifyInSteps(const kv::View& view,
                             const std::string& merchant_id,
                             const Verified& verified, int64_t rows_max) {
  const MerchantVerifier verifier(verified);
  VerifyProgress progress;
  while (true) {
    const absl::StatusOr<bool> is_done =
        verifier.Step(view, merchant_id, rows_max, &progress);
    EXPECT_TRUE(is_done.ok()) << is_done.status();
    if (!is_done.ok() || *is_done) return progress;
  }
}

std::vector<std::string> ProblemsOf(const kv::View& view,
                                    const std::string& merchant_id,
                                    const Verified& verified) {
  const absl::StatusOr<VerifyReport> report = VerifyStore(view, verified);
  EXPECT_TRUE(report.ok()) << report.status();
  if (!report.ok()) return {};
  std::vector<std::string> problems = TextsOf(*report, merchant_id);
  for (const int64_t rows_max : {1, 3, 1000}) {
    const VerifyProgress progress =
        VerifyInSteps(view, merchant_id, verified, rows_max);
    EXPECT_THAT(TextsOf(progress), UnorderedElementsAreArray(problems))
        << "in steps of " << rows_max;
    EXPECT_EQ(progress.problem_count(), problems.size());
  }
  return problems;
}

}  // namespace comptoir::store
