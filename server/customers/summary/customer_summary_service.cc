#include "server/customers/summary/customer_summary_service.h"

#include <string>
#include <vector>

#include "server/base/status.h"

namespace comptoir::customers {

absl::StatusOr<v1::GetCustomerSummaryResponse>
CustomerSummaryService::GetCustomerSummary(
    const Call& call, const store::Snapshot& snapshot,
    const v1::GetCustomerSummaryRequest& request) {
  const std::string& merchant_id = call.merchant_id();
  v1::GetCustomerSummaryResponse response;
  v1::CustomerSummary& summary = *response.mutable_summary();
  ASSIGN_OR_RETURN(
      *summary.mutable_customer(),
      directory_.Get(snapshot, merchant_id, request.customer_id()));
  ASSIGN_OR_RETURN(const std::vector<std::string> identities,
                   directory_.CustomerIdentities(snapshot, merchant_id,
                                                 summary.customer().id()));
  for (const Participant* participant : directory_.participants()) {
    RETURN_IF_ERROR(participant->Fold(call, snapshot, identities, &summary));
  }
  return response;
}

}  // namespace comptoir::customers
