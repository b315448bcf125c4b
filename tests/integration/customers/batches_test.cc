// Batches of customers over a real server, by the SDK and by `comptoir`: every
// method, each limit, repeated calls, and what others may do.
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/sdk/errors.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"
#include "tests/support/command.h"

namespace comptoir::customers::v1 {
namespace {

using ::testing::AllOf;
using testing::CommandResult;
using ::testing::ContainsRegex;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Summary;

constexpr char kUnknown[] = "cus_00000000000000000000000000";
constexpr int kItemsMax = 1000;

class BatchesTest : public comptoir::testing::ShopTest {
 protected:
  static CustomerServiceClient Book() { return CustomerServiceClient(owner()); }

  static BatchCreateCustomersRequest Of(const std::vector<std::string>& names) {
    BatchCreateCustomersRequest batch;
    for (const std::string& name : names) {
      batch.add_requests()->mutable_customer()->set_given_name(name);
    }
    return batch;
  }
  static std::vector<std::string> Created(
      const std::vector<std::string>& names) {
    std::vector<std::string> ids;
    const auto response = Book().BatchCreateCustomers(Of(names));
    EXPECT_TRUE(response.ok()) << response.status();
    for (const auto& result : response->results()) {
      ids.push_back(result.customer_id());
    }
    return ids;
  }
  // Whether each was done.
  template <typename Response>
  static std::vector<bool> Done(const absl::StatusOr<Response>& response) {
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<bool> done;
    for (const CustomerBatchResult& result : response->results()) {
      done.push_back(!result.has_failure());
    }
    return done;
  }
  static absl::StatusOr<Customer> Get(const std::string& id) {
    GetCustomerRequest request;
    request.set_customer_id(id);
    const auto response = Book().GetCustomer(request);
    if (!response.ok()) return response.status();
    return response->customer();
  }
  // `comptoir customers METHOD`, as the owner.
  static CommandResult Run(const std::string& method, const std::string& lines,
                           std::vector<std::string> more = {}) {
    std::vector<std::string> words = {
        "tools/cli/comptoir",
        "customers",
        method,
        testing::WriteTestFile("batch.jsonl", lines),
        "--server",
        server().address(),
        "--token-file",
        testing::WriteTestFile("token", shop().api_key_token + "\n")};
    words.insert(words.end(), more.begin(), more.end());
    return testing::RunCommand(words);
  }
};

TEST_F(BatchesTest, DoWhatIsRightAndTellOfTheRest) {
  BatchCreateCustomersRequest create = Of({"Anna", "", "Bob"});
  const auto created = Book().BatchCreateCustomers(create);
  EXPECT_THAT(Done(created), ElementsAre(true, false, true));
  EXPECT_EQ(created->results(1).failure().reason(), "INVALID_FIELDS");
  EXPECT_EQ(created->results(1).failure().field(), "customer");
  const std::string anna = created->results(0).customer_id();
  const std::string bob = created->results(2).customer_id();

  BatchUpdateCustomersRequest update;
  for (const std::string& id : {anna, std::string(kUnknown), bob, anna}) {
    Customer& customer = *update.add_requests()->mutable_customer();
    customer.set_id(id);
    customer.set_note("Tea");
  }
  update.mutable_requests(2)->mutable_customer()->set_email_address("none");
  const auto updated = Book().BatchUpdateCustomers(update);
  EXPECT_THAT(Done(updated), ElementsAre(true, false, false, false));
  EXPECT_EQ(updated->results(1).failure().reason(), "NOT_FOUND");
  EXPECT_EQ(updated->results(2).failure().field(), "customer.email_address");
  EXPECT_EQ(updated->results(3).failure().reason(), "NAMED_TWICE");
  EXPECT_EQ(Get(anna)->note(), "Tea");
  EXPECT_EQ(Get(anna)->etag(), updated->results(0).etag());
  EXPECT_EQ(Get(bob)->note(), "");

  BatchDeleteCustomersRequest remove;
  remove.add_requests()->set_customer_id(anna);
  remove.add_requests()->set_customer_id(bob);
  remove.mutable_requests(1)->set_etag("stale");
  const auto removed = Book().BatchDeleteCustomers(remove);
  EXPECT_THAT(Done(removed), ElementsAre(true, false));
  EXPECT_EQ(removed->results(1).failure().reason(), "ETAG_MISMATCH");
  EXPECT_FALSE(Get(anna).ok());
  EXPECT_TRUE(Get(bob).ok());
  UndeleteCustomerRequest undelete;
  undelete.set_customer_id(anna);
  undelete.set_etag(removed->results(0).etag());
  EXPECT_TRUE(Book().UndeleteCustomer(undelete).ok());
}

TEST_F(BatchesTest, AreDoneOnceUnderOneRequestId) {
  BatchCreateCustomersRequest batch = Of({"Emma", ""});
  batch.set_request_id("batch-once");

  const auto first = Book().BatchCreateCustomers(batch);
  const auto again = Book().BatchCreateCustomers(batch);

  EXPECT_THAT(Done(first), ElementsAre(true, false));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  batch.mutable_requests(0)->mutable_customer()->set_given_name("Other");
  EXPECT_EQ(Summary(Book().BatchCreateCustomers(batch).status()),
            "ALREADY_EXISTS REQUEST_ID_REUSED");
}

TEST_F(BatchesTest, TakeAThousandAndNoMore) {
  const std::vector<std::string> ids =
      Created(std::vector<std::string>(kItemsMax, "Mille"));
  EXPECT_EQ(ids.size(), static_cast<size_t>(kItemsMax));
  BatchUpdateCustomersRequest update;
  BatchDeleteCustomersRequest remove;
  for (const std::string& id : ids) {
    update.add_requests()->mutable_customer()->set_id(id);
    update.mutable_requests()->rbegin()->mutable_customer()->set_note("Tea");
    remove.add_requests()->set_customer_id(id);
  }
  EXPECT_THAT(Done(Book().BatchUpdateCustomers(update)), Each(true));
  EXPECT_THAT(Done(Book().BatchDeleteCustomers(remove)), Each(true));

  const std::string wrong = "INVALID_ARGUMENT INVALID_FIELDS requests";
  update.add_requests()->mutable_customer()->set_id(kUnknown);
  remove.add_requests()->set_customer_id(kUnknown);
  EXPECT_EQ(Summary(Book()
                        .BatchCreateCustomers(Of(
                            std::vector<std::string>(kItemsMax + 1, "Mille")))
                        .status()),
            wrong);
  EXPECT_EQ(Summary(Book().BatchUpdateCustomers(update).status()), wrong);
  EXPECT_EQ(Summary(Book().BatchDeleteCustomers(remove).status()), wrong);
  EXPECT_EQ(Summary(Book().BatchCreateCustomers({}).status()), wrong);
  EXPECT_EQ(Summary(Book().BatchUpdateCustomers({}).status()), wrong);
  EXPECT_EQ(Summary(Book().BatchDeleteCustomers({}).status()), wrong);
}

TEST_F(BatchesTest, TakeFourMebibytesAndNoMore) {
  // 16 KiB of note in each.
  std::string wide;
  for (int i = 0; i < 4096; ++i) wide += "\U0001F375";
  BatchCreateCustomersRequest batch =
      Of(std::vector<std::string>(255, "Lourde"));
  for (auto& request : *batch.mutable_requests()) {
    request.mutable_customer()->set_note(wide);
  }
  ASSERT_LT(batch.ByteSizeLong(), size_t{4} << 20);
  EXPECT_THAT(Done(Book().BatchCreateCustomers(batch)), Each(true));

  *batch.add_requests() = batch.requests(0);
  *batch.add_requests() = batch.requests(0);
  ASSERT_GT(batch.ByteSizeLong(), size_t{4} << 20);
  EXPECT_EQ(Book().BatchCreateCustomers(batch).status().code(),
            absl::StatusCode::kResourceExhausted);
}

TEST_F(BatchesTest, AreAsTheirCallersMay) {
  const std::string anna = Created({"Anna"})[0];
  BatchUpdateCustomersRequest update;
  update.add_requests()->mutable_customer()->set_id(anna);
  update.mutable_requests(0)->mutable_customer()->set_note("Tea");
  BatchDeleteCustomersRequest remove;
  remove.add_requests()->set_customer_id(anna);
  const CustomerServiceClient theirs(stranger());
  const CustomerServiceClient clerks(staff());

  EXPECT_EQ(theirs.BatchUpdateCustomers(update)->results(0).failure().reason(),
            "NOT_FOUND");
  EXPECT_EQ(theirs.BatchDeleteCustomers(remove)->results(0).failure().reason(),
            "NOT_FOUND");
  EXPECT_EQ(Summary(clerks.BatchUpdateCustomers(update).status()),
            "PERMISSION_DENIED");
  EXPECT_EQ(Summary(clerks.BatchDeleteCustomers(remove).status()),
            "PERMISSION_DENIED");
  EXPECT_THAT(Done(clerks.BatchCreateCustomers(Of({"Bob"}))),
              ElementsAre(true));
  EXPECT_EQ(Get(anna)->note(), "");
}

TEST_F(BatchesTest, AreLinesOfAFile) {
  const CommandResult created =
      Run("batch-create",
          "{\"customer\": {\"givenName\": \"Philomène\"}}\n\n"
          "{\"customer\": {\"note\": \"nobody\"}}\n");
  EXPECT_EQ(created.exit_code, 7) << created.err;
  EXPECT_THAT(created.out,
              AllOf(ContainsRegex("done +1"), ContainsRegex("refused +1")));
  EXPECT_THAT(created.err, AllOf(HasSubstr("line 3: customer: must have"),
                                 HasSubstr("INVALID_FIELDS")));

  const std::string anna = Created({"Anna"})[0];
  const CommandResult updated =
      Run("batch-update",
          fmt::format("{{\"customer\": {{\"id\": \"{}\", \"note\": \"Tea\"}}}}",
                      anna));
  EXPECT_EQ(updated.exit_code, 0) << updated.err;
  EXPECT_EQ(Get(anna)->note(), "Tea");
  const CommandResult removed =
      Run("batch-delete", fmt::format("{{\"customerId\": \"{}\"}}", anna),
          {"--yes", "--json"});
  EXPECT_EQ(removed.exit_code, 0) << removed.err;
  EXPECT_THAT(removed.out, HasSubstr(anna));
  EXPECT_FALSE(Get(anna).ok());
}

TEST_F(BatchesTest, SendNothingOfAFileThatIsWrong) {
  const CommandResult result =
      Run("batch-create",
          "{\"customer\": {\"givenName\": \"Sidonie\"}}\n{\"colour\": 1}\n");

  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr(":2: is no CreateCustomerRequest"));
  SuggestCustomersRequest typed;
  typed.set_text("sidonie");
  EXPECT_EQ(Book().SuggestCustomers(typed)->suggestions_size(), 0);
  EXPECT_EQ(Run("batch-create", "\n").exit_code, 2);
}

}  // namespace
}  // namespace comptoir::customers::v1
