// What a merge would make of which rows: read, checked, decided, not written.
#ifndef COMPTOIR_SERVER_CUSTOMERS_MERGES_MERGE_PLAN_H_
#define COMPTOIR_SERVER_CUSTOMERS_MERGES_MERGE_PLAN_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/customers/v1/attribute_definition.pb.h"
#include "comptoir/customers/v1/merge.pb.h"
#include "comptoir/storage/v1/customer.pb.h"
#include "google/protobuf/repeated_field.h"
#include "server/customers/customer_directory.h"
#include "server/customers/rules/merge_rules.h"
#include "server/kv/kv.h"

namespace comptoir::customers {

// Bytes of the row of a merged profile, so that what its customer is given
// later by updates finds room in it: a row holds kv::kValueBytesMax. A hundred
// customers come near with names of hundreds of letters only.
inline constexpr size_t kProfileBytesMax = kv::kValueBytesMax / 4 * 3;

// From whom a custom attribute is taken.
struct AttributeChoice {
  // Where it stands in the request.
  std::string field;
  // What it was named by: a key or an id.
  std::string name;
  std::string customer_id;
  // Set by ReadAttributeChoices().
  v1::AttributeDefinition definition = {};
};

// What somebody asks for.
struct WantedMerge {
  std::string survivor_id;
  std::vector<std::string> customer_ids;
  Choices choices;
  std::vector<AttributeChoice> attributes = {};
  // The operation that does it, in whose feed it stands then; empty for a call.
  std::string operation_id = {};
};

// INVALID_ARGUMENT, reason INVALID_FIELDS, for what no state of the customers
// would allow. Attributes are only named in it.
absl::StatusOr<WantedMerge> ReadWantedMerge(
    const std::string& survivor_id,
    const google::protobuf::RepeatedPtrField<std::string>& customer_ids,
    const google::protobuf::RepeatedPtrField<v1::FieldChoice>& choices);

struct MergePlan {
  // As they are: the survivor, then the others in the order of the request.
  std::vector<storage::v1::StoredCustomer> profiles;
  // What stands in the way, in the order of the request.
  std::vector<v1::MergeBlocker> blockers;
  // Of the profile that would result.
  int identity_count = 0;
  // The survivor's row with the others in it, without a new etag. Of no meaning
  // when something stands in the way.
  storage::v1::StoredCustomer merged;
  // The others, and all whose fields the survivor may show.
  Rows rows;
};

// NOT_FOUND for customers that the merchant does not have.
absl::StatusOr<MergePlan> PlanMerge(const CustomerDirectory& directory,
                                    const kv::View& view,
                                    std::string_view merchant_id,
                                    const WantedMerge& wanted);

// FAILED_PRECONDITION, with what the blocker says.
absl::Status Refusal(const v1::MergeBlocker& blocker);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_MERGES_MERGE_PLAN_H_
