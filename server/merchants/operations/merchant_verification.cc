#include "server/merchants/operations/merchant_verification.h"

#include <memory>
#include <utility>

#include "comptoir/merchants/v1/operation.pb.h"
#include "comptoir/storage/v1/verify.pb.h"
#include "server/base/status.h"
#include "server/store/upkeep/merchant_verifier.h"

namespace comptoir::merchants {
namespace {

using operations::OperationRun;
using operations::OperationWrite;
using operations::StepOutcome;
using storage::v1::VerifyProgress;
using store::MerchantVerifier;

std::shared_ptr<const v1::MerchantVerification> ResultOf(
    const VerifyProgress& progress) {
  auto result = std::make_shared<v1::MerchantVerification>();
  result->set_row_count(static_cast<int64_t>(progress.rows()));
  result->set_problem_count(static_cast<int64_t>(progress.problem_count()));
  for (const auto& problem : progress.problems()) {
    v1::VerificationProblem& listed = *result->add_problems();
    listed.set_space(problem.space());
    listed.set_text(problem.text());
  }
  return result;
}

// Reads alone: what there is to write is how far it has come.
absl::StatusOr<OperationWrite> Step(const MerchantVerifier& verifier,
                                    const store::Snapshot& snapshot,
                                    const OperationRun& run) {
  VerifyProgress progress;
  if (!progress.ParseFromString(run.cursor)) {
    return Corrupt("the progress of a verification");
  }
  ASSIGN_OR_RETURN(
      const bool is_done,
      verifier.Step(snapshot, run.merchant_id, kVerifyRowsPerStep, &progress));
  StepOutcome outcome{.done_units = static_cast<int64_t>(progress.rows())};
  if (is_done) {
    outcome.total_units = outcome.done_units;
    outcome.result = ResultOf(progress);
  } else {
    outcome.cursor = progress.SerializeAsString();
  }
  return
      [outcome = std::move(outcome)](store::Transaction&) { return outcome; };
}

}  // namespace

operations::OperationKind VerifyMerchantKind(store::Verified verified) {
  const auto verifier =
      std::make_shared<const MerchantVerifier>(std::move(verified));
  return {
      .name = kVerifyMerchant,
      .step =
          [verifier](const store::Snapshot& snapshot, const OperationRun& run) {
            return Step(*verifier, snapshot, run);
          },
      .is_alone = true};
}

}  // namespace comptoir::merchants
