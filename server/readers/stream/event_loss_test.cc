// Random loss, repetition and reordering between a daemon and the server, with
// reconnections and restarts, against what was sent: each event is applied
// once, in order (invariant READER-ONCE).
#include <algorithm>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/readers/testing/readers_fixture.h"

namespace comptoir::readers {
namespace {

class EventLossTest : public ReadersFixture {
 protected:
  // One life of a daemon: sends what it holds, more or less, until it dies.
  void LiveOnce(std::mt19937& random) {
    auto daemon = Connect(reader_);
    v1::StreamReaderRequest hello;
    hello.mutable_hello()->set_epoch(++epoch_);
    hello.mutable_hello()->set_first_unacknowledged_seq(1);
    for (uint64_t epoch = 1; epoch < epoch_; ++epoch) {
      if (acknowledged_[epoch] >= sent_[epoch]) continue;
      auto* held = hello.mutable_hello()->add_earlier_epochs();
      held->set_epoch(epoch);
      held->set_seq(acknowledged_[epoch] + 1);
    }
    sent_.resize(epoch_ + 1);
    acknowledged_.resize(epoch_ + 1);
    if (!daemon->Send(hello).ok()) return;
    for (int step = 0; step < 12; ++step) {
      const uint64_t epoch = 1 + random() % epoch_;
      if (epoch == epoch_) sent_[epoch] += random() % 20;
      if (acknowledged_[epoch] >= sent_[epoch]) continue;
      // From a little before to a little after where it should start.
      const uint64_t held = acknowledged_[epoch] + 1;
      const uint64_t back = std::min<uint64_t>(random() % 6, held - 1);
      const uint64_t first = held - back + (random() % 5 == 0 ? 3 : 0);
      std::vector<v1::ReaderEvent> events;
      const uint64_t last = std::min(sent_[epoch], first + random() % 15);
      for (uint64_t seq = first; seq <= last; ++seq) {
        events.push_back(CardRemovedAt(Mark(epoch, seq)));
      }
      if (events.empty()) continue;
      if (!daemon->Events(epoch, first, events).ok()) return;
      // Many acknowledgements are lost with the connection.
      while (random() % 2 == 0) {
        const auto response = daemon->TryRead();
        if (!response.has_value()) break;
        Note(*response);
      }
    }
  }

  void Note(const v1::StreamReaderResponse& response) {
    if (!response.has_acknowledgement()) return;
    uint64_t& seq = acknowledged_[response.acknowledgement().epoch()];
    seq = std::max(seq, response.acknowledgement().seq());
  }

  // Tells an event of the log by its time.
  static int64_t Mark(uint64_t epoch, uint64_t seq) {
    return static_cast<int64_t>(epoch * 1'000'000 + seq);
  }

  std::vector<int64_t> Applied() {
    std::vector<int64_t> marks;
    for (const auto& entry : store_.Log(merchant_)) {
      for (const auto& event : entry.events()) {
        v1::CardRemoved removed;
        if (!event.data().UnpackTo(&removed)) continue;
        marks.push_back(removed.origin().local_time().seconds());
        EXPECT_EQ(marks.back(),
                  Mark(removed.origin().epoch(), removed.origin().seq()));
      }
    }
    return marks;
  }

  uint64_t epoch_ = 0;
  // By epoch: events made, events that the daemon knows to be safe.
  std::vector<uint64_t> sent_ = {0};
  std::vector<uint64_t> acknowledged_ = {0};
};

TEST_F(EventLossTest, EachEventIsAppliedOnceAndInOrder) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  for (int life = 0; life < 40; ++life) LiveOnce(random);
  // The last life sends all that is left, in order.
  auto daemon = Connect(reader_);
  v1::StreamReaderRequest hello;
  hello.mutable_hello()->set_epoch(epoch_ + 1);
  ASSERT_TRUE(daemon->Send(hello).ok());
  size_t total = 0;
  for (uint64_t epoch = 1; epoch <= epoch_; ++epoch) {
    total += sent_[epoch];
    if (acknowledged_[epoch] >= sent_[epoch]) continue;
    for (uint64_t seq = acknowledged_[epoch] + 1; seq <= sent_[epoch]; ++seq) {
      ASSERT_TRUE(
          daemon->Events(epoch, seq, {CardRemovedAt(Mark(epoch, seq))}).ok());
    }
    ASSERT_TRUE(daemon->AwaitAcknowledgement(epoch, sent_[epoch]));
  }

  std::vector<int64_t> applied = Applied();
  EXPECT_EQ(applied.size(), total);
  std::sort(applied.begin(), applied.end());
  EXPECT_EQ(std::unique(applied.begin(), applied.end()), applied.end());
}

}  // namespace
}  // namespace comptoir::readers
