#include "server/events/watch_hub.h"

#include <atomic>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "comptoir/customers/v1/customer_events.pb.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/events/rules/event_filter.h"
#include "server/events/testing/events_fixture.h"

namespace comptoir::events {
namespace {

using Response = v1::WatchEventsResponse;

class WatchHubTest : public EventsFixture {
 protected:
  v1::WatchEventsRequest After(int64_t revision) {
    v1::WatchEventsRequest request;
    request.set_after_revision(revision);
    return request;
  }

  absl::Status Watch(const v1::WatchEventsRequest& request, Stream* stream) {
    auto source = hub_.Watch(merchant_, request, stream->Waker());
    if (source.ok()) stream->Start(*std::move(source));
    return source.status();
  }

  WatchHub hub_{store_.store(), store_.clock(), {.watchers_max = 8}};
};

TEST_F(WatchHubTest, SaysAtOnceWhereItStands) {
  Commit({tea_});
  Commit({tea_});
  Stream stream;
  ASSERT_TRUE(Watch({}, &stream).ok());

  const std::vector<Response> messages = stream.Drain();

  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0].revision(), 2);
  EXPECT_EQ(messages[0].events_size(), 0);
}

TEST_F(WatchHubTest, SendsTheEventsOfOneRevisionTogether) {
  Stream stream;
  ASSERT_TRUE(Watch({}, &stream).ok());
  stream.Drain();

  Commit({tea_, cake_});
  const Response message = stream.Await();

  EXPECT_EQ(message.revision(), 1);
  ASSERT_EQ(message.events_size(), 2);
  EXPECT_EQ(message.events(1).revision(), 1);
  EXPECT_EQ(message.events(1).index(), 1);
  EXPECT_EQ(message.events(1).subjects(0), cake_);
  EXPECT_EQ(message.events(1).actor_id(), "test");
  EXPECT_TRUE(message.events(1).data().Is<sales::v1::SaleCanceled>());
  EXPECT_EQ(stream.Drain().size(), 0u);
}

TEST_F(WatchHubTest, ResumesFromAnyRevision) {
  constexpr int kCount = 20;
  for (int i = 0; i < kCount; ++i) Commit({tea_});
  for (int after = 0; after <= kCount; ++after) {
    Stream stream;
    ASSERT_TRUE(Watch(After(after), &stream).ok());

    const std::vector<Response> messages = stream.Drain();

    ASSERT_EQ(messages.size(), size_t(1 + kCount - after));
    for (size_t i = 0; i < messages.size(); ++i) {
      EXPECT_EQ(messages[i].revision(), after + int64_t(i));
    }
  }
}

TEST_F(WatchHubTest, FiltersBySubject) {
  v1::WatchEventsRequest request = After(0);
  request.add_subjects(cake_);
  Commit({tea_});
  Commit({tea_, cake_});
  Stream stream;
  ASSERT_TRUE(Watch(request, &stream).ok());

  const std::vector<Response> messages = stream.Drain();

  ASSERT_EQ(messages.size(), 2u);
  ASSERT_EQ(messages[1].events_size(), 1);
  EXPECT_EQ(messages[1].events(0).index(), 1);
}

TEST_F(WatchHubTest, AsksAnewWhomItIsAboutWhenProfilesChange) {
  std::string followed = tea_;
  int asked = 0;
  Stream stream;
  auto source = hub_.Watch(merchant_, {}, stream.Waker(),
                           [&](const kv::View&) -> absl::StatusOr<EventFilter> {
                             ++asked;
                             Strings subjects;
                             *subjects.Add() = followed;
                             return EventFilter(subjects, Strings());
                           });
  ASSERT_TRUE(source.ok()) << source.status();
  stream.Start(*std::move(source));
  EXPECT_EQ(stream.Drain().size(), 1u);
  followed = cake_;
  const auto merge = [this](const std::string& subject) {
    return store_
        .Write(merchant_,
               [&](store::Transaction& txn) {
                 txn.AppendEvent(customers::v1::CustomerMerged(), {subject});
                 return absl::OkStatus();
               })
        .ok();
  };

  // Of others.
  ASSERT_TRUE(merge(cake_));
  EXPECT_EQ(stream.Drain().size(), 0u);
  EXPECT_EQ(asked, 1);

  ASSERT_TRUE(merge(tea_));
  Commit({tea_});
  Commit({cake_});

  EXPECT_EQ(stream.Drain().size(), 2u);
  EXPECT_EQ(asked, 2);
}

TEST_F(WatchHubTest, FiltersByType) {
  v1::WatchEventsRequest request = After(0);
  request.add_types("comptoir.sales.v1.SaleCompleted");
  Commit({tea_});
  Stream stream;
  ASSERT_TRUE(Watch(request, &stream).ok());
  EXPECT_EQ(stream.Drain().size(), 1u);

  request.add_types("comptoir.sales.v1.SaleCanceled");
  Stream wider;
  ASSERT_TRUE(Watch(request, &wider).ok());

  EXPECT_EQ(wider.Drain().size(), 2u);
}

TEST_F(WatchHubTest, SaysWhereItStandsWhenNothingMatches) {
  v1::WatchEventsRequest request;
  request.add_subjects(cake_);
  Stream stream;
  ASSERT_TRUE(Watch(request, &stream).ok());
  EXPECT_EQ(stream.Drain().size(), 1u);
  Commit({tea_});
  EXPECT_EQ(stream.Drain().size(), 0u);

  store_.clock().Advance(absl::Seconds(14));
  hub_.WakeForBookmarks();
  const Response bookmark = stream.Await();

  EXPECT_EQ(bookmark.revision(), 1);
  EXPECT_EQ(bookmark.events_size(), 0);
}

TEST_F(WatchHubTest, SaysWhereItStandsWhenTheClockIsSetBack) {
  Stream stream;
  ASSERT_TRUE(Watch({}, &stream).ok());
  stream.Drain();

  store_.clock().Advance(-absl::Hours(1));
  hub_.WakeForBookmarks();

  EXPECT_EQ(stream.Await().revision(), 0);
}

TEST_F(WatchHubTest, KeepsMerchantsApart) {
  Stream stream;
  ASSERT_TRUE(Watch(After(0), &stream).ok());
  CommitTo(other_merchant_, {tea_});

  EXPECT_EQ(stream.Drain().size(), 1u);
}

TEST_F(WatchHubTest, RefusesARevisionOfTheFuture) {
  Commit({tea_});
  Stream stream;

  const absl::Status status = Watch(After(2), &stream);

  EXPECT_TRUE(absl::IsOutOfRange(status));
  EXPECT_EQ(ReasonOf(status), "REVISION_IN_FUTURE");
}

// The same name whether the entry comes from memory, from the store, or from
// the one behind it.
TEST_F(WatchHubTest, NamesAHistoryTheSameHoweverItIsRead) {
  Stream live;
  ASSERT_TRUE(Watch({}, &live).ok());
  EXPECT_EQ(live.Await().history(), "");
  std::vector<std::string> names;
  for (int i = 0; i < 3; ++i) {
    Commit({tea_});
    names.push_back(live.Await().history());
  }
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), 3u);

  Stream from_store;
  ASSERT_TRUE(Watch(After(0), &from_store).ok());
  from_store.Await();
  for (const std::string& name : names) {
    EXPECT_EQ(from_store.Await().history(), name);
  }
  Compact(2);
  v1::WatchEventsRequest request = After(2);
  request.set_history(names[1]);
  Stream behind;
  ASSERT_TRUE(Watch(request, &behind).ok());
  EXPECT_EQ(behind.Await().history(), names[1]);
}

// A backup of revision 2 is restored, and other work is done.
TEST_F(WatchHubTest, RefusesARevisionOfAnotherHistory) {
  Stream stream;
  ASSERT_TRUE(Watch({}, &stream).ok());
  std::vector<Response> seen = {stream.Await()};
  for (int i = 0; i < 4; ++i) {
    Commit({tea_});
    seen.push_back(stream.Await());
  }
  store::TestStore restored;
  WatchHub hub(restored.store(), restored.clock());
  for (int i = 0; i < 4; ++i) {
    const std::string& subject = i < 2 ? tea_ : cake_;
    ASSERT_TRUE(restored
                    .Write(merchant_,
                           [&](store::Transaction& txn) {
                             sales::v1::SaleCanceled event;
                             event.set_sale_id(subject);
                             txn.AppendEvent(event, {subject}, {subject});
                             return absl::OkStatus();
                           })
                    .ok());
  }

  for (int revision = 0; revision <= 4; ++revision) {
    v1::WatchEventsRequest request = After(revision);
    request.set_history(seen[revision].history());
    Stream again;
    const auto source = hub.Watch(merchant_, request, again.Waker());
    EXPECT_EQ(ReasonOf(source.status()), revision <= 2 ? "" : "HISTORY_CHANGED")
        << revision;
  }
}

TEST_F(WatchHubTest, RefusesARevisionOfThePastThatIsGone) {
  for (int i = 0; i < 5; ++i) Commit({tea_});
  Compact(3);
  Stream stream;

  EXPECT_EQ(ReasonOf(Watch(After(2), &stream)), "HISTORY_COMPACTED");
  EXPECT_TRUE(Watch(After(3), &stream).ok());
  EXPECT_EQ(stream.Drain().size(), 1u + 3u);
}

TEST_F(WatchHubTest, RefusesTooManyStreams) {
  std::vector<Stream> streams(9);
  for (int i = 0; i < 8; ++i) ASSERT_TRUE(Watch({}, &streams[i]).ok());
  EXPECT_EQ(ReasonOf(Watch({}, &streams[8])), "TOO_MANY_WATCHERS");

  streams[0].Start(nullptr);

  EXPECT_TRUE(Watch({}, &streams[8]).ok());
}

// Streams that start, fall behind and catch up while others write; so little is
// kept in memory that they change between memory and store all the time.
TEST_F(WatchHubTest, LosesAndRepeatsNothingBetweenMemoryAndStore) {
  constexpr int kWriters = 2;
  constexpr int kWrites = 300;
  constexpr int kReaders = 4;
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  WatchHub hub(store_.store(), store_.clock(), {.entries_kept_max = 3});
  std::atomic<int> written = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kWriters; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < kWrites; ++n) {
        Commit({tea_, cake_});
        ++written;
      }
    });
  }
  for (int i = 0; i < kReaders; ++i) {
    threads.emplace_back([&, i] {
      std::mt19937 random(seed + i);
      Stream stream;
      const int64_t after = random() % (written + 1);
      stream.Start(hub.Watch(merchant_, After(after), stream.Waker()).value());
      EXPECT_EQ(stream.Await().revision(), after);
      for (int64_t next = after + 1; next <= kWriters * kWrites; ++next) {
        const Response message = stream.Await();
        ASSERT_EQ(message.revision(), next);
        ASSERT_EQ(message.events_size(), 2);
        // A client that pauses while others write on.
        for (int pause = random() % 20; pause > 0; --pause) {
          std::this_thread::yield();
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace comptoir::events
