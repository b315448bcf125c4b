// Real comptoird and comptoir-readerd, killed in turn at random while a card is
// being charged: every checkout ends, every sale is paid once.
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "comptoir/events/v1/event_service.client.h"
#include "comptoir/readers/v1/checkout_service.client.h"
#include "comptoir/readers/v1/reader_events.pb.h"
#include "comptoir/readers/v1/reader_service.client.h"
#include "comptoir/sales/v1/sale_service.client.h"
#include "fmt/format.h"
#include "gtest/gtest.h"
#include "server/base/files/durable_file.h"
#include "tests/support/process.h"
#include "tests/support/server_process.h"

namespace comptoir::fault {
namespace {

using events::v1::EventServiceClient;
using events::v1::WatchEventsResponse;
using readers::v1::Checkout;
using readers::v1::CheckoutServiceClient;
using readers::v1::ReaderServiceClient;
using sales::v1::Sale;
using sales::v1::SaleServiceClient;
using testing::ChannelTo;
using testing::Process;
using testing::ServerProcess;

constexpr int kRounds = 10;
// A checkout that nothing disturbs makes about so many events of its reader.
constexpr int kEventsOfCheckout = 5;
constexpr absl::Duration kPatience = absl::Minutes(2);
constexpr char kReaderd[] = "hardware/daemon/comptoir-readerd";
constexpr char kScript[] = R"json({
  "stepDelay": "0.040s",
  "buyers": [
    {"cardholderName": "LEFEVRE/HELENE", "card": {"lastFour": "4242"}},
    {"cardholderName": "MARTIN/LUC", "card": {"lastFour": "1881"},
     "tipMinorUnits": "100"}
  ]})json";

class ReaderDaemonTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(server_.Start().ok());
    const auto shop = testing::OpenShop(server_);
    ASSERT_TRUE(shop.ok()) << shop.status();
    location_id_ = shop->location_id;
    owner_token_ = shop->owner_token;
    ASSERT_TRUE(ReplaceFile(folder_ + "/script.json", kScript).ok());
    PairDaemon();
    events::v1::WatchEventsRequest request;
    request.add_subjects(reader_id_);
    // A server that was killed is back soon.
    events_ = EventServiceClient(ChannelTo(server_.address(), owner_token_))
                  .WatchEventsResuming(
                      request, {.backoff = {.max = absl::Milliseconds(100)}});
    // Its first answer says where it stands: nothing is missed from here on.
    ASSERT_TRUE(events_->Next().ok());
  }

  // With the program's own `pair` command.
  void PairDaemon() {
    readers::v1::CreateReaderRequest request;
    request.mutable_reader()->set_display_name("Counter");
    request.mutable_reader()->set_location_id(location_id_);
    const auto created = Readers().CreateReader(request);
    ASSERT_TRUE(created.ok()) << created.status();
    reader_id_ = created->reader().id();
    const std::string command = fmt::format(
        "echo {} | {} pair --server={} --data_dir={}", created->pairing_code(),
        kReaderd, server_.address(), folder_ + "/readerd");
    auto pair = Process::Start({"/bin/sh", "-c", command}, LogFile());
    ASSERT_TRUE(pair.ok()) << pair.status();
    ASSERT_EQ((*pair)->Wait(), 0);
  }

  void StartDaemon() {
    auto daemon =
        Process::Start({kReaderd, "--server=" + server_.address(),
                        "--data_dir=" + folder_ + "/readerd",
                        "--driver_config=" + folder_ + "/script.json"},
                       LogFile());
    ASSERT_TRUE(daemon.ok()) << daemon.status();
    daemon_ = *std::move(daemon);
  }

  std::string LogFile() const { return folder_ + "/readerd.log"; }
  ReaderServiceClient Readers() const {
    return ReaderServiceClient(ChannelTo(server_.address(), owner_token_));
  }
  CheckoutServiceClient Checkouts() const {
    return CheckoutServiceClient(ChannelTo(server_.address(), owner_token_));
  }
  SaleServiceClient Sales() const {
    return SaleServiceClient(ChannelTo(server_.address(), owner_token_));
  }

  Checkout NewCheckout() {
    sales::v1::CreateSaleRequest sale;
    sale.set_location_id(location_id_);
    sale.set_currency("EUR");
    auto& line = *sale.add_lines();
    line.set_name("tea");
    line.set_quantity(1);
    line.mutable_unit_price()->set_minor_units(1250);
    line.mutable_unit_price()->set_currency("EUR");
    const auto opened = Sales().CreateSale(sale);
    EXPECT_TRUE(opened.ok()) << opened.status();
    readers::v1::CreateCheckoutRequest request;
    request.set_sale_id(opened->sale().id());
    request.set_reader_id(reader_id_);
    const auto created = Checkouts().CreateCheckout(request);
    EXPECT_TRUE(created.ok()) << created.status();
    return created.ok() ? created->checkout() : Checkout();
  }

  // Notes what the server says next about the reader.
  void ReadEvents() {
    const absl::StatusOr<WatchEventsResponse> answer = events_->Next();
    ASSERT_TRUE(answer.ok()) << answer.status();
    seen_ += answer->events_size();
    for (const events::v1::Event& event : answer->events()) {
      readers::v1::CheckoutChanged change;
      if (event.data().UnpackTo(&change) &&
          change.state() == readers::v1::CHECKOUT_STATE_COMPLETED) {
        completed_.insert(change.checkout_id());
      }
    }
  }

  bool HasCompleted(const Checkout& checkout) const {
    return completed_.count(checkout.id()) != 0;
  }

  // Waits until `count` more events of the reader have come, or the checkout
  // has come to its end.
  void AwaitEvents(int count, const Checkout& checkout) {
    const int wanted = seen_ + count;
    while (seen_ < wanted && !HasCompleted(checkout)) {
      ASSERT_NO_FATAL_FAILURE(ReadEvents());
    }
  }

  // Waits until the checkout has come to its end. The watch hears from a living
  // server every 15 seconds.
  void AwaitCompletion(const Checkout& checkout) {
    const absl::Time deadline = absl::Now() + kPatience;
    while (!HasCompleted(checkout)) {
      ASSERT_LT(absl::Now(), deadline) << checkout.id() << " never ended";
      ASSERT_NO_FATAL_FAILURE(ReadEvents());
    }
  }

  const std::string folder_ = testing::NewFolder("reader_daemon");
  ServerProcess server_{"server/comptoird", folder_};
  std::string location_id_;
  std::string owner_token_;
  std::string reader_id_;
  std::unique_ptr<Process> daemon_;
  std::optional<sdk::Watch<WatchEventsResponse>> events_;
  int seen_ = 0;
  std::set<std::string> completed_;
};

TEST_F(ReaderDaemonTest, KilledAtAnyMomentChargesAndRecordsOnce) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(::testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  std::vector<Checkout> checkouts;
  StartDaemon();
  for (int round = 0; round < kRounds; ++round) {
    checkouts.push_back(NewCheckout());
    ASSERT_NO_FATAL_FAILURE(
        AwaitEvents(random() % (kEventsOfCheckout + 1), checkouts.back()));
    if (round % 2 == 0) {
      daemon_.reset();
      StartDaemon();
    } else {
      server_.Kill();
      ASSERT_TRUE(server_.Start().ok());
    }
    ASSERT_NO_FATAL_FAILURE(AwaitCompletion(checkouts.back()));
  }

  for (const Checkout& checkout : checkouts) {
    sales::v1::GetSaleRequest request;
    request.set_sale_id(checkout.sale_id());
    const auto got = Sales().GetSale(request);
    ASSERT_TRUE(got.ok()) << got.status();
    EXPECT_EQ(got->sale().state(), sales::v1::SALE_STATE_COMPLETED);
    EXPECT_EQ(got->sale().payments_size(), 1);
    EXPECT_EQ(got->sale().totals().paid().minor_units(), 1250);
    EXPECT_FALSE(got->sale().customer_id().empty());
  }
  EXPECT_EQ(daemon_->Stop(SIGTERM), 0);
  EXPECT_EQ(server_.Terminate(), 0);
  EXPECT_TRUE(server_.Verify().ok()) << server_.Verify();
}

}  // namespace
}  // namespace comptoir::fault
