#include "server/customers/groups/testing/groups_fixture.h"

#include <algorithm>
#include <set>
#include <utility>

#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::customers {
namespace {

using store::Space;

template <typename Response>
std::vector<v1::GroupMemberOutcome> OutcomesOf(
    const absl::StatusOr<Response>& response) {
  EXPECT_TRUE(response.ok()) << response.status();
  std::vector<v1::GroupMemberOutcome> outcomes;
  for (const v1::GroupMemberResult& result : response->results()) {
    outcomes.push_back(result.outcome());
  }
  return outcomes;
}

// Whom `moved` stands for is in the profile no more.
void TakeOut(const storage::v1::StoredCustomer& moved,
             storage::v1::StoredCustomer* profile) {
  std::set<std::string> gone = {moved.customer().id()};
  for (const auto& merged : moved.merged()) gone.insert(merged.customer().id());
  auto& rest = *profile->mutable_merged();
  rest.erase(std::remove_if(rest.begin(), rest.end(),
                            [&](const auto& merged) {
                              return gone.contains(merged.customer().id());
                            }),
             rest.end());
}

}  // namespace

GroupsFixture::GroupsFixture() {
  customers_.directory().AddParticipant(groups_.participant());
}

Call GroupsFixture::NewCall() {
  store().clock().Advance(absl::Milliseconds(1));
  return Call::ForTest(merchant_, store().clock().Now(),
                       std::to_string(++calls_) + "-seed-of-a-group-call-");
}

absl::StatusOr<v1::Group> GroupsFixture::Create(
    const std::string& display_name) {
  v1::CreateGroupRequest request;
  request.mutable_group()->set_display_name(display_name);
  const auto response = Do(&GroupService::CreateGroup, request);
  if (!response.ok()) return response.status();
  return response->group();
}

std::string GroupsFixture::New(const std::string& display_name) {
  const absl::StatusOr<v1::Group> group = Create(display_name);
  EXPECT_TRUE(group.ok()) << group.status();
  return group->id();
}

absl::StatusOr<v1::Group> GroupsFixture::Get(const std::string& group_id) {
  v1::GetGroupRequest request;
  request.set_group_id(group_id);
  const auto response =
      groups_.service().GetGroup(NewCall(), *store().Read(), request);
  if (!response.ok()) return response.status();
  return response->group();
}

absl::StatusOr<v1::Group> GroupsFixture::Update(const v1::Group& group,
                                                const Ids& mask) {
  v1::UpdateGroupRequest request;
  *request.mutable_group() = group;
  for (const std::string& path : mask) {
    request.mutable_update_mask()->add_paths(path);
  }
  const auto response = Do(&GroupService::UpdateGroup, request);
  if (!response.ok()) return response.status();
  return response->group();
}

absl::Status GroupsFixture::Delete(const std::string& group_id,
                                   const std::string& etag) {
  v1::DeleteGroupRequest request;
  request.set_group_id(group_id);
  request.set_etag(etag);
  return Do(&GroupService::DeleteGroup, request).status();
}

std::vector<v1::GroupMemberOutcome> GroupsFixture::Add(
    const std::string& group_id, const Ids& customer_ids) {
  v1::AddGroupMembersRequest request;
  request.set_group_id(group_id);
  request.mutable_customer_ids()->Assign(customer_ids.begin(),
                                         customer_ids.end());
  return OutcomesOf(Do(&GroupService::AddGroupMembers, request));
}

std::vector<v1::GroupMemberOutcome> GroupsFixture::Remove(
    const std::string& group_id, const Ids& customer_ids) {
  v1::RemoveGroupMembersRequest request;
  request.set_group_id(group_id);
  request.mutable_customer_ids()->Assign(customer_ids.begin(),
                                         customer_ids.end());
  return OutcomesOf(Do(&GroupService::RemoveGroupMembers, request));
}

int64_t GroupsFixture::Count(const std::string& group_id) {
  const absl::StatusOr<v1::Group> group = Get(group_id);
  EXPECT_TRUE(group.ok()) << group.status();
  return group->member_count();
}

absl::StatusOr<v1::ListGroupMembersResponse> GroupsFixture::PageOfMembers(
    const v1::ListGroupMembersRequest& request) {
  return groups_.service().ListGroupMembers(NewCall(), *store().Read(),
                                            request);
}

GroupsFixture::Ids GroupsFixture::Members(const std::string& group_id,
                                          int page_size) {
  v1::ListGroupMembersRequest request;
  request.set_group_id(group_id);
  request.set_page_size(page_size);
  Ids ids;
  do {
    const auto page = PageOfMembers(request);
    EXPECT_TRUE(page.ok()) << page.status();
    for (const v1::Customer& customer : page->customers()) {
      ids.push_back(customer.id());
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return ids;
}

absl::StatusOr<v1::ListCustomerGroupsResponse> GroupsFixture::GroupsOf(
    const std::string& customer_id, int page_size,
    const std::string& page_token) {
  v1::ListCustomerGroupsRequest request;
  request.set_customer_id(customer_id);
  request.set_page_size(page_size);
  request.set_page_token(page_token);
  return groups_.service().ListCustomerGroups(NewCall(), *store().Read(),
                                              request);
}

void GroupsFixture::Rename(const std::string& customer_id,
                           const std::string& given_name) {
  v1::Customer customer;
  customer.set_id(customer_id);
  customer.set_given_name(given_name);
  const auto renamed = customers_.Update(customer);
  EXPECT_TRUE(renamed.ok()) << renamed.status();
}

absl::Status GroupsFixture::Merge(const std::string& identity,
                                  const std::string& into) {
  return store().Write(merchant_, [&](store::Transaction& txn) -> absl::Status {
    const auto& table = customers_.tables().customers;
    ASSIGN_OR_RETURN(auto moved, table.Get(txn, merchant_, identity));
    for (std::string next = moved.merged_into(); !next.empty();) {
      ASSIGN_OR_RETURN(auto row, table.Get(txn, merchant_, next));
      TakeOut(moved, &row);
      RETURN_IF_ERROR(table.Put(txn, row));
      next = row.merged_into();
    }
    moved.set_merged_into(into);
    RETURN_IF_ERROR(table.Put(txn, moved));
    for (std::string next = into; !next.empty();) {
      ASSIGN_OR_RETURN(auto row, table.Get(txn, merchant_, next));
      row.add_merged()->mutable_customer()->set_id(identity);
      row.mutable_merged()->MergeFrom(moved.merged());
      RETURN_IF_ERROR(table.Put(txn, row));
      next = row.merged_into();
    }
    return absl::OkStatus();
  });
}

std::vector<std::string> GroupsFixture::Problems() {
  const auto report = store::VerifyStore(
      *store().Read(),
      {.tables = {&customers_.tables().customers, &customers_.tables().deleted,
                  &groups_.tables().groups},
       .add_checks = [this](store::Checks& checks) {
         groups_.AddChecks(checks);
       }});
  EXPECT_TRUE(report.ok()) << report.status();
  std::vector<std::string> problems;
  for (const store::VerifyProblem& problem : report->problems()) {
    problems.push_back(problem.space + ": " + problem.text);
  }
  return problems;
}

int GroupsFixture::MemberRows() {
  int count = 0;
  for (const Space space :
       {Space::kGroupMemberships, Space::kGroupMembersByName}) {
    const auto rows = store().Read()->Scan(store::AllOf(space));
    for (; rows->Valid(); rows->Next()) ++count;
  }
  return count;
}

}  // namespace comptoir::customers
