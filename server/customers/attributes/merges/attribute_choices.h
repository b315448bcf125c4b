// Choices of custom attributes in requests that ask for a merge.
#ifndef COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_MERGES_ATTRIBUTE_CHOICES_H_
#define COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_MERGES_ATTRIBUTE_CHOICES_H_

#include "absl/status/status.h"
#include "server/customers/attributes/attribute_tables.h"
#include "server/customers/merges/merge_plan.h"
#include "server/kv/kv.h"
#include "server/rpc/call.h"

namespace comptoir::customers {

// Finds the definitions that the choices name, and looks whether the caller may
// choose: who takes one value for another one sees both, and may set it. Errors
// as MergeService.MergeCustomers.
absl::Status ReadAttributeChoices(const AttributeTables& tables,
                                  const Call& call, const kv::View& view,
                                  WantedMerge* wanted);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_MERGES_ATTRIBUTE_CHOICES_H_
