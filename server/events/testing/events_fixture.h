// A log to watch and list: a store, and short ways to write to it.
#ifndef COMPTOIR_SERVER_EVENTS_TESTING_EVENTS_FIXTURE_H_
#define COMPTOIR_SERVER_EVENTS_TESTING_EVENTS_FIXTURE_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "comptoir/events/v1/event_service.pb.h"
#include "comptoir/sales/v1/sale_events.pb.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/events/watch_hub.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/testing/test_store.h"

namespace comptoir::events {

// One client's end of a stream.
class Stream {
 public:
  using Response = v1::WatchEventsResponse;

  // What the stream is to be woken by.
  rpc::Wake Waker() {
    return [this] {
      const std::lock_guard lock(mutex_);
      is_woken_ = true;
      woken_.notify_one();
    };
  }
  void Start(std::unique_ptr<rpc::Source<Response>> source) {
    source_ = std::move(source);
  }

  // Waits until the source is to be looked at again.
  void AwaitWake() {
    std::unique_lock lock(mutex_);
    woken_.wait(lock, [this] { return is_woken_; });
    is_woken_ = false;
  }

  // The next message, for which it waits.
  Response Await() {
    Response message;
    while (!source_->Next(&message).value()) AwaitWake();
    return message;
  }

  // What the source has now.
  std::vector<Response> Drain() {
    std::vector<Response> messages(1);
    while (source_->Next(&messages.back()).value()) messages.emplace_back();
    messages.pop_back();
    return messages;
  }

 private:
  std::mutex mutex_;
  std::condition_variable woken_;
  bool is_woken_ = false;
  // Destroyed first: nothing is woken after it.
  std::unique_ptr<rpc::Source<Response>> source_;
};

class EventsFixture : public testing::Test {
 protected:
  // Commits one revision: for each subject one event about it.
  void Commit(const std::vector<std::string>& subjects) {
    CommitTo(merchant_, subjects);
  }
  void CommitTo(const std::string& merchant_id,
                const std::vector<std::string>& subjects) {
    const absl::Status status =
        store_.Write(merchant_id, [&](store::Transaction& txn) {
          for (const std::string& subject : subjects) {
            sales::v1::SaleCanceled event;
            event.set_sale_id(subject);
            txn.AppendEvent(event, {subject}, {subject});
          }
          return absl::OkStatus();
        });
    ASSERT_TRUE(status.ok()) << status;
  }

  // Removes the oldest entries of the log, up to `revision`.
  void Compact(uint64_t revision) {
    kv::Batch batch;
    for (uint64_t i = 1; i <= revision; ++i) {
      batch.Delete(store::Key(store::Space::kLog, merchant_).U64(i).Take());
    }
    ASSERT_TRUE(store_.engine().Commit(batch).ok());
    Commit({tea_});  // The store sees it from its next commit on.
  }

  store::TestStore store_;
  const std::string merchant_ = FormatId("mer", "merchant-0000001");
  const std::string other_merchant_ = FormatId("mer", "merchant-0000002");
  const std::string tea_ = FormatId("sal", "sale-of-tea-0001");
  const std::string cake_ = FormatId("sal", "sale-of-cake-001");
};

}  // namespace comptoir::events

#endif  // COMPTOIR_SERVER_EVENTS_TESTING_EVENTS_FIXTURE_H_
