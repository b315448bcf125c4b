// Every method of MergeService over a real server and the SDK, and how each
// answers bad input.
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer_events.pb.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/customers/v1/merge_service.client.h"
#include "comptoir/events/v1/event_service.client.h"
#include "comptoir/sales/v1/sale_service.client.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"
#include "tests/support/counter.h"

namespace comptoir::customers::v1 {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using testing::SellTea;
using ::testing::SizeIs;
using testing::Summary;

constexpr char kUnknown[] = "cus_00000000000000000000000000";

class MergesTest : public comptoir::testing::ShopTest {
 protected:
  static MergeServiceClient Merges() { return MergeServiceClient(owner()); }

  static std::string Create(const std::string& given,
                            const std::string& email = "") {
    CreateCustomerRequest request;
    request.mutable_customer()->set_given_name(given);
    request.mutable_customer()->set_email_address(email);
    const auto created = CustomerServiceClient(owner()).CreateCustomer(request);
    EXPECT_TRUE(created.ok()) << created.status();
    return created->customer().id();
  }
  static absl::StatusOr<Customer> Get(const std::string& id) {
    GetCustomerRequest request;
    request.set_customer_id(id);
    const auto got = CustomerServiceClient(owner()).GetCustomer(request);
    if (!got.ok()) return got.status();
    return got->customer();
  }
  static MergeCustomersRequest RequestFor(
      const std::string& survivor, const std::vector<std::string>& others) {
    MergeCustomersRequest request;
    request.set_survivor_customer_id(survivor);
    request.mutable_customer_ids()->Assign(others.begin(), others.end());
    return request;
  }
  static absl::Status Merge(const std::string& survivor,
                            const std::vector<std::string>& others) {
    return Merges().MergeCustomers(RequestFor(survivor, others)).status();
  }
  static absl::StatusOr<UnmergeCustomerResponse> Unmerge(
      const std::string& id) {
    UnmergeCustomerRequest request;
    request.set_customer_id(id);
    return Merges().UnmergeCustomer(request);
  }
  static void SellTo(const std::string& customer_id) {
    SellTea(owner(), shop().location_id, customer_id);
  }
  static int64_t VisitsOf(const std::string& customer_id) {
    sales::v1::GetPurchaseSummaryRequest request;
    request.set_customer_id(customer_id);
    return sales::v1::SaleServiceClient(owner())
        .GetPurchaseSummary(request)
        ->summary()
        .visit_count();
  }
  static std::vector<std::string> ActivityOf(const std::string& customer_id) {
    events::v1::ListActivityRequest request;
    request.set_subject_id(customer_id);
    const auto activity =
        events::v1::EventServiceClient(owner()).ListActivity(request);
    EXPECT_TRUE(activity.ok()) << activity.status();
    std::vector<std::string> kinds;
    for (const events::v1::Event& event : activity->events()) {
      const std::string& url = event.data().type_url();
      kinds.push_back(url.substr(url.rfind('.') + 1));
    }
    return kinds;
  }
};

TEST_F(MergesTest, JoinListsUntilTheyAreTakenBack) {
  const auto create = [](const std::string& phone, const std::string& milk) {
    CreateCustomerRequest request;
    Customer& customer = *request.mutable_customer();
    customer.set_phone_number(phone);
    Preference& preference = *customer.add_preferences();
    preference.set_name("milk");
    preference.set_value(milk);
    const auto created = CustomerServiceClient(owner()).CreateCustomer(request);
    EXPECT_TRUE(created.ok()) << created.status();
    return created->customer().id();
  };
  const std::string anna = create("06 39 98 07 01", "oat");
  const std::string ann = create("06 39 98 07 02", "cow");

  ASSERT_TRUE(Merge(anna, {ann}).ok());

  const auto profile = Get(ann);
  ASSERT_TRUE(profile.ok()) << profile.status();
  EXPECT_EQ(profile->phone_number(), "06 39 98 07 01");
  ASSERT_THAT(profile->other_phone_numbers(), SizeIs(1));
  EXPECT_EQ(profile->other_phone_numbers(0).number(), "06 39 98 07 02");
  ASSERT_THAT(profile->preferences(), SizeIs(2));
  EXPECT_EQ(profile->preferences(0).value(), "oat");
  EXPECT_EQ(profile->preferences(1).value(), "cow");

  const auto unmerged = Unmerge(ann);
  ASSERT_TRUE(unmerged.ok()) << unmerged.status();
  EXPECT_THAT(unmerged->survivor().other_phone_numbers(), SizeIs(0));
  EXPECT_THAT(unmerged->survivor().preferences(), SizeIs(1));
}

TEST_F(MergesTest, AreSeenByEveryMethodAndTakenBack) {
  const std::string anna = Create("Anna Merged");
  const std::string ann = Create("Ann Merged", "ann.merged@example.com");
  SellTo(anna);
  SellTo(ann);
  PreviewMergeRequest preview;
  preview.set_survivor_customer_id(anna);
  preview.add_customer_ids(ann);
  const auto previewed = Merges().PreviewMerge(preview);
  ASSERT_TRUE(previewed.ok()) << previewed.status();
  EXPECT_EQ(previewed->customer().email_address(), "ann.merged@example.com");
  EXPECT_EQ(previewed->identity_count(), 2);
  ASSERT_EQ(previewed->parts_size(), 2);
  EXPECT_EQ(previewed->parts(1).kind(), "completed sales");
  EXPECT_EQ(previewed->parts(1).count(), 1);

  const absl::Status merged = Merge(anna, {ann});

  ASSERT_TRUE(merged.ok()) << merged;
  EXPECT_EQ(Get(ann)->id(), anna);
  EXPECT_THAT(Get(anna)->merged_customer_ids(), ElementsAre(ann));
  EXPECT_EQ(VisitsOf(anna), 2);
  EXPECT_EQ(VisitsOf(ann), 2);
  SuggestCustomersRequest typed;
  typed.set_text("ann.merged@");
  const auto suggested = CustomerServiceClient(owner()).SuggestCustomers(typed);
  ASSERT_THAT(suggested->suggestions(), SizeIs(1));
  EXPECT_EQ(suggested->suggestions(0).customer_id(), anna);
  for (const std::string& id : {anna, ann}) {
    EXPECT_THAT(ActivityOf(id),
                ElementsAre("CustomerMerged", "SaleCompleted", "SaleCompleted",
                            "CustomerCreated", "CustomerCreated"));
  }

  const auto unmerged = Unmerge(ann);

  ASSERT_TRUE(unmerged.ok()) << unmerged.status();
  EXPECT_EQ(unmerged->survivor().email_address(), "");
  EXPECT_EQ(Get(ann)->email_address(), "ann.merged@example.com");
  EXPECT_EQ(VisitsOf(anna), 1);
  EXPECT_EQ(VisitsOf(ann), 1);
  ListMergesRequest list;
  list.set_customer_id(ann);
  const auto merges = Merges().ListMerges(list);
  ASSERT_TRUE(merges.ok()) << merges.status();
  ASSERT_THAT(merges->merges(), SizeIs(2));
  EXPECT_EQ(merges->merges(0).kind(), MERGE_KIND_UNMERGED);
  EXPECT_EQ(merges->merges(1).survivor_customer_id(), anna);
}

TEST_F(MergesTest, AreWatchedByTheSurvivor) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");
  events::v1::WatchEventsRequest request;
  request.add_subjects(anna);
  auto watch =
      events::v1::EventServiceClient(owner()).WatchEventsResuming(request);
  ASSERT_TRUE(watch.Next().ok());

  ASSERT_TRUE(Merge(anna, {ann}).ok());
  UpdateCustomerRequest update;
  update.mutable_customer()->set_id(ann);
  update.mutable_customer()->set_note("likes tea");
  ASSERT_TRUE(CustomerServiceClient(owner()).UpdateCustomer(update).ok());
  ASSERT_TRUE(Unmerge(ann).ok());

  for (const char* kind :
       {"CustomerMerged", "CustomerUpdated", "CustomerUnmerged"}) {
    const auto next = watch.Next();
    ASSERT_TRUE(next.ok()) << next.status();
    EXPECT_THAT(next->events(0).data().type_url(), EndsWith(kind));
  }
}

// From the merge on it is told what the profile's survivor is, until it is
// taken back; a watch that begins in between is told the same.
TEST_F(MergesTest, AreFollowedByAWatchOfWhoWasMergedAway) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");
  events::v1::WatchEventsRequest request;
  request.add_subjects(ann);
  request.add_types("comptoir.customers.v1.CustomerUpdated");
  const events::v1::EventServiceClient events(owner());
  auto before = events.WatchEventsResuming(request);
  ASSERT_TRUE(before.Next().ok());
  const auto note = [](const std::string& id, const std::string& text) {
    UpdateCustomerRequest update;
    update.mutable_customer()->set_id(id);
    update.mutable_customer()->set_note(text);
    EXPECT_TRUE(CustomerServiceClient(owner()).UpdateCustomer(update).ok());
  };

  note(anna, "not yet");
  ASSERT_TRUE(Merge(anna, {ann}).ok());
  auto during = events.WatchEventsResuming(request);
  ASSERT_TRUE(during.Next().ok());
  const auto expect_update_of = [&](const std::string& id) {
    for (auto* watch : {&before, &during}) {
      const auto next = watch->Next();
      ASSERT_TRUE(next.ok()) << next.status();
      ASSERT_THAT(next->events(), SizeIs(1));
      CustomerUpdated updated;
      ASSERT_TRUE(next->events(0).data().UnpackTo(&updated));
      EXPECT_EQ(updated.customer_id(), id);
    }
  };
  note(anna, "of both");
  expect_update_of(anna);
  ASSERT_TRUE(Unmerge(ann).ok());
  note(anna, "no more");
  note(ann, "her own");
  expect_update_of(ann);
}

TEST_F(MergesTest, AreMadeOnceUnderOneRequestId) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");
  MergeCustomersRequest request = RequestFor(anna, {ann});
  request.set_request_id("merge-once");
  const auto first = Merges().MergeCustomers(request);
  ASSERT_TRUE(first.ok()) << first.status();

  const auto again = Merges().MergeCustomers(request);

  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->customer().etag(), first->customer().etag());
  request.set_survivor_customer_id(ann);
  request.set_customer_ids(0, anna);
  EXPECT_EQ(Summary(Merges().MergeCustomers(request).status()),
            "ALREADY_EXISTS REQUEST_ID_REUSED");
}

// Two tills at once, each the other way round: one of them does it.
TEST_F(MergesTest, AreMadeByOneOfTwoTills) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");
  absl::Status first;
  std::thread till([&] { first = Merge(anna, {ann}); });

  const absl::Status second = Merge(ann, {anna});
  till.join();

  EXPECT_NE(first.ok(), second.ok()) << first << second;
  EXPECT_EQ(Summary(first.ok() ? second : first),
            "FAILED_PRECONDITION MERGE_CIRCLE");
}

TEST_F(MergesTest, RefuseWhatATillHasChangedMeanwhile) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");
  MergeCustomersRequest request = RequestFor(anna, {ann});
  auto& etag = *request.add_expected_customers();
  etag.set_customer_id(ann);
  etag.set_etag(Get(ann)->etag());
  UpdateCustomerRequest edit;
  edit.mutable_customer()->set_id(ann);
  edit.mutable_customer()->set_note("likes tea");
  ASSERT_TRUE(CustomerServiceClient(owner()).UpdateCustomer(edit).ok());

  EXPECT_EQ(Summary(Merges().MergeCustomers(request).status()),
            "ABORTED ETAG_MISMATCH");
}

TEST_F(MergesTest, AreNotTakenBackFromWhatATillHasChangedMeanwhile) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");
  ASSERT_TRUE(Merge(anna, {ann}).ok());
  UnmergeCustomerRequest request;
  request.set_customer_id(ann);
  request.set_etag(Get(anna)->etag());
  UpdateCustomerRequest edit;
  edit.mutable_customer()->set_id(anna);
  edit.mutable_customer()->set_note("likes tea");
  ASSERT_TRUE(CustomerServiceClient(owner()).UpdateCustomer(edit).ok());

  EXPECT_EQ(Summary(Merges().UnmergeCustomer(request).status()),
            "ABORTED ETAG_MISMATCH");
}

TEST_F(MergesTest, RefuseBadInput) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");
  EXPECT_EQ(Summary(Merge("", {ann})),
            "INVALID_ARGUMENT INVALID_FIELDS survivor_customer_id");
  EXPECT_EQ(Summary(Merge(anna, {})),
            "INVALID_ARGUMENT INVALID_FIELDS customer_ids");
  EXPECT_EQ(Summary(Merge(anna, {"sal_00000000000000000000000000"})),
            "INVALID_ARGUMENT INVALID_FIELDS customer_ids[0]");
  EXPECT_EQ(Summary(Merge(anna, {ann, anna})),
            "INVALID_ARGUMENT INVALID_FIELDS customer_ids[1]");
  EXPECT_EQ(Summary(Merge(anna, std::vector<std::string>(100, ann))),
            "INVALID_ARGUMENT INVALID_FIELDS customer_ids");
  EXPECT_EQ(Summary(Merge(anna, {kUnknown})), "NOT_FOUND");
  EXPECT_EQ(Summary(Merge(kUnknown, {anna})), "NOT_FOUND");
  EXPECT_EQ(Summary(Unmerge(kUnknown).status()), "NOT_FOUND");
  EXPECT_EQ(Summary(Unmerge(anna).status()), "FAILED_PRECONDITION NOT_MERGED");
  MergeCustomersRequest choice = RequestFor(anna, {ann});
  choice.add_choices()->set_path("etag");
  choice.mutable_choices(0)->set_customer_id(ann);
  EXPECT_EQ(Summary(Merges().MergeCustomers(choice).status()),
            "INVALID_ARGUMENT INVALID_FIELDS choices[0].path");
  ListMergesRequest list;
  list.set_customer_id(anna);
  list.set_page_token("nonsense");
  EXPECT_EQ(Summary(Merges().ListMerges(list).status()),
            "INVALID_ARGUMENT PAGE_TOKEN_MISMATCH");
}

TEST_F(MergesTest, AreForWhoMayMerge) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");
  const MergeCustomersRequest request = RequestFor(anna, {ann});
  UnmergeCustomerRequest unmerge;
  unmerge.set_customer_id(ann);

  EXPECT_EQ(
      Summary(MergeServiceClient(staff()).MergeCustomers(request).status()),
      "PERMISSION_DENIED");
  EXPECT_EQ(
      Summary(MergeServiceClient(staff()).UnmergeCustomer(unmerge).status()),
      "PERMISSION_DENIED");
  EXPECT_EQ(
      Summary(MergeServiceClient(stranger()).MergeCustomers(request).status()),
      "NOT_FOUND");
  EXPECT_EQ(Get(ann)->id(), ann);
}

}  // namespace
}  // namespace comptoir::customers::v1
