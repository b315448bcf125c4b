// Groups of customers on a store in memory, for tests.
#ifndef COMPTOIR_SERVER_CUSTOMERS_GROUPS_TESTING_GROUPS_FIXTURE_H_
#define COMPTOIR_SERVER_CUSTOMERS_GROUPS_TESTING_GROUPS_FIXTURE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "server/customers/groups/groups.h"
#include "server/customers/testing/customers_for_test.h"
#include "server/rpc/call.h"

namespace comptoir::customers {

class GroupsFixture : public testing::Test {
 protected:
  using Ids = std::vector<std::string>;

  GroupsFixture();

  // Each call has ids of its own.
  Call NewCall();
  // service.Method(call, txn, request) in a transaction of its own.
  template <typename Response, typename Request>
  absl::StatusOr<Response> Do(absl::StatusOr<Response> (GroupService::*method)(
                                  const Call&, store::Transaction&,
                                  const Request&),
                              const Request& request) {
    const Call call = NewCall();
    return store().Write(merchant_, [&](store::Transaction& txn) {
      return (groups_.service().*method)(call, txn, request);
    });
  }

  absl::StatusOr<v1::Group> Create(const std::string& display_name);
  // The id of a group that is fine.
  std::string New(const std::string& display_name);
  absl::StatusOr<v1::Group> Get(const std::string& group_id);
  absl::StatusOr<v1::Group> Update(const v1::Group& group, const Ids& mask);
  absl::Status Delete(const std::string& group_id,
                      const std::string& etag = "");
  // What became of each.
  std::vector<v1::GroupMemberOutcome> Add(const std::string& group_id,
                                          const Ids& customer_ids);
  std::vector<v1::GroupMemberOutcome> Remove(const std::string& group_id,
                                             const Ids& customer_ids);
  int64_t Count(const std::string& group_id);
  absl::StatusOr<v1::ListGroupMembersResponse> PageOfMembers(
      const v1::ListGroupMembersRequest& request);
  // All, by name.
  Ids Members(const std::string& group_id, int page_size = 0);
  absl::StatusOr<v1::ListCustomerGroupsResponse> GroupsOf(
      const std::string& customer_id, int page_size = 0,
      const std::string& page_token = "");

  std::string NewCustomer(const std::string& given_name) {
    return customers_.CreateNamed(given_name, "");
  }
  void Rename(const std::string& customer_id, const std::string& given_name);
  // Writes the row of an identity as merges leave it; "" takes one back.
  absl::Status Merge(const std::string& identity, const std::string& into);

  // What is wrong in the whole store.
  std::vector<std::string> Problems();
  // Rows of members of groups.
  int MemberRows();
  store::TestStore& store() { return customers_.store(); }

  const std::string merchant_{kMerchant};
  CustomersForTest customers_;
  Groups groups_{store().store(), customers_.tables(), customers_.directory()};

 private:
  int calls_ = 0;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_GROUPS_TESTING_GROUPS_FIXTURE_H_
