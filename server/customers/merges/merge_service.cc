#include "server/customers/merges/merge_service.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "google/protobuf/descriptor.h"
#include "server/base/status.h"
#include "server/customers/attributes/merged_attributes.h"
#include "server/customers/attributes/merges/attribute_choices.h"
#include "server/customers/merges/merge_history.h"
#include "server/customers/merges/merge_plan.h"
#include "server/records/sight.h"
#include "server/rpc/redaction/guards.h"

namespace comptoir::customers {
namespace {

using google::protobuf::FieldDescriptor;
using storage::v1::StoredCustomer;
using storage::v1::StoredIdentity;
using store::Snapshot;
using store::Transaction;

// Who takes one value of contact data for another one sees both.
absl::Status RequireForChoices(const Call& call, const WantedMerge& wanted) {
  for (const FieldDescriptor* field : MergedFields()) {
    if (wanted.choices.contains(field->name()) &&
        field->options().GetExtension(pii) == PII_CLASS_CONTACT) {
      return call.Require(PERMISSION_CUSTOMERS_VIEW_CONTACT);
    }
  }
  return absl::OkStatus();
}

bool IsSeen(records::Sight sight, const FieldDescriptor* field) {
  return sight == records::Sight::kAll ||
         (sight == records::Sight::kNoContact &&
          field->options().GetExtension(pii) != PII_CLASS_CONTACT);
}

// Of the profiles of the merge, the one whose value the field would have. What
// the survivor shows of those who were merged into it before is its own here.
const std::string& GiverOf(const MergePlan& plan, std::string_view source) {
  for (const StoredCustomer& profile : plan.profiles) {
    if (profile.customer().id() == source) return profile.customer().id();
  }
  return plan.profiles[0].customer().id();
}

// Whether somebody in the merge has a value in the field itself: a list may
// have one of a primary field alone.
bool HasItself(const MergePlan& plan, const FieldDescriptor* field) {
  return std::any_of(plan.profiles.begin(), plan.profiles.end(),
                     [&](const StoredCustomer& profile) {
                       return HasValue(profile.customer(), field);
                     });
}

// Whether two values are the same is said of those alone that the caller sees:
// of others it would confirm a guess that somebody is created with. So no list
// is there for them that differing primary values alone would make.
void HideUnseenLists(const MergePlan& plan, records::Sight sight,
                     v1::Customer* customer) {
  for (const FieldDescriptor* field : MergedFields()) {
    if (field->is_repeated() && !IsSeen(sight, field) &&
        !HasItself(plan, field)) {
      customer->GetReflection()->ClearField(customer, field);
    }
  }
}

// To who does not see a field: whoever has a value in it but the giver, also
// the same one.
void AddFields(const MergePlan& plan, records::Sight sight,
               v1::PreviewMergeResponse* response) {
  const v1::Customer& shown = plan.merged.customer();
  for (const FieldDescriptor* field : MergedFields()) {
    const std::string source = SourceOf(plan.merged, plan.rows, field);
    const std::string& giver = GiverOf(plan, source);
    v1::MergedField merged;
    const bool is_seen = IsSeen(sight, field);
    for (const StoredCustomer& profile : plan.profiles) {
      const v1::Customer& customer = profile.customer();
      if (!HasValue(customer, field)) continue;
      if (is_seen ? Hides(plan.merged, field, profile)
                  : customer.id() != giver) {
        merged.add_dropped_customer_ids(customer.id());
      }
    }
    const bool is_set = is_seen || !field->is_repeated()
                            ? HasValue(shown, field)
                            : HasItself(plan, field);
    if (!is_set && merged.dropped_customer_ids().empty()) continue;
    merged.set_path(field->name());
    merged.set_customer_id(source);
    *response->add_fields() = std::move(merged);
  }
}

bool IsSeen(const Call& call, const CustomerPart& part) {
  const Permission guard = rpc::GuardOf(part.noun);
  return guard == PERMISSION_UNSPECIFIED || call.Holds(guard);
}

// What the participants keep of a profile under all its identities, and the
// caller may see.
absl::Status AddParts(const CustomerDirectory& directory, const Call& call,
                      const kv::View& view, const StoredCustomer& profile,
                      v1::PreviewMergeResponse* response) {
  std::vector<std::string> identities = {profile.customer().id()};
  for (const StoredIdentity& merged : profile.merged()) {
    identities.push_back(merged.customer().id());
  }
  std::map<std::string, int64_t> counts;
  for (const std::string& identity : identities) {
    for (const Participant* participant : directory.participants()) {
      ASSIGN_OR_RETURN(
          const std::vector<CustomerPart> parts,
          participant->PartsOf(view, call.merchant_id(), identity));
      for (const CustomerPart& part : parts) {
        if (IsSeen(call, part)) counts[part.kind] += part.count;
      }
    }
  }
  for (const auto& [kind, count] : counts) {
    if (count == 0) continue;
    v1::MergePart& part = *response->add_parts();
    part.set_customer_id(profile.customer().id());
    part.set_kind(kind);
    part.set_count(count);
  }
  return absl::OkStatus();
}

}  // namespace

template <typename Request>
absl::StatusOr<WantedMerge> MergeService::WantedBy(
    const Call& call, const kv::View& view, const Request& request) const {
  ASSIGN_OR_RETURN(WantedMerge wanted,
                   ReadWantedMerge(request.survivor_customer_id(),
                                   request.customer_ids(), request.choices()));
  RETURN_IF_ERROR(RequireForChoices(call, wanted));
  RETURN_IF_ERROR(ReadAttributeChoices(attributes_, call, view, &wanted));
  return wanted;
}

absl::StatusOr<v1::PreviewMergeResponse> MergeService::PreviewMerge(
    const Call& call, const Snapshot& snapshot,
    const v1::PreviewMergeRequest& request) {
  ASSIGN_OR_RETURN(const WantedMerge wanted, WantedBy(call, snapshot, request));
  ASSIGN_OR_RETURN(MergePlan plan,
                   PlanMerge(directory_, snapshot, call.merchant_id(), wanted));
  v1::PreviewMergeResponse response;
  response.set_identity_count(plan.identity_count);
  for (const StoredCustomer& profile : plan.profiles) {
    RETURN_IF_ERROR(AddParts(directory_, call, snapshot, profile, &response));
  }
  if (plan.blockers.empty()) {
    const records::Sight sight =
        records::SightOf(call, v1::Customer::descriptor());
    AddFields(plan, sight, &response);
    HideUnseenLists(plan, sight, plan.merged.mutable_customer());
    ASSIGN_OR_RETURN(const AttributeDefinitions definitions,
                     attributes_.All(snapshot, call.merchant_id()));
    for (v1::MergedField& field :
         MergedAttributes(call, definitions, plan.profiles, plan.merged)) {
      *response.add_fields() = std::move(field);
    }
    *response.mutable_customer() = std::move(*plan.merged.mutable_customer());
  }
  for (v1::MergeBlocker& blocker : plan.blockers) {
    *response.add_blockers() = std::move(blocker);
  }
  for (StoredCustomer& profile : plan.profiles) {
    *response.add_profiles() = std::move(*profile.mutable_customer());
  }
  return response;
}

absl::StatusOr<v1::MergeCustomersResponse> MergeService::MergeCustomers(
    const Call& call, Transaction& txn,
    const v1::MergeCustomersRequest& request) {
  ASSIGN_OR_RETURN(const WantedMerge wanted, WantedBy(call, txn, request));
  v1::MergeCustomersResponse response;
  ASSIGN_OR_RETURN(*response.mutable_customer(),
                   book_.Merge(txn, wanted, request.expected_customers()));
  return response;
}

absl::StatusOr<v1::UnmergeCustomerResponse> MergeService::UnmergeCustomer(
    const Call&, Transaction& txn, const v1::UnmergeCustomerRequest& request) {
  ASSIGN_OR_RETURN(Unmerged unmerged,
                   book_.Unmerge(txn, request.customer_id(), request.etag()));
  v1::UnmergeCustomerResponse response;
  *response.mutable_customer() = std::move(unmerged.customer);
  *response.mutable_survivor() = std::move(unmerged.survivor);
  return response;
}

absl::StatusOr<v1::ListMergesResponse> MergeService::ListMerges(
    const Call& call, const Snapshot& snapshot,
    const v1::ListMergesRequest& request) {
  return PageOfMerges(directory_, call, snapshot, request);
}

}  // namespace comptoir::customers
