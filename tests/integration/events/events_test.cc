// Every method of events/v1 over a real server and the SDK, and how each
// answers bad input.
#include <string>
#include <utility>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "comptoir/customers/v1/customer_events.pb.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/events/v1/event_service.client.h"
#include "comptoir/merchants/v1/api_key_service.client.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"

namespace comptoir::events::v1 {
namespace {

using customers::v1::CustomerServiceClient;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using testing::Summary;

class EventsTest : public comptoir::testing::ShopTest {
 protected:
  static EventServiceClient Events() { return EventServiceClient(owner()); }

  static std::string NewCustomer() {
    customers::v1::CreateCustomerRequest request;
    request.mutable_customer()->set_given_name("Hélène");
    const auto created = CustomerServiceClient(owner()).CreateCustomer(request);
    EXPECT_TRUE(created.ok()) << created.status();
    return created.ok() ? created->customer().id() : "";
  }

  static void AddNote(const std::string& customer_id) {
    customers::v1::UpdateCustomerRequest request;
    request.mutable_customer()->set_id(customer_id);
    request.mutable_customer()->set_note("Tea");
    request.mutable_update_mask()->add_paths("note");
    const auto updated = CustomerServiceClient(owner()).UpdateCustomer(request);
    EXPECT_TRUE(updated.ok()) << updated.status();
  }

  // The kinds of events, without their packages.
  template <typename AllEvents>
  static std::vector<std::string> Kinds(const AllEvents& events) {
    std::vector<std::string> kinds;
    for (const Event& event : events) {
      const std::string& url = event.data().type_url();
      kinds.push_back(url.substr(url.rfind('.') + 1));
    }
    return kinds;
  }

  // What the first read of a stream gives, or how the stream ends.
  static absl::Status StatusOf(const WatchEventsRequest& request) {
    auto stream = Events().WatchEvents(request);
    WatchEventsResponse response;
    if (stream->Read(&response)) return absl::OkStatus();
    return stream->Finish();
  }
};

TEST_F(EventsTest, AreSeenLiveAndInOrder) {
  const std::string customer = NewCustomer();
  WatchEventsRequest request;
  request.add_subjects(customer);
  auto watch = Events().WatchEventsResuming(request);
  const auto first = watch.Next();
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_THAT(first->events(), IsEmpty());

  AddNote(customer);
  const auto second = watch.Next();

  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_THAT(Kinds(second->events()), ElementsAre("CustomerUpdated"));
  EXPECT_GT(second->revision(), first->revision());
}

TEST_F(EventsTest, AreReadBackFromAnyRevision) {
  const std::string customer = NewCustomer();
  AddNote(customer);
  ListEventsRequest request;
  request.add_subjects(customer);
  const auto all = Events().ListEvents(request);
  ASSERT_TRUE(all.ok()) << all.status();
  ASSERT_THAT(Kinds(all->events()),
              ElementsAre("CustomerCreated", "CustomerUpdated"));

  request.set_after_revision(all->events(0).revision());
  const auto rest = Events().ListEvents(request);

  ASSERT_TRUE(rest.ok()) << rest.status();
  EXPECT_THAT(Kinds(rest->events()), ElementsAre("CustomerUpdated"));
}

TEST_F(EventsTest, AreFilteredByKind) {
  const std::string customer = NewCustomer();
  AddNote(customer);
  ListEventsRequest request;
  request.add_subjects(customer);
  request.add_types("comptoir.customers.v1.CustomerCreated");

  EXPECT_THAT(Events().ListEvents(request)->events(), SizeIs(1));
}

TEST_F(EventsTest, AreOfKindsThatExist) {
  WatchEventsRequest watch;
  watch.add_types("comptoir.customers.v1.CustomerCreated");
  watch.add_types("SaleCompleted");
  ListEventsRequest list;
  // Misspelt, and messages that are no events.
  list.add_types("comptoir.sales.v1.SaleComplete");
  list.add_types("comptoir.sales.v1.Sale");
  list.add_types("comptoir.events.v1.Event");

  EXPECT_EQ(Summary(StatusOf(watch)),
            "INVALID_ARGUMENT INVALID_FIELDS types[1]");
  EXPECT_EQ(Summary(Events().ListEvents(list).status()),
            "INVALID_ARGUMENT INVALID_FIELDS types[0] types[1] types[2]");
}

TEST_F(EventsTest, HoldNoPersonalData) {
  const std::string customer = NewCustomer();
  ListEventsRequest request;
  request.add_subjects(customer);

  const auto listed = Events().ListEvents(request);

  ASSERT_TRUE(listed.ok()) << listed.status();
  EXPECT_EQ(listed->SerializeAsString().find("Hélène"), std::string::npos);
}

TEST_F(EventsTest, MakeTheActivityOfACustomer) {
  ListActivityRequest request;
  request.set_subject_id(NewCustomer());

  const auto activity = Events().ListActivity(request);

  ASSERT_TRUE(activity.ok()) << activity.status();
  ASSERT_THAT(activity->events(), SizeIs(1));
  EXPECT_THAT(activity->events(0).data().type_url(),
              EndsWith("CustomerCreated"));
}

// As their sales and their purchase summary.
TEST_F(EventsTest, AreNoActivityOfWhoWasDeleted) {
  ListActivityRequest request;
  request.set_subject_id(NewCustomer());
  ASSERT_TRUE(Events().ListActivity(request).ok());
  customers::v1::DeleteCustomerRequest remove;
  remove.set_customer_id(request.subject_id());
  ASSERT_TRUE(CustomerServiceClient(owner()).DeleteCustomer(remove).ok());

  EXPECT_EQ(Summary(Events().ListActivity(request).status()), "NOT_FOUND");
}

// List, then watch, with the SDK's range alone.
TEST_F(EventsTest, AreWatchedFromWhereAListEnds) {
  const std::string customer = NewCustomer();
  AddNote(customer);
  ListEventsRequest list;
  list.add_subjects(customer);
  list.set_page_size(1);
  auto all = Events().ListEventsAll(list);
  int count = 0;
  for (const auto& event : all) {
    ASSERT_TRUE(event.ok()) << event.status();
    ++count;
  }
  EXPECT_EQ(count, 2);
  ASSERT_TRUE(all.until().has_value());
  EXPECT_EQ(all.position()->revision, all.until()->revision);
  EXPECT_EQ(all.position()->history, all.until()->history);

  AddNote(NewCustomer());
  WatchEventsRequest watch;
  watch.add_subjects(customer);
  watch.set_after_revision(all.until()->revision);
  watch.set_history(all.until()->history);
  auto watched = Events().WatchEventsResuming(watch);
  const auto first = watched.Next();

  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_THAT(first->events(), IsEmpty());
}

TEST_F(EventsTest, AreNobodyElses) {
  ListEventsRequest request;
  request.add_subjects(NewCustomer());
  const EventServiceClient events(stranger());

  EXPECT_EQ(Summary(events.ListEvents(request).status()), "NOT_FOUND");

  ListEventsRequest all;
  all.add_types("comptoir.customers.v1.CustomerCreated");
  const auto seen = events.ListEvents(all);
  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_THAT(seen->events(), IsEmpty());
}

TEST_F(EventsTest, NeedACredential) {
  EXPECT_EQ(EventServiceClient(nobody()).ListEvents({}).status().code(),
            absl::StatusCode::kUnauthenticated);
}

TEST_F(EventsTest, AreNotSeenOnceTheKeyIsRevoked) {
  const merchants::v1::ApiKeyServiceClient keys(owner());
  merchants::v1::CreateApiKeyRequest create;
  create.mutable_api_key()->set_display_name("Screen");
  create.mutable_api_key()->add_permissions(PERMISSION_EVENTS_VIEW);
  const auto key = keys.CreateApiKey(create);
  ASSERT_TRUE(key.ok()) << key.status();
  const auto stream =
      EventServiceClient(With(key->api_key_token())).WatchEvents({});
  WatchEventsResponse response;
  ASSERT_TRUE(stream->Read(&response));
  merchants::v1::RevokeApiKeyRequest revoke;
  revoke.set_api_key_id(key->api_key().id());
  ASSERT_TRUE(keys.RevokeApiKey(revoke).ok());

  NewCustomer();

  std::vector<std::string> seen;
  while (stream->Read(&response)) {
    for (std::string& kind : Kinds(response.events())) {
      seen.push_back(std::move(kind));
    }
  }
  EXPECT_EQ(Summary(stream->Finish()), "UNAUTHENTICATED TOKEN_INVALID");
  EXPECT_THAT(seen, Not(Contains("CustomerCreated")));
}

TEST_F(EventsTest, AreNotThereBeforeTheyHappen) {
  WatchEventsRequest request;
  request.set_after_revision(1'000'000);

  EXPECT_EQ(Summary(StatusOf(request)), "OUT_OF_RANGE REVISION_IN_FUTURE");
}

TEST_F(EventsTest, AreNotThereOfWhatIsNot) {
  const std::string customer = NewCustomer();
  std::string nobody = customer;
  nobody.back() = nobody.back() == '0' ? '1' : '0';
  WatchEventsRequest watch;
  watch.add_subjects(customer);
  watch.add_subjects(nobody);
  ListEventsRequest list;
  list.add_subjects(nobody);
  ListActivityRequest activity;
  activity.set_subject_id(nobody);

  EXPECT_EQ(Summary(StatusOf(watch)), "NOT_FOUND");
  EXPECT_EQ(Summary(Events().ListEvents(list).status()), "NOT_FOUND");
  EXPECT_EQ(Summary(Events().ListActivity(activity).status()), "NOT_FOUND");
}

TEST_F(EventsTest, RefuseWhatIsNoQuestion) {
  WatchEventsRequest watch;
  watch.set_after_revision(-1);
  watch.add_subjects("everything");
  ListEventsRequest list;
  list.set_page_size(-1);
  list.add_types("SaleCompleted");
  list.set_after_revision(3);
  list.set_until_revision(2);
  watch.add_types("SaleCompleted");

  EXPECT_EQ(Summary(StatusOf(watch)),
            "INVALID_ARGUMENT INVALID_FIELDS after_revision subjects[0] "
            "types[0]");
  EXPECT_EQ(Summary(Events().ListEvents(list).status()),
            "INVALID_ARGUMENT INVALID_FIELDS page_size types[0] "
            "until_revision");
  EXPECT_EQ(Summary(Events().ListActivity({}).status()),
            "INVALID_ARGUMENT INVALID_FIELDS subject_id");
}

}  // namespace
}  // namespace comptoir::events::v1
