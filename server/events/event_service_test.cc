#include "server/events/event_service.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/events/testing/events_fixture.h"
#include "server/sales/sales_tables.h"

namespace comptoir::events {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class EventServiceTest : public EventsFixture {
 protected:
  // All pages' events as "revision.index".
  std::vector<std::string> List(v1::ListEventsRequest request) {
    return AllPages(&EventService::ListEvents, std::move(request));
  }
  std::vector<std::string> Activity(const std::string& subject,
                                    int page_size = 0) {
    v1::ListActivityRequest request;
    request.set_subject_id(subject);
    request.set_page_size(page_size);
    return AllPages(&EventService::ListActivity, std::move(request));
  }

  template <typename Request, typename Response>
  std::vector<std::string> AllPages(
      absl::StatusOr<Response> (EventService::*method)(const Call&,
                                                       const store::Snapshot&,
                                                       const Request&),
      Request request) {
    std::vector<std::string> names;
    do {
      const Response page =
          (service_.*method)(call_, *store_.Read(), request).value();
      if (request.page_size() > 0) {
        EXPECT_LE(page.events_size(), request.page_size());
      }
      for (const v1::Event& event : page.events()) {
        names.push_back(std::to_string(event.revision()) + "." +
                        std::to_string(event.index()));
      }
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return names;
  }

  absl::Status ListStatus(const v1::ListEventsRequest& request) {
    return service_.ListEvents(call_, *store_.Read(), request).status();
  }

  EventServiceTest() { subjects_.Add(tables_.sales); }

  sales::SalesTables tables_;
  Subjects subjects_;
  WatchHub hub_{store_.store(), store_.clock()};
  customers::CustomerTables customer_tables_;
  customers::CustomerDirectory customers_{customer_tables_};
  EventService service_{store_.store(), hub_, subjects_, customers_};
  const Call call_ = Call::ForTest(merchant_, store_.clock().Now());
};

TEST_F(EventServiceTest, ListsTheHistoryOldestFirst) {
  Commit({tea_});
  Commit({tea_, cake_});

  EXPECT_THAT(List({}), ElementsAre("1.0", "2.0", "2.1"));
}

TEST_F(EventServiceTest, ListsNothingOfAnEmptyLog) {
  EXPECT_THAT(List({}), IsEmpty());
}

TEST_F(EventServiceTest, ContinuesInsideARevision) {
  Commit({tea_, cake_, tea_});
  Commit({cake_, tea_});
  v1::ListEventsRequest request;
  request.set_page_size(2);

  EXPECT_THAT(List(request), ElementsAre("1.0", "1.1", "1.2", "2.0", "2.1"));
}

TEST_F(EventServiceTest, EndsPagesOfLargeEventsEarly) {
  const std::vector<std::string> subjects(8000, tea_);
  std::vector<std::string> all;
  for (int i = 1; i <= 12; ++i) {
    ASSERT_TRUE(store_
                    .Write(merchant_,
                           [&](store::Transaction& txn) {
                             txn.AppendEvent(sales::v1::SaleCanceled(),
                                             subjects, {tea_});
                             return absl::OkStatus();
                           })
                    .ok());
    all.push_back(std::to_string(i) + ".0");
  }
  v1::ListEventsRequest list;
  list.set_page_size(500);
  v1::ListActivityRequest activity;
  activity.set_subject_id(tea_);
  activity.set_page_size(200);
  const auto snapshot = store_.Read();

  const auto listed = service_.ListEvents(call_, *snapshot, list);
  const auto active = service_.ListActivity(call_, *snapshot, activity);

  for (const size_t bytes : {listed->ByteSizeLong(), active->ByteSizeLong()}) {
    EXPECT_GT(bytes, size_t{1} << 20);
    EXPECT_LT(bytes, size_t{3} << 19);
  }
  EXPECT_EQ(List(list), all);
  std::reverse(all.begin(), all.end());
  EXPECT_EQ(Activity(tea_, 200), all);
}

// Who stops in a long catch-up, after whatever page, goes on from there and
// misses nothing; what a page holds of a revision that it does not end comes
// once more.
TEST_F(EventServiceTest, EachPageSaysFromWhereAnotherListingGoesOn) {
  Commit({tea_, cake_, tea_});
  Commit({cake_, tea_});
  v1::ListEventsRequest request;
  request.set_page_size(2);
  std::vector<int64_t> listed;
  std::vector<std::string> rest;
  do {
    const auto page =
        service_.ListEvents(call_, *store_.Read(), request).value();
    listed.push_back(page.listed_revision());
    v1::ListEventsRequest another;
    another.set_after_revision(page.listed_revision());
    another.set_history(page.listed_history());
    rest.push_back(absl::StrJoin(List(another), " "));
    EXPECT_EQ(page.listed_history().empty(), page.listed_revision() == 0);
    if (page.next_page_token().empty()) {
      EXPECT_EQ(page.listed_revision(), page.revision());
      EXPECT_EQ(page.listed_history(), page.history());
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());

  EXPECT_THAT(listed, ElementsAre(0, 1, 2));
  EXPECT_THAT(rest, ElementsAre("1.0 1.1 1.2 2.0 2.1", "2.0 2.1", ""));

  // It names another history as soon as there is one.
  v1::ListEventsRequest wrong;
  wrong.set_after_revision(1);
  wrong.set_history("not so");
  EXPECT_EQ(ReasonOf(ListStatus(wrong)), "HISTORY_CHANGED");
}

TEST_F(EventServiceTest, ListsARangeOfRevisions) {
  for (int i = 0; i < 5; ++i) Commit({tea_});
  v1::ListEventsRequest request;
  request.set_after_revision(1);
  request.set_until_revision(3);

  EXPECT_THAT(List(request), ElementsAre("2.0", "3.0"));
}

TEST_F(EventServiceTest, RefusesARangeThatEndsBeforeItBegins) {
  for (int i = 0; i < 3; ++i) Commit({tea_});
  v1::ListEventsRequest request;
  request.set_after_revision(2);
  request.set_until_revision(2);
  const auto nothing =
      service_.ListEvents(call_, *store_.Read(), request).value();
  EXPECT_THAT(nothing.events(), IsEmpty());
  EXPECT_EQ(nothing.revision(), 2);

  request.set_until_revision(1);

  const absl::Status refused = ListStatus(request);
  EXPECT_EQ(ReasonOf(refused), "INVALID_FIELDS");
  EXPECT_THAT(std::string(refused.message()), StartsWith("until_revision: "));
}

TEST_F(EventServiceTest, FiltersTheHistory) {
  Commit({tea_});
  Commit({tea_, cake_});
  v1::ListEventsRequest request;
  request.add_subjects(cake_);
  EXPECT_THAT(List(request), ElementsAre("2.1"));

  request.add_types("comptoir.sales.v1.SaleOpened");

  EXPECT_THAT(List(request), IsEmpty());
}

TEST_F(EventServiceTest, EndsWhereTheFirstPageWasMade) {
  Commit({tea_});
  Commit({tea_});
  v1::ListEventsRequest request;
  request.set_page_size(1);
  const auto first =
      service_.ListEvents(call_, *store_.Read(), request).value();
  EXPECT_EQ(first.revision(), 2);

  Commit({tea_});
  request.set_page_token(first.next_page_token());
  const auto second =
      service_.ListEvents(call_, *store_.Read(), request).value();

  EXPECT_EQ(second.revision(), 2);
  EXPECT_EQ(second.events(0).revision(), 2);
  EXPECT_EQ(second.next_page_token(), "");
}

TEST_F(EventServiceTest, LooksAtALimitedPartOfTheLogForOnePage) {
  for (int i = 0; i < 5000; ++i) Commit({tea_});
  v1::ListEventsRequest request;
  request.add_types("comptoir.sales.v1.SaleOpened");

  const auto page = service_.ListEvents(call_, *store_.Read(), request).value();

  EXPECT_EQ(page.events_size(), 0);
  EXPECT_NE(page.next_page_token(), "");
  EXPECT_THAT(List(request), IsEmpty());
}

TEST_F(EventServiceTest, NamesTheHistoryAndRefusesAnother) {
  for (int i = 0; i < 3; ++i) Commit({tea_});
  v1::ListEventsRequest request;
  request.set_until_revision(2);
  const auto page = service_.ListEvents(call_, *store_.Read(), request).value();
  ASSERT_NE(page.history(), "");
  request.Clear();
  request.set_after_revision(page.revision());
  request.set_history(page.history());

  EXPECT_THAT(List(request), ElementsAre("3.0"));

  request.set_after_revision(3);
  EXPECT_EQ(ReasonOf(ListStatus(request)), "HISTORY_CHANGED");
}

// A backup is restored between two pages, and other work is done: up to where
// the listing ends, and beyond.
TEST_F(EventServiceTest, APageOfAnotherHistoryIsRefused) {
  for (int i = 0; i < 3; ++i) Commit({tea_});
  v1::ListEventsRequest request;
  request.set_page_size(1);
  const auto first =
      service_.ListEvents(call_, *store_.Read(), request).value();
  request.set_page_token(first.next_page_token());
  const auto second =
      service_.ListEvents(call_, *store_.Read(), request).value();
  EXPECT_EQ(second.history(), first.history());

  store::TestStore restored;
  for (int i = 0; i < 4; ++i) {
    const absl::Status refused =
        service_.ListEvents(call_, *restored.Read(), request).status();
    EXPECT_EQ(ReasonOf(refused), "HISTORY_CHANGED") << i;
    ASSERT_TRUE(restored
                    .Write(merchant_,
                           [&](store::Transaction& txn) {
                             txn.AppendEvent(sales::v1::SaleCanceled(), {cake_},
                                             {cake_});
                             return absl::OkStatus();
                           })
                    .ok());
  }
}

TEST_F(EventServiceTest, RefusesRevisionsThatAreNotThere) {
  for (int i = 0; i < 3; ++i) Commit({tea_});
  v1::ListEventsRequest request;
  request.set_after_revision(4);
  const absl::Status future = ListStatus(request);
  EXPECT_EQ(ReasonOf(future), "REVISION_IN_FUTURE");
  EXPECT_EQ(MetadataOf(future, "newest_revision"), "3");
  EXPECT_THAT(std::string(future.message()),
              StartsWith("there is no revision 4 yet, the newest is 3: "));

  Compact(2);
  request.set_after_revision(1);

  EXPECT_EQ(ReasonOf(ListStatus(request)), "HISTORY_COMPACTED");
}

TEST_F(EventServiceTest, RefusesAPageTokenOfAnotherQuery) {
  Commit({tea_, tea_});
  v1::ListEventsRequest request;
  request.set_page_size(1);
  request.set_page_token(service_.ListEvents(call_, *store_.Read(), request)
                             .value()
                             .next_page_token());
  request.add_subjects(tea_);

  EXPECT_EQ(ReasonOf(ListStatus(request)), "PAGE_TOKEN_MISMATCH");
}

TEST_F(EventServiceTest, ListsActivityNewestFirst) {
  Commit({tea_});
  Commit({cake_});
  Commit({tea_, cake_, tea_});

  EXPECT_THAT(Activity(tea_), ElementsAre("3.2", "3.0", "1.0"));
  EXPECT_THAT(Activity(tea_, 1), ElementsAre("3.2", "3.0", "1.0"));
  EXPECT_THAT(Activity(tea_, 2), ElementsAre("3.2", "3.0", "1.0"));
}

TEST_F(EventServiceTest, RefusesActivityOfKindsThatThereAreNot) {
  Commit({tea_});
  v1::ListActivityRequest request;
  request.set_subject_id(tea_);
  request.add_types("comptoir.sales.v1.SaleForgotten");

  EXPECT_EQ(
      ReasonOf(service_.ListActivity(call_, *store_.Read(), request).status()),
      "INVALID_FIELDS");
}

TEST_F(EventServiceTest, RefusesSubjectsThatAreNotThere) {
  Commit({tea_});
  v1::ListEventsRequest list;
  list.add_subjects(tea_);
  v1::WatchEventsRequest watch;
  watch.add_subjects(tea_);
  v1::ListActivityRequest activity;
  activity.set_subject_id(tea_);
  Stream stream;
  const auto ask = [&] {
    return std::vector<std::string>{
        ReasonOf(ListStatus(list)),
        ReasonOf(service_
                     .WatchEvents(std::make_shared<Call>(call_), watch,
                                  stream.Waker())
                     .status()),
        ReasonOf(
            service_.ListActivity(call_, *store_.Read(), activity).status())};
  };
  EXPECT_THAT(ask(), ElementsAre("", "", ""));

  list.add_subjects(cake_);
  watch.add_subjects(cake_);
  activity.set_subject_id(cake_);

  EXPECT_THAT(ask(), ElementsAre("NOT_FOUND", "NOT_FOUND", "NOT_FOUND"));
}

TEST_F(EventServiceTest, KeepsActivityOfMerchantsApart) {
  CommitTo(other_merchant_, {tea_});
  v1::ListActivityRequest request;
  request.set_subject_id(tea_);

  EXPECT_EQ(
      ReasonOf(service_.ListActivity(call_, *store_.Read(), request).status()),
      "NOT_FOUND");
  EXPECT_THAT(List({}), IsEmpty());
}

TEST_F(EventServiceTest, OpensStreamsOfTheCallersMerchant) {
  CommitTo(other_merchant_, {tea_});
  Stream stream;
  auto source =
      service_.WatchEvents(std::make_shared<Call>(call_), {}, stream.Waker());
  ASSERT_TRUE(source.ok());
  stream.Start(*std::move(source));

  EXPECT_EQ(stream.Await().revision(), 0);
}

}  // namespace
}  // namespace comptoir::events
