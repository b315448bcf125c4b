// Every method of DuplicateService over a real server and the SDK, and how each
// answers bad input.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/customers/v1/duplicate_service.client.h"
#include "comptoir/customers/v1/merge_service.client.h"
#include "comptoir/events/v1/event_service.client.h"
#include "comptoir/merchants/v1/merchant_service.client.h"
#include "comptoir/merchants/v1/operation_service.client.h"
#include "comptoir/sdk/await_operation.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"

namespace comptoir::customers::v1 {
namespace {

using merchants::v1::OperationServiceClient;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using testing::Summary;

constexpr char kUnknown[] = "cus_00000000000000000000000000";

// Each test has names and addresses of its own.
class DuplicatesTest : public comptoir::testing::ShopTest {
 protected:
  using Ids = std::vector<std::string>;

  static DuplicateServiceClient Duplicates() {
    return DuplicateServiceClient(owner());
  }

  static Customer Named(const std::string& given, const std::string& email) {
    Customer customer;
    customer.set_given_name(given);
    customer.set_email_address(email);
    return customer;
  }
  static std::string Create(const std::string& given,
                            const std::string& email) {
    CreateCustomerRequest request;
    *request.mutable_customer() = Named(given, email);
    const auto created = CustomerServiceClient(owner()).CreateCustomer(request);
    EXPECT_TRUE(created.ok()) << created.status();
    return created->customer().id();
  }
  static std::string SurvivorOf(const std::string& id) {
    GetCustomerRequest request;
    request.set_customer_id(id);
    return CustomerServiceClient(owner()).GetCustomer(request)->customer().id();
  }

  // The members of every suggestion.
  static std::vector<Ids> Suggestions() {
    std::vector<Ids> suggestions;
    for (const auto& duplicate : Duplicates().ListDuplicatesAll({})) {
      EXPECT_TRUE(duplicate.ok()) << duplicate.status();
      Ids ids;
      for (const Customer& customer : duplicate->customers()) {
        ids.push_back(customer.id());
      }
      suggestions.push_back(std::move(ids));
    }
    return suggestions;
  }

  template <typename Request>
  static Request RequestFor(const Ids& ids) {
    Request request;
    request.mutable_customer_ids()->Assign(ids.begin(), ids.end());
    return request;
  }
  static absl::Status Ignore(const Ids& ids) {
    return Duplicates()
        .IgnoreDuplicate(RequestFor<IgnoreDuplicateRequest>(ids))
        .status();
  }
  static absl::Status Unignore(const Ids& ids) {
    return Duplicates()
        .UnignoreDuplicate(RequestFor<UnignoreDuplicateRequest>(ids))
        .status();
  }

  // What came out of it at its end.
  template <typename Result>
  static Result Await(const std::string& operation_id) {
    const auto ended =
        sdk::AwaitOperation(OperationServiceClient(owner()), operation_id);
    EXPECT_TRUE(ended.ok()) << ended.status();
    Result result;
    EXPECT_TRUE(ended->result().UnpackTo(&result)) << ended->DebugString();
    return result;
  }
};

TEST_F(DuplicatesTest, AreListedWithWhy) {
  const std::string one = Create("Iris", "iris@example.com");
  const std::string other = Create("IRIS", "Iris@Example.com");

  const auto page = Duplicates().ListDuplicates({});

  ASSERT_TRUE(page.ok()) << page.status();
  const auto& all = page->duplicates();
  const auto found = std::find_if(
      all.begin(), all.end(),
      [&](const Duplicate& one_of) { return one_of.customers(0).id() == one; });
  ASSERT_NE(found, all.end());
  EXPECT_EQ(found->customers(1).id(), other);
  EXPECT_EQ(found->customers(1).email_address(), "Iris@Example.com");
  const DuplicateEvidence& evidence = found->pairs(0).evidence();
  EXPECT_THAT(evidence.matching_fields(), ElementsAre("email_address"));
  EXPECT_EQ(evidence.name_match(), NAME_MATCH_SAME);
  EXPECT_EQ(evidence.confidence(), DUPLICATE_CONFIDENCE_CERTAIN);
}

TEST_F(DuplicatesTest, AreCheckedBeforeOneIsMade) {
  const std::string lise = Create("Lise", "lise@example.com");
  CheckDuplicatesRequest request;
  *request.mutable_customer() = Named("Lise", "LISE@example.com");

  const auto checked = Duplicates().CheckDuplicates(request);

  ASSERT_TRUE(checked.ok()) << checked.status();
  ASSERT_THAT(checked->matches(), SizeIs(1));
  EXPECT_EQ(checked->matches(0).customer().id(), lise);
  request.mutable_customer()->set_email_address("another@example.com");
  EXPECT_THAT(Duplicates().CheckDuplicates(request)->matches(), IsEmpty());
}

// A clerk asks at the till without seeing contact data.
TEST_F(DuplicatesTest, AreCheckedByStaff) {
  const std::string nina = Create("Nina", "nina@example.com");
  CheckDuplicatesRequest request;
  *request.mutable_customer() = Named("Nina", "nina@example.com");

  const auto checked = DuplicateServiceClient(staff()).CheckDuplicates(request);

  ASSERT_TRUE(checked.ok()) << checked.status();
  ASSERT_THAT(checked->matches(), SizeIs(1));
  EXPECT_EQ(checked->matches(0).customer().id(), nina);
  EXPECT_EQ(checked->matches(0).customer().email_address(), "");
  EXPECT_THAT(checked->matches(0).customer().redacted_fields().paths(),
              Contains("email_address"));
}

TEST_F(DuplicatesTest, AreIgnoredUntilSomebodyChanges) {
  const std::string one = Create("Jade", "jade@example.com");
  const std::string other = Create("Jade", "jade@example.com");
  EXPECT_THAT(Suggestions(), Contains(Ids{one, other}));

  const absl::Status ignored = Ignore({one, other});

  ASSERT_TRUE(ignored.ok()) << ignored;
  EXPECT_THAT(Suggestions(), Not(Contains(Ids{one, other})));
  std::vector<std::string> listed;
  for (const auto& pair : Duplicates().ListIgnoredDuplicatesAll({})) {
    ASSERT_TRUE(pair.ok()) << pair.status();
    listed.push_back(pair->customer_id());
  }
  EXPECT_THAT(listed, Contains(one));
  events::v1::ListEventsRequest events;
  events.add_subjects(other);
  const auto history =
      events::v1::EventServiceClient(owner()).ListEvents(events);
  ASSERT_TRUE(history.ok()) << history.status();
  EXPECT_THAT(history->events(history->events_size() - 1).data().type_url(),
              EndsWith("DuplicateIgnored"));

  UpdateCustomerRequest update;
  update.mutable_customer()->set_id(other);
  update.mutable_customer()->set_family_name("Petit");
  ASSERT_TRUE(CustomerServiceClient(owner()).UpdateCustomer(update).ok());
  EXPECT_THAT(Suggestions(), Contains(Ids{one, other}));

  ASSERT_TRUE(Ignore({one, other}).ok());
  ASSERT_TRUE(Unignore({one, other}).ok());
  EXPECT_THAT(Suggestions(), Contains(Ids{one, other}));
}

// By whatever identity they are named.
TEST_F(DuplicatesTest, AreIgnoredAsProfiles) {
  const std::string anna = Create("Olga", "olga@example.com");
  const std::string ann = Create("Olga", "olga.two@example.com");
  const std::string other = Create("Olga", "olga@example.com");
  MergeCustomersRequest merge;
  merge.set_survivor_customer_id(anna);
  merge.add_customer_ids(ann);
  ASSERT_TRUE(MergeServiceClient(owner()).MergeCustomers(merge).ok());

  EXPECT_TRUE(Ignore({other, ann}).ok());

  EXPECT_THAT(Suggestions(), Not(Contains(Ids{anna, other})));
  EXPECT_EQ(Summary(Ignore({anna, ann})),
            "INVALID_ARGUMENT INVALID_FIELDS customer_ids[1]");
}

TEST_F(DuplicatesTest, AreMergedAndTakenApartAgain) {
  const std::string one = Create("Yann", "yann@example.com");
  const std::string other = Create("Yann", "yann@example.com");

  const auto begun = Duplicates().MergeAllDuplicates({});

  ASSERT_TRUE(begun.ok()) << begun.status();
  const std::string id = begun->operation().id();
  EXPECT_GE(Await<MergeAllResult>(id).merged_count(), 1);
  EXPECT_EQ(SurvivorOf(other), one);
  ListMergesRequest list;
  list.set_customer_id(one);
  const auto merges = MergeServiceClient(owner()).ListMerges(list);
  ASSERT_TRUE(merges.ok()) << merges.status();
  EXPECT_EQ(merges->merges(0).operation_id(), id);
  // All of them stand under the operation, too.
  events::v1::ListEventsRequest events;
  events.add_subjects(id);
  const auto history =
      events::v1::EventServiceClient(owner()).ListEvents(events);
  ASSERT_TRUE(history.ok()) << history.status();
  EXPECT_GE(history->events_size(), 3);

  UndoMergeAllDuplicatesRequest undo;
  undo.set_operation_id(id);
  const auto undone = Duplicates().UndoMergeAllDuplicates(undo);

  ASSERT_TRUE(undone.ok()) << undone.status();
  const auto result = Await<UndoMergeAllResult>(undone->operation().id());
  EXPECT_GE(result.unmerged_count(), 1);
  EXPECT_EQ(result.left_count(), 0);
  EXPECT_EQ(SurvivorOf(other), other);
  // Somebody decided that.
  const auto again = Duplicates().MergeAllDuplicates({});
  ASSERT_TRUE(again.ok()) << again.status();
  Await<MergeAllResult>(again->operation().id());
  EXPECT_EQ(SurvivorOf(other), other);
}

TEST_F(DuplicatesTest, RefuseBadInput) {
  const std::string anna = Create("Vera", "vera@example.com");
  EXPECT_EQ(Summary(Ignore({anna})),
            "INVALID_ARGUMENT INVALID_FIELDS customer_ids");
  EXPECT_EQ(Summary(Ignore(Ids(21, anna))),
            "INVALID_ARGUMENT INVALID_FIELDS customer_ids");
  EXPECT_EQ(Summary(Ignore({anna, "sal_00000000000000000000000000"})),
            "INVALID_ARGUMENT INVALID_FIELDS customer_ids[1]");
  EXPECT_EQ(Summary(Ignore({anna, anna})),
            "INVALID_ARGUMENT INVALID_FIELDS customer_ids[1]");
  EXPECT_EQ(Summary(Ignore({anna, kUnknown})), "NOT_FOUND");
  EXPECT_EQ(Summary(Unignore({anna, kUnknown})), "NOT_FOUND");
  EXPECT_EQ(Summary(Duplicates().CheckDuplicates({}).status()),
            "INVALID_ARGUMENT INVALID_FIELDS customer");
  CheckDuplicatesRequest check;
  *check.mutable_customer() = Named("Vera", "nonsense");
  EXPECT_EQ(Summary(Duplicates().CheckDuplicates(check).status()),
            "INVALID_ARGUMENT INVALID_FIELDS customer.email_address");
  ListDuplicatesRequest list;
  list.set_page_size(-1);
  EXPECT_EQ(Summary(Duplicates().ListDuplicates(list).status()),
            "INVALID_ARGUMENT INVALID_FIELDS page_size");
  list.set_page_size(1);
  list.set_page_token("nonsense");
  EXPECT_EQ(Summary(Duplicates().ListDuplicates(list).status()),
            "INVALID_ARGUMENT PAGE_TOKEN_MISMATCH");
  UndoMergeAllDuplicatesRequest undo;
  EXPECT_EQ(Summary(Duplicates().UndoMergeAllDuplicates(undo).status()),
            "INVALID_ARGUMENT INVALID_FIELDS operation_id");
  undo.set_operation_id("ope_00000000000000000000000000");
  EXPECT_EQ(Summary(Duplicates().UndoMergeAllDuplicates(undo).status()),
            "NOT_FOUND");
  const auto other = merchants::v1::MerchantServiceClient(owner())
                         .VerifyMerchant({})
                         ->operation()
                         .id();
  undo.set_operation_id(other);
  EXPECT_EQ(Summary(Duplicates().UndoMergeAllDuplicates(undo).status()),
            "FAILED_PRECONDITION NOT_A_MERGE_OF_ALL");
}

TEST_F(DuplicatesTest, AreForWhoMayMerge) {
  const std::string one = Create("Zita", "zita@example.com");
  const std::string other = Create("Zita", "zita@example.com");
  const auto request = RequestFor<IgnoreDuplicateRequest>({one, other});
  const DuplicateServiceClient clerk(staff());

  EXPECT_EQ(Summary(clerk.ListDuplicates({}).status()), "PERMISSION_DENIED");
  EXPECT_EQ(Summary(clerk.ListIgnoredDuplicates({}).status()),
            "PERMISSION_DENIED");
  EXPECT_EQ(Summary(clerk.IgnoreDuplicate(request).status()),
            "PERMISSION_DENIED");
  EXPECT_EQ(Summary(clerk.MergeAllDuplicates({}).status()),
            "PERMISSION_DENIED");
  EXPECT_EQ(
      Summary(
          DuplicateServiceClient(stranger()).IgnoreDuplicate(request).status()),
      "NOT_FOUND");
}

}  // namespace
}  // namespace comptoir::customers::v1
