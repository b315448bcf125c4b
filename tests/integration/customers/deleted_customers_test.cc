// Deleting customers and bringing them back over a real server, by the SDK and
// by `comptoir`: what callers may do and see, and bad input. When they are
// purged: server/customers/recovery and tests/operations/identities_test.cc.
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/annotations.pb.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/customers/v1/merge_service.client.h"
#include "comptoir/events/v1/event_service.client.h"
#include "comptoir/merchants/v1/api_key_service.client.h"
#include "comptoir/sdk/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"
#include "tests/support/command.h"

namespace comptoir::customers::v1 {
namespace {

using ::testing::AllOf;
using testing::CommandResult;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Summary;

constexpr char kUnknown[] = "cus_00000000000000000000000000";
constexpr int64_t kSecondsOfWindow = int64_t{30} * 24 * 3600;

class DeletedCustomersTest : public comptoir::testing::ShopTest {
 protected:
  static CustomerServiceClient Book() { return CustomerServiceClient(owner()); }

  static Customer Create(const std::string& given_name) {
    CreateCustomerRequest request;
    request.mutable_customer()->set_given_name(given_name);
    request.mutable_customer()->set_email_address("somebody@example.com");
    const auto created = Book().CreateCustomer(request);
    EXPECT_TRUE(created.ok()) << created.status();
    return created->customer();
  }
  static absl::StatusOr<DeleteCustomerResponse> Delete(const std::string& id) {
    DeleteCustomerRequest request;
    request.set_customer_id(id);
    return Book().DeleteCustomer(request);
  }
  static UndeleteCustomerRequest RequestFor(const std::string& id,
                                            const std::string& etag = "") {
    UndeleteCustomerRequest request;
    request.set_customer_id(id);
    request.set_etag(etag);
    return request;
  }
  static std::string RefusalOf(const UndeleteCustomerRequest& request,
                               const ChannelPtr& channel = owner()) {
    return Summary(
        CustomerServiceClient(channel).UndeleteCustomer(request).status());
  }
  static std::vector<Customer> Listed(const ChannelPtr& channel,
                                      int page_size = 0) {
    ListDeletedCustomersRequest request;
    request.set_page_size(page_size);
    std::vector<Customer> customers;
    for (const auto& customer :
         CustomerServiceClient(channel).ListDeletedCustomersAll(request)) {
      EXPECT_TRUE(customer.ok()) << customer.status();
      if (!customer.ok()) break;
      customers.push_back(*customer);
    }
    return customers;
  }
  static std::vector<std::string> ListedIds(const ChannelPtr& channel,
                                            int page_size = 0) {
    std::vector<std::string> ids;
    for (const Customer& customer : Listed(channel, page_size)) {
      ids.push_back(customer.id());
    }
    return ids;
  }
  static std::string Get(const std::string& id) {
    GetCustomerRequest request;
    request.set_customer_id(id);
    return Summary(Book().GetCustomer(request).status());
  }
  static ChannelPtr KeyFor(Permission permission) {
    merchants::v1::CreateApiKeyRequest request;
    request.mutable_api_key()->set_display_name("Key");
    request.mutable_api_key()->add_permissions(permission);
    const auto key =
        merchants::v1::ApiKeyServiceClient(owner()).CreateApiKey(request);
    EXPECT_TRUE(key.ok()) << key.status();
    return With(key->api_key_token());
  }
  // `comptoir`, as the owner.
  static CommandResult Run(std::vector<std::string> words) {
    words.insert(words.begin(), "tools/cli/comptoir");
    words.insert(words.end(), {"--server", server().address(), "--token-file",
                               testing::WriteTestFile(
                                   "token", shop().api_key_token + "\n")});
    return testing::RunCommand(words);
  }
};

TEST_F(DeletedCustomersTest, AreGoneAndComeBack) {
  const Customer anna = Create("Anna");

  const auto deleted = Delete(anna.id());

  ASSERT_TRUE(deleted.ok()) << deleted.status();
  EXPECT_EQ(deleted->customer().given_name(), "Anna");
  EXPECT_EQ(deleted->customer().purge_time().seconds() -
                deleted->customer().delete_time().seconds(),
            kSecondsOfWindow);
  EXPECT_EQ(Get(anna.id()), "NOT_FOUND CUSTOMER_DELETED");
  EXPECT_EQ(Summary(Delete(anna.id()).status()), "NOT_FOUND");
  EXPECT_THAT(ListedIds(owner()), Contains(anna.id()));

  UndeleteCustomerRequest undelete =
      RequestFor(anna.id(), deleted->customer().etag());
  undelete.set_request_id("back-once");
  const auto back = Book().UndeleteCustomer(undelete);

  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->customer().given_name(), "Anna");
  EXPECT_FALSE(back->customer().has_delete_time());
  EXPECT_EQ(Get(anna.id()), "OK");
  EXPECT_THAT(ListedIds(owner()), Not(Contains(anna.id())));
  EXPECT_EQ(Book().UndeleteCustomer(undelete)->customer().etag(),
            back->customer().etag());
}

TEST_F(DeletedCustomersTest, AreTheOnlyOnesToComeBack) {
  const Customer anna = Create("Anna");

  EXPECT_EQ(RefusalOf(RequestFor(anna.id())),
            "ALREADY_EXISTS CUSTOMER_NOT_DELETED");
  EXPECT_EQ(RefusalOf(RequestFor(kUnknown)), "NOT_FOUND");
  EXPECT_EQ(RefusalOf(RequestFor("")),
            "INVALID_ARGUMENT INVALID_FIELDS customer_id");
  EXPECT_EQ(RefusalOf(RequestFor("grp_00000000000000000000000000")),
            "INVALID_ARGUMENT INVALID_FIELDS customer_id");
  ASSERT_TRUE(Delete(anna.id()).ok());
  EXPECT_EQ(RefusalOf(RequestFor(anna.id(), anna.etag())),
            "ABORTED ETAG_MISMATCH");
  EXPECT_EQ(RefusalOf(RequestFor(anna.id()), stranger()), "NOT_FOUND");
  EXPECT_EQ(ListedIds(stranger()), std::vector<std::string>());
  EXPECT_EQ(RefusalOf(RequestFor(anna.id())), "OK");
}

TEST_F(DeletedCustomersTest, AreNoBusinessOfLesserRoles) {
  const Customer anna = Create("Anna");
  ASSERT_TRUE(Delete(anna.id()).ok());
  const ChannelPtr clerk = staff();

  EXPECT_EQ(RefusalOf(RequestFor(anna.id()), clerk), "PERMISSION_DENIED");
  EXPECT_EQ(
      Summary(CustomerServiceClient(clerk).ListDeletedCustomers({}).status()),
      "PERMISSION_DENIED");
}

TEST_F(DeletedCustomersTest, AreIdsToWhoMayOnlyDelete) {
  const Customer anna = Create("Anna");
  ASSERT_TRUE(Delete(anna.id()).ok());
  const ChannelPtr blind = KeyFor(PERMISSION_CUSTOMERS_DELETE);

  const std::vector<Customer> seen = Listed(blind);
  const auto back =
      CustomerServiceClient(blind).UndeleteCustomer(RequestFor(anna.id()));

  ASSERT_FALSE(seen.empty());
  EXPECT_EQ(seen[0].id(), anna.id());
  EXPECT_EQ(seen[0].given_name(), "");
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->customer().given_name(), "");
}

TEST_F(DeletedCustomersTest, AreListedOnceByTheirDeletion) {
  std::vector<std::string> ids;
  for (const char* name : {"Un", "Deux", "Trois"}) {
    ids.push_back(Create(name).id());
    ASSERT_TRUE(Delete(ids.back()).ok());
  }

  for (const int page_size : {0, 1, 2}) {
    const std::vector<std::string> listed = ListedIds(owner(), page_size);
    ASSERT_GE(listed.size(), 3u);
    EXPECT_THAT(std::vector<std::string>(listed.begin(), listed.begin() + 3),
                ElementsAre(ids[2], ids[1], ids[0]));
  }
}

TEST_F(DeletedCustomersTest, AreRefusedByMergesAndComeBackMerged) {
  const Customer anna = Create("Anna");
  const Customer ann = Create("Ann");
  const MergeServiceClient merges(owner());
  MergeCustomersRequest merge;
  merge.set_survivor_customer_id(anna.id());
  merge.add_customer_ids(ann.id());
  ASSERT_TRUE(Delete(ann.id()).ok());
  EXPECT_EQ(merges.MergeCustomers(merge).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(RefusalOf(RequestFor(ann.id())), "OK");
  ASSERT_TRUE(merges.MergeCustomers(merge).ok());
  ASSERT_TRUE(Delete(anna.id()).ok());
  EXPECT_EQ(Get(ann.id()), "NOT_FOUND CUSTOMER_DELETED");

  const auto back = Book().UndeleteCustomer(RequestFor(ann.id()));

  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->customer().id(), anna.id());
  EXPECT_THAT(back->customer().merged_customer_ids(), ElementsAre(ann.id()));
  UnmergeCustomerRequest unmerge;
  unmerge.set_customer_id(ann.id());
  EXPECT_TRUE(merges.UnmergeCustomer(unmerge).ok());
}

TEST_F(DeletedCustomersTest, HaveItInTheirActivity) {
  const Customer anna = Create("Anna");
  ASSERT_TRUE(Delete(anna.id()).ok());
  ASSERT_TRUE(Book().UndeleteCustomer(RequestFor(anna.id())).ok());
  events::v1::ListActivityRequest request;
  request.set_subject_id(anna.id());

  const auto activity =
      events::v1::EventServiceClient(owner()).ListActivity(request);

  ASSERT_TRUE(activity.ok()) << activity.status();
  std::vector<std::string> kinds;
  for (const auto& event : activity->events()) {
    kinds.push_back(event.data().type_url());
  }
  EXPECT_THAT(kinds, ElementsAre(EndsWith(".CustomerUndeleted"),
                                 EndsWith(".CustomerDeleted"),
                                 EndsWith(".CustomerCreated")));
}

TEST_F(DeletedCustomersTest, ComeBackByTheCommandLine) {
  const Customer anna = Create("Ombeline");

  const CommandResult deleted =
      Run({"customers", "delete", anna.id(), "--yes"});
  ASSERT_EQ(deleted.exit_code, 0) << deleted.err;
  EXPECT_THAT(Run({"customers", "list-deleted"}).out,
              AllOf(HasSubstr(anna.id()), HasSubstr("Ombeline")));
  const CommandResult back = Run({"customers", "undelete", anna.id()});

  ASSERT_EQ(back.exit_code, 0) << back.err;
  EXPECT_THAT(back.out, HasSubstr("Ombeline"));
  EXPECT_EQ(Get(anna.id()), "OK");
  EXPECT_THAT(Run({"customers", "undelete", anna.id()}).err,
              HasSubstr("not deleted"));
}

}  // namespace
}  // namespace comptoir::customers::v1
