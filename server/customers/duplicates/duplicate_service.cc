#include "server/customers/duplicates/duplicate_service.h"

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "comptoir/customers/v1/duplicate_events.pb.h"
#include "fmt/format.h"
#include "google/protobuf/repeated_field.h"
#include "server/base/status.h"
#include "server/customers/duplicates/duplicate_page.h"
#include "server/customers/duplicates/merging/merge_all.h"
#include "server/customers/duplicates/merging/undo_merge_all.h"
#include "server/customers/phones/customer_phones.h"
#include "server/customers/rules/customer_rules.h"
#include "server/values/phone/phone_readings.h"

namespace comptoir::customers {
namespace {

using google::protobuf::RepeatedPtrField;
using store::Snapshot;
using store::Transaction;

// Every two of the customers, which are survivors here.
absl::StatusOr<std::vector<IdPair>> PairsIn(
    const RepeatedPtrField<std::string>& customer_ids) {
  FieldViolations violations;
  std::set<std::string_view> seen;
  for (int i = 0; i < customer_ids.size(); ++i) {
    if (seen.insert(customer_ids[i]).second) continue;
    violations.Add(fmt::format("customer_ids[{}]", i),
                   "must be of another profile than those before it");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return PairsOf(
      std::vector<std::string>(customer_ids.begin(), customer_ids.end()));
}

// Suggestions are made of names and contact data: who asks for them sees both,
// lest somebody is created for every guess, and the pair tells which is right.
absl::Status RequireSight(const Call& call) {
  RETURN_IF_ERROR(call.Require(PERMISSION_CUSTOMERS_VIEW));
  return call.Require(PERMISSION_CUSTOMERS_VIEW_CONTACT);
}

// Its subjects are those who are said to be several people, or not any more.
template <typename Event>
void AppendFor(const RepeatedPtrField<std::string>& customer_ids,
               Transaction& txn) {
  Event event;
  *event.mutable_customer_ids() = customer_ids;
  txn.AppendEvent(event, {customer_ids.begin(), customer_ids.end()});
}

}  // namespace

absl::StatusOr<v1::ListDuplicatesResponse> DuplicateService::ListDuplicates(
    const Call& call, const Snapshot& snapshot,
    const v1::ListDuplicatesRequest& request) {
  RETURN_IF_ERROR(RequireSight(call));
  return PageOfDuplicates(suggester_, call, snapshot, request);
}

absl::StatusOr<v1::CheckDuplicatesResponse> DuplicateService::CheckDuplicates(
    const Call& call, const Snapshot& snapshot,
    const v1::CheckDuplicatesRequest& request) {
  storage::v1::StoredCustomer draft;
  *draft.mutable_customer() = request.customer();
  TrimTexts(draft.mutable_customer());
  RETURN_IF_ERROR(SetPhones(call.prepared<PhoneReadings>(),
                            storage::v1::StoredCustomer(), {}, &draft));
  const bool sees_contact = call.Holds(PERMISSION_CUSTOMERS_VIEW_CONTACT);
  if (!sees_contact) {
    const ProfileFacts facts = FactsOf(tables_, draft);
    const size_t looks = facts.keys[kEmail].size() + facts.keys[kPhone].size();
    for (size_t i = 0; i < looks; ++i) RETURN_IF_ERROR(lookups_.Admit(call));
  }
  return suggester_.Check(snapshot, call.merchant_id(), draft, sees_contact);
}

absl::StatusOr<v1::IgnoreDuplicateResponse> DuplicateService::IgnoreDuplicate(
    const Call&, Transaction& txn, const v1::IgnoreDuplicateRequest& request) {
  ASSIGN_OR_RETURN(const std::vector<IdPair> pairs,
                   PairsIn(request.customer_ids()));
  ASSIGN_OR_RETURN(std::vector<v1::IgnoredDuplicate> all,
                   ignored_.Ignore(txn, pairs));
  AppendFor<v1::DuplicateIgnored>(request.customer_ids(), txn);
  v1::IgnoreDuplicateResponse response;
  for (v1::IgnoredDuplicate& ignored : all) {
    *response.add_ignored_duplicates() = std::move(ignored);
  }
  return response;
}

absl::StatusOr<v1::UnignoreDuplicateResponse>
DuplicateService::UnignoreDuplicate(
    const Call&, Transaction& txn,
    const v1::UnignoreDuplicateRequest& request) {
  ASSIGN_OR_RETURN(const std::vector<IdPair> pairs,
                   PairsIn(request.customer_ids()));
  ASSIGN_OR_RETURN(const bool was_ignored, ignored_.Unignore(txn, pairs));
  if (was_ignored) {
    AppendFor<v1::DuplicateUnignored>(request.customer_ids(), txn);
  }
  return v1::UnignoreDuplicateResponse();
}

absl::StatusOr<v1::ListIgnoredDuplicatesResponse>
DuplicateService::ListIgnoredDuplicates(
    const Call& call, const Snapshot& snapshot,
    const v1::ListIgnoredDuplicatesRequest& request) {
  return PageOfIgnored(call, snapshot, request);
}

absl::StatusOr<v1::MergeAllDuplicatesResponse>
DuplicateService::MergeAllDuplicates(
    const Call& call, Transaction& txn,
    const v1::MergeAllDuplicatesRequest& request) {
  RETURN_IF_ERROR(RequireSight(call));
  v1::MergeAllDuplicatesResponse response;
  ASSIGN_OR_RETURN(*response.mutable_operation(),
                   BeginMergeAll(operations_, txn, request.least_confidence()));
  return response;
}

absl::StatusOr<v1::UndoMergeAllDuplicatesResponse>
DuplicateService::UndoMergeAllDuplicates(
    const Call&, Transaction& txn,
    const v1::UndoMergeAllDuplicatesRequest& request) {
  v1::UndoMergeAllDuplicatesResponse response;
  ASSIGN_OR_RETURN(*response.mutable_operation(),
                   BeginUndoMergeAll(operations_, txn, request.operation_id()));
  return response;
}

}  // namespace comptoir::customers
