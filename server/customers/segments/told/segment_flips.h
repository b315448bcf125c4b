// Writes who has come into segments and who has left.
#ifndef COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_TOLD_SEGMENT_FLIPS_H_
#define COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_TOLD_SEGMENT_FLIPS_H_

#include <string>

#include "absl/status/status.h"
#include "server/customers/segments/segment_tables.h"
#include "server/customers/segments/told/segment_look.h"
#include "server/customers/segments/told/told_members.h"
#include "server/store/transaction.h"

namespace comptoir::customers {

// Brings rows up to what was seen, each with its event, and ends what has
// settled. What was seen of a filter that is another one by now is left out.
absl::Status WriteSeen(const SegmentTables& tables, const ToldMembers& told,
                       const LookSeen& seen, store::Transaction& txn);

// A customer is gone for ever, who may not have been told to have left.
absl::Status ForgetMember(const SegmentTables& tables, const ToldMembers& told,
                          store::Transaction& txn,
                          const std::string& customer_id);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_TOLD_SEGMENT_FLIPS_H_
