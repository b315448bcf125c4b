#include "server/customers/writes/customer_batches.h"

#include <algorithm>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/customers/testing/customers_for_test.h"

namespace comptoir::customers {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using v1::BatchCreateCustomersRequest;
using v1::BatchDeleteCustomersRequest;
using v1::BatchUpdateCustomersRequest;
using v1::Customer;

constexpr int kItemsMax = 1000;

// The reason of each result, "" for those that were done.
template <typename Response>
std::vector<std::string> ReasonsIn(const absl::StatusOr<Response>& response) {
  EXPECT_TRUE(response.ok()) << response.status();
  std::vector<std::string> reasons;
  if (!response.ok()) return reasons;
  for (const v1::CustomerBatchResult& result : response->results()) {
    reasons.push_back(result.failure().reason());
    EXPECT_NE(result.has_failure(), !result.etag().empty());
  }
  return reasons;
}

class CustomerBatchesTest : public testing::Test {
 protected:
  std::string Create(const std::string& given) {
    return customers_.CreateNamed(given, "");
  }
  Customer Get(const std::string& id) { return *customers_.Get(id); }
  static Customer& AddTo(BatchCreateCustomersRequest& batch,
                         const std::string& given) {
    Customer& customer = *batch.add_requests()->mutable_customer();
    customer.set_given_name(given);
    return customer;
  }
  static Customer& AddTo(BatchUpdateCustomersRequest& batch,
                         const std::string& id, const std::string& note) {
    Customer& customer = *batch.add_requests()->mutable_customer();
    customer.set_id(id);
    customer.set_note(note);
    return customer;
  }
  static void AddTo(BatchDeleteCustomersRequest& batch, const std::string& id,
                    const std::string& etag = "") {
    v1::DeleteCustomerRequest& request = *batch.add_requests();
    request.set_customer_id(id);
    request.set_etag(etag);
  }
  size_t Revisions() { return customers_.Log().size(); }

  const std::string nobody_ = FormatId("cus", "nobody-000000001");
  CustomersForTest customers_;
};

TEST_F(CustomerBatchesTest, CreateWhoIsRightAndTellOfTheOthers) {
  BatchCreateCustomersRequest batch;
  AddTo(batch, "Anna").set_phone_number("06 12 34 56 78");
  AddTo(batch, "Bob").set_birthday("32-01");
  AddTo(batch, "").set_note("nobody");
  AddTo(batch, "Card").set_note("4111 1111 1111 1111");
  AddTo(batch, "Dora").set_creation_source(v1::CREATION_SOURCE_MERGE);
  AddTo(batch, "e\u0301mile");

  const auto response = customers_.BatchCreate(batch);

  EXPECT_THAT(ReasonsIn(response),
              ElementsAre("", "INVALID_FIELDS", "INVALID_FIELDS",
                          "CARD_NUMBER_REFUSED", "INVALID_FIELDS", ""));
  EXPECT_EQ(response->results(1).customer_id(), "");
  EXPECT_EQ(response->results(1).failure().field(), "customer.birthday");
  EXPECT_EQ(response->results(2).failure().field(), "customer");
  EXPECT_EQ(response->results(4).failure().field(), "customer.creation_source");
  const Customer anna = Get(response->results(0).customer_id());
  EXPECT_EQ(anna.phone_e164(), "+33612345678");
  EXPECT_EQ(anna.etag(), response->results(0).etag());
  EXPECT_EQ(Get(response->results(5).customer_id()).given_name(), "émile");
  // At once.
  EXPECT_EQ(Revisions(), 1u);
  EXPECT_EQ(customers_.Log()[0].events_size(), 2);
  EXPECT_EQ(customers_.List({})->customers_size(), 2);
}

TEST_F(CustomerBatchesTest, CreateNobodyTwiceWhoIsKnown) {
  BatchCreateCustomersRequest batch;
  for (const char* name : {"Anna", "Ann", "Bob"}) {
    AddTo(batch, name)
        .set_email_address(name[0] == 'A' ? "anna@example.com"
                                          : "bob@example.com");
    batch.mutable_requests()->rbegin()->set_unless_known(true);
  }

  const auto created = customers_.BatchCreate(batch);

  EXPECT_THAT(ReasonsIn(created), ElementsAre("", "CUSTOMER_KNOWN", ""));
  EXPECT_EQ(created->results(1).failure().field(), "email_address");
  EXPECT_THAT(created->results(1).failure().customer_ids(),
              ElementsAre(created->results(0).customer_id()));
  EXPECT_EQ(customers_.List({})->customers_size(), 2);
  customers_.MaySeeContact(false);
  EXPECT_THAT(ReasonsIn(customers_.BatchCreate(batch)),
              ElementsAre("PERMISSION_DENIED", "PERMISSION_DENIED",
                          "PERMISSION_DENIED"));
}

TEST_F(CustomerBatchesTest, HaveOneRequestIdForAll) {
  BatchCreateCustomersRequest batch;
  AddTo(batch, "Anna");
  batch.mutable_requests(0)->set_request_id("once");
  AddTo(batch, "Bob");
  batch.mutable_requests(1)->set_validate_only(true);

  const auto response = customers_.BatchCreate(batch);

  EXPECT_THAT(ReasonsIn(response),
              ElementsAre("INVALID_FIELDS", "INVALID_FIELDS"));
  EXPECT_EQ(response->results(0).failure().field(), "request_id");
  EXPECT_EQ(response->results(1).failure().field(), "validate_only");
  EXPECT_EQ(Revisions(), 0u);
}

TEST_F(CustomerBatchesTest, UpdateWhoIsThereAndTellOfTheOthers) {
  const std::string anna = Create("Anna");
  const std::string bob = Create("Bob");
  const std::string carl = Create("Carl");
  BatchUpdateCustomersRequest batch;
  AddTo(batch, anna, "Tea");
  AddTo(batch, nobody_, "Tea");
  AddTo(batch, bob, "Tea").set_etag("stale");
  AddTo(batch, "", "Tea");
  AddTo(batch, carl, "Tea");
  batch.mutable_requests(4)->mutable_update_mask()->add_paths("colour");
  AddTo(batch, anna, "Coffee");

  const auto response = customers_.BatchUpdate(batch);

  EXPECT_THAT(ReasonsIn(response),
              ElementsAre("", "NOT_FOUND", "ETAG_MISMATCH", "INVALID_FIELDS",
                          "INVALID_FIELDS", "NAMED_TWICE"));
  EXPECT_EQ(response->results(1).customer_id(), nobody_);
  EXPECT_EQ(response->results(3).failure().field(), "customer.id");
  EXPECT_EQ(response->results(5).failure().field(), "customer.id");
  EXPECT_EQ(Get(anna).note(), "Tea");
  EXPECT_EQ(Get(anna).etag(), response->results(0).etag());
  EXPECT_EQ(Get(bob).note(), "");
}

TEST_F(CustomerBatchesTest, UpdateAProfileOnceByWhicheverIdentity) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");
  ASSERT_TRUE(customers_.Merge(anna, {ann}).ok());
  BatchUpdateCustomersRequest batch;
  AddTo(batch, ann, "Tea");
  AddTo(batch, anna, "Coffee");

  const auto response = customers_.BatchUpdate(batch);

  EXPECT_THAT(ReasonsIn(response), ElementsAre("", "NAMED_TWICE"));
  EXPECT_EQ(response->results(0).customer_id(), ann);
  EXPECT_EQ(Get(anna).note(), "Tea");
}

TEST_F(CustomerBatchesTest, LeaveTheEtagOfWhoStaysTheSame) {
  const std::string anna = Create("Anna");
  BatchUpdateCustomersRequest batch;
  AddTo(batch, anna, "").set_given_name("Anna");
  const std::string before = Get(anna).etag();

  const auto response = customers_.BatchUpdate(batch);

  EXPECT_EQ(response->results(0).etag(), before);
}

// Numbers that are read anew since their owners' country is another one.
TEST_F(CustomerBatchesTest, ReadAllNumbersThatAreMissingAtOnce) {
  constexpr int kCustomers = 20;
  BatchCreateCustomersRequest create;
  for (int i = 0; i < kCustomers; ++i) {
    Customer& customer = AddTo(create, "Anna");
    customer.set_phone_number(fmt::format("06 12 34 56 {}", 10 + i));
    customer.mutable_address()->set_country("FR");
  }
  const auto created = customers_.BatchCreate(create);
  ASSERT_TRUE(created.ok()) << created.status();
  customers_.LiveIn("CH");
  BatchUpdateCustomersRequest update;
  for (int i = 0; i < kCustomers; ++i) {
    AddTo(update, created->results(i).customer_id(), "moved")
        .set_phone_number(fmt::format("06 12 34 57 {}", 10 + i));
  }
  const int before = customers_.preparations_made();

  const auto updated = customers_.BatchUpdate(update);

  EXPECT_EQ(customers_.preparations_made(), before + 2);
  ASSERT_TRUE(updated.ok()) << updated.status();
  for (int i = 0; i < kCustomers; ++i) {
    EXPECT_EQ(Get(updated->results(i).customer_id()).phone_e164(),
              fmt::format("+336123457{}", 10 + i));
  }
}

TEST_F(CustomerBatchesTest, DeleteWhoIsThereAndTellOfTheOthers) {
  const std::string anna = Create("Anna");
  const std::string bob = Create("Bob");
  const std::string carl = Create("Carl");
  const std::string carls = Create("Karl");
  ASSERT_TRUE(customers_.Merge(carl, {carls}).ok());
  BatchDeleteCustomersRequest batch;
  AddTo(batch, anna, Get(anna).etag());
  AddTo(batch, bob, "stale");
  AddTo(batch, nobody_);
  AddTo(batch, carls);
  AddTo(batch, "grp_00000000000000000000000000");
  AddTo(batch, anna);
  AddTo(batch, carl);

  const auto response = customers_.BatchDelete(batch);

  EXPECT_THAT(ReasonsIn(response),
              ElementsAre("", "ETAG_MISMATCH", "NOT_FOUND", "MERGED_AWAY",
                          "INVALID_FIELDS", "NAMED_TWICE", ""));
  EXPECT_EQ(response->results(1).failure().etag(), Get(bob).etag());
  EXPECT_EQ(response->results(3).failure().survivor_customer_id(), carl);
  EXPECT_EQ(response->results(4).failure().field(), "customer_id");
  EXPECT_FALSE(customers_.Get(anna).ok());
  EXPECT_TRUE(customers_.Get(bob).ok());
  EXPECT_TRUE(customers_.Undelete(anna, response->results(0).etag()).ok());
  EXPECT_TRUE(customers_.Undelete(carls).ok());
}

TEST_F(CustomerBatchesTest, MayBeAsLargeAsTheyMay) {
  BatchCreateCustomersRequest create;
  for (int i = 0; i < kItemsMax; ++i) AddTo(create, fmt::format("Anna {}", i));
  const auto created = customers_.BatchCreate(create);
  ASSERT_TRUE(created.ok()) << created.status();
  BatchUpdateCustomersRequest update;
  BatchDeleteCustomersRequest remove;
  for (const auto& result : created->results()) {
    AddTo(update, result.customer_id(), "Tea").set_etag(result.etag());
    AddTo(remove, result.customer_id());
  }

  const auto updated = customers_.BatchUpdate(update);
  const auto removed = customers_.BatchDelete(remove);

  EXPECT_THAT(ReasonsIn(created), Each(""));
  EXPECT_THAT(ReasonsIn(updated), Each(""));
  EXPECT_THAT(ReasonsIn(removed), Each(""));
  EXPECT_EQ(removed->results_size(), kItemsMax);
  EXPECT_EQ(customers_.List({})->customers_size(), 0);
}

// A thousand refusals are an answer that is kept, too.
TEST_F(CustomerBatchesTest, MayBeWrongAllThrough) {
  BatchCreateCustomersRequest create;
  for (int i = 0; i < kItemsMax; ++i) AddTo(create, "Anna");
  const auto created = customers_.BatchCreate(create);
  ASSERT_TRUE(created.ok()) << created.status();
  BatchUpdateCustomersRequest update;
  for (const auto& result : created->results()) {
    AddTo(update, result.customer_id(), "Tea");
    update.mutable_requests()->rbegin()->mutable_update_mask()->add_paths(
        std::string(1000, 'x'));
  }

  const auto response = customers_.BatchUpdate(update);

  EXPECT_THAT(ReasonsIn(response), Each("INVALID_FIELDS"));
  EXPECT_LT(response->ByteSizeLong(), kv::kValueBytesMax);
}

TEST_F(CustomerBatchesTest, AreDoneAsFarAsThereIsRoom) {
  // 16 KiB each.
  std::string note;
  while (note.size() < 4096 * 4) note += "\U0001F375";
  BatchCreateCustomersRequest create;
  for (int i = 0; i < 200; ++i) AddTo(create, "Anna").set_note(note);
  BatchUpdateCustomersRequest update;
  for (int round = 0; round < 2; ++round) {
    const auto created = customers_.BatchCreate(create);
    ASSERT_TRUE(created.ok()) << created.status();
    for (const auto& result : created->results()) {
      AddTo(update, result.customer_id(), "").set_given_name("Ann");
    }
  }

  const std::vector<std::string> reasons =
      ReasonsIn(customers_.BatchUpdate(update));

  EXPECT_EQ(reasons.front(), "");
  EXPECT_EQ(reasons.back(), "BATCH_FULL");
  EXPECT_GT(std::count(reasons.begin(), reasons.end(), ""), 200);
}

}  // namespace
}  // namespace comptoir::customers
