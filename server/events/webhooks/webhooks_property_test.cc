// Random events, answers, failing disks and restarts: each event is delivered
// at least once to each webhook that wants it, always under the same id and
// with the same body, and nothing else is.
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <utility>

#include "comptoir/events/v1/webhook.pb.h"
#include "comptoir/sales/v1/sale_events.pb.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "server/events/webhooks/testing/webhooks_fixture.h"

namespace comptoir::events {
namespace {

constexpr char kSaleCanceled[] = "comptoir.sales.v1.SaleCanceled";
constexpr char kSaleOpened[] = "comptoir.sales.v1.SaleOpened";

// A webhook's path and an event's revision and index.
using Delivery = std::pair<std::string, std::string>;

class WebhooksPropertyTest
    : public WebhooksFixture,
      public testing::WithParamInterface<store::TestStore::On> {
 protected:
  WebhooksPropertyTest() : WebhooksFixture(GetParam()) {
    receiver_.Set(
        [this](const Received& received, httplib::Response& response) {
          Receive(received, response);
        });
    Create(receiver_.url("/both"), {kSaleCanceled, kSaleOpened});
    Create(receiver_.url("/opened"), {kSaleOpened});
  }

  void Receive(const Received& received, httplib::Response& response) {
    v1::WebhookPayload payload;
    EXPECT_TRUE(
        google::protobuf::util::JsonStringToMessage(received.body, &payload)
            .ok());
    const Delivery delivery = {received.path,
                               fmt::format("{}/{}", payload.data().revision(),
                                           payload.data().index())};
    const std::lock_guard lock(mutex_);
    const auto [first, is_new] = first_.try_emplace(delivery, received);
    EXPECT_EQ(first->second.id, received.id);
    EXPECT_EQ(first->second.body, received.body);
    switch (is_quiet_ ? 9 : random_() % 8) {
      case 0:
        response.status = 503;
        return;
      case 1:
        response.status = 429;
        response.set_header("Retry-After", std::to_string(random_() % 10'000));
        return;
      default:
        ++delivered_[delivery];
    }
  }

  unsigned Random(unsigned limit) {
    const std::lock_guard lock(mutex_);
    return random_() % limit;
  }

  void Write() {
    // What becomes of it when the disk fails is seen in the log.
    (void)store_.Write(merchant_, [&](store::Transaction& txn) {
      for (unsigned i = Random(4); i > 0; --i) {
        if (Random(2) == 0) {
          txn.AppendEvent(sales::v1::SaleCanceled(), {sale_});
        } else {
          txn.AppendEvent(sales::v1::SaleOpened(), {sale_});
        }
      }
      return absl::OkStatus();
    });
  }

  void Step() {
    switch (Random(12)) {
      case 0:
        Restart();
        break;
      case 1:
        store_.engine().LoseTrackOfCommit(
            1 + Random(4), Random(2) == 0 ? kv::FaultyEngine::Batches::kLost
                                          : kv::FaultyEngine::Batches::kKept);
        break;
      case 2:
      case 3:
      case 4:
        store_.clock().Advance(absl::Seconds(Random(600)));
        // Fails with the disk.
        (void)reactions_->RunPending();
        outbox_->RunDue();
        break;
      default:
        Write();
    }
    if (!store_.store().health().ok()) Restart();
  }

  // All that the log says must be delivered.
  std::set<Delivery> Wanted() {
    std::set<Delivery> wanted;
    for (const auto& entry : store_.Log(merchant_)) {
      for (int i = 0; i < entry.events_size(); ++i) {
        const std::string event = fmt::format("{}/{}", entry.revision(), i);
        const auto& data = entry.events(i).data();
        if (data.Is<sales::v1::SaleOpened>()) wanted.emplace("/opened", event);
        if (data.Is<sales::v1::SaleOpened>() ||
            data.Is<sales::v1::SaleCanceled>()) {
          wanted.emplace("/both", event);
        }
      }
    }
    return wanted;
  }

  std::mutex mutex_;  // Guards all that follows but the receiver.
  std::mt19937 random_;
  bool is_quiet_ = false;
  std::map<Delivery, Received> first_;  // As it came first.
  std::map<Delivery, int> delivered_;
  Receiver receiver_;
};

TEST_P(WebhooksPropertyTest, EachEventIsDeliveredAtLeastOnce) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  random_.seed(seed);
  // Opening a database takes longer than all else.
  const int steps = GetParam() == store::TestStore::On::kMemory ? 300 : 60;
  for (int step = 0; step < steps; ++step) Step();

  // The storm is over; no wait is longer than four hours.
  {
    const std::lock_guard lock(mutex_);
    is_quiet_ = true;
  }
  Restart();
  for (int i = 0; i < 3; ++i) Run(absl::Hours(5));

  const std::set<Delivery> wanted = Wanted();
  EXPECT_FALSE(wanted.empty());
  const std::lock_guard lock(mutex_);
  for (const Delivery& delivery : wanted) {
    EXPECT_GE(delivered_[delivery], 1) << delivery.first << delivery.second;
  }
  for (const auto& [delivery, count] : delivered_) {
    EXPECT_TRUE(wanted.contains(delivery)) << delivery.first << delivery.second;
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, WebhooksPropertyTest,
                         testing::Values(store::TestStore::On::kMemory,
                                         store::TestStore::On::kDisk));

}  // namespace
}  // namespace comptoir::events
