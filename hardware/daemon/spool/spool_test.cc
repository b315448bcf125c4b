#include "hardware/daemon/spool/spool.h"

#include <signal.h>
#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "hardware/daemon/spool/segment.h"

namespace comptoir::hardware {
namespace {

using comptoir::readers::v1::EventBatch;
using comptoir::readers::v1::ReaderEvent;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class SpoolTest : public testing::Test {
 protected:
  SpoolTest()
      : folder_(fmt::format(
            "{}/spool_{}", testing::TempDir(),
            testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::remove_all(folder_);
  }

  std::unique_ptr<Spool> Open(SpoolOptions options = {}) {
    absl::StatusOr<std::unique_ptr<Spool>> spool =
        Spool::Open(folder_, options);
    EXPECT_TRUE(spool.ok()) << spool.status();
    return spool.ok() ? *std::move(spool) : nullptr;
  }

  // The one file that ends with ".events".
  std::string SegmentPath() const {
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      if (entry.path().extension() == ".events") return entry.path();
    }
    return "";
  }

  const std::string folder_;
};

ReaderEvent Event(int64_t mark) {
  ReaderEvent event;
  event.mutable_local_time()->set_seconds(mark);
  event.mutable_card_removed();
  return event;
}

std::vector<int64_t> MarksFrom(const Spool& spool, Position after) {
  std::vector<int64_t> marks;
  while (std::optional<EventBatch> batch = spool.Read(after, 10, 1 << 20)) {
    for (const ReaderEvent& event : batch->events()) {
      marks.push_back(event.local_time().seconds());
    }
    after = {.epoch = batch->epoch(),
             .seq = batch->first_seq() + batch->events_size() - 1};
  }
  return marks;
}

std::vector<int64_t> Marks(const Spool& spool) { return MarksFrom(spool, {}); }

TEST_F(SpoolTest, KeepsEventsOverRestartsUntilAcknowledged) {
  auto spool = Open();
  const uint64_t first_epoch = spool->epoch();
  EXPECT_EQ(spool->Append(Event(10)).value(), 1u);
  EXPECT_EQ(spool->Append(Event(11)).value(), 2u);
  spool.reset();
  spool = Open();
  EXPECT_GT(spool->epoch(), first_epoch);
  EXPECT_EQ(spool->Append(Event(12)).value(), 1u);

  EXPECT_THAT(Marks(*spool), ElementsAre(10, 11, 12));
  EXPECT_THAT(spool->FirstHeld(), ElementsAre(Position{first_epoch, 1},
                                              Position{spool->epoch(), 1}));
  ASSERT_TRUE(spool->Acknowledge({first_epoch, 1}).ok());
  EXPECT_THAT(Marks(*spool), ElementsAre(11, 12));
  ASSERT_TRUE(spool->Acknowledge({first_epoch, 2}).ok());
  EXPECT_THAT(spool->FirstHeld(), ElementsAre(Position{spool->epoch(), 1}));
  spool.reset();
  EXPECT_THAT(Marks(*Open()), ElementsAre(12));
}

TEST_F(SpoolTest, EachBootHasAHigherEpochEvenWithoutEvents) {
  const uint64_t first = Open()->epoch();
  const uint64_t second = Open()->epoch();
  const uint64_t third = Open({.epoch_min = 1000})->epoch();

  EXPECT_GT(second, first);
  EXPECT_EQ(third, 1000u);
}

TEST_F(SpoolTest, SaysWhatToDoWithoutTheLastEpoch) {
  Open();
  // As a disk that was full, or a copy that was cut off, leaves it.
  std::filesystem::resize_file(folder_ + "/epoch", 0);

  const auto spool = Spool::Open(folder_, {});

  EXPECT_TRUE(absl::IsDataLoss(spool.status()));
  EXPECT_THAT(std::string(spool.status().message()),
              AllOf(HasSubstr("/epoch holds no number"),
                    HasSubstr("pair the reader again")));
}

TEST_F(SpoolTest, ABatchHoldsOneEpochWithinTheLimits) {
  auto spool = Open();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(spool->Append(Event(i)).ok());
  const uint64_t first_epoch = spool->epoch();
  spool.reset();
  spool = Open();
  ASSERT_TRUE(spool->Append(Event(5)).ok());

  EXPECT_EQ(spool->Read({}, 3, 1 << 20)->events_size(), 3);
  EXPECT_EQ(spool->Read({}, 100, 1 << 20)->events_size(), 5);
  EXPECT_EQ(spool->Read({}, 100, 1)->events_size(), 1);
  EXPECT_EQ(spool->Read({first_epoch, 5}, 100, 1 << 20)->epoch(),
            spool->epoch());
  EXPECT_EQ(spool->Read({spool->epoch(), 1}, 100, 1 << 20), std::nullopt);
}

TEST_F(SpoolTest, ASecondDaemonIsRefused) {
  auto spool = Open();

  EXPECT_EQ(Spool::Open(folder_).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(SpoolTest, AFullSpoolStillTakesOutcomes) {
  auto spool = Open({.bytes_max = 400, .bytes_reserved = 300});
  absl::Status status;
  while (status.ok()) status = spool->Append(Event(1)).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);

  ReaderEvent outcome;
  outcome.mutable_payment_canceled()->set_checkout_id("chk_1");

  EXPECT_TRUE(spool->Append(outcome).ok());
}

// No file of this process may grow beyond a size, as on a full disk.
class FullDisk {
 public:
  explicit FullDisk(size_t bytes) : handler_(signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit = {bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_;
  void (*handler_)(int);
};

TEST_F(SpoolTest, GoesOnByItselfWhenTheDiskHasRoomAgain) {
  auto spool = Open();
  ASSERT_TRUE(spool->Append(Event(1)).ok());
  {
    // There is room for a header, and not for a record behind it.
    const FullDisk full(kSegmentHeaderBytes + 5);
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(spool->Append(Event(2)).ok());
  }

  EXPECT_EQ(spool->Append(Event(3)).value(), 2u);
  EXPECT_EQ(spool->Append(Event(4)).value(), 3u);

  EXPECT_THAT(Marks(*spool), ElementsAre(1, 3, 4));
  const Position last = {.epoch = spool->epoch(), .seq = 2};
  spool.reset();
  spool = Open();
  EXPECT_THAT(Marks(*spool), ElementsAre(1, 3, 4));
  ASSERT_TRUE(spool->Acknowledge(last).ok());
  EXPECT_THAT(Marks(*spool), ElementsAre(4));
}

TEST_F(SpoolTest, BeginsAnewWhenNotEvenAHeaderHadRoom) {
  auto spool = Open();
  {
    const FullDisk full(kSegmentHeaderBytes - 1);
    EXPECT_FALSE(spool->Append(Event(1)).ok());
    EXPECT_FALSE(spool->Reserve().ok());
  }

  EXPECT_TRUE(spool->Reserve().ok());
  EXPECT_EQ(spool->Append(Event(2)).value(), 1u);

  spool.reset();
  EXPECT_THAT(Marks(*Open()), ElementsAre(2));
}

// Files that cannot be brought in order: nothing is written behind them.
TEST_F(SpoolTest, StaysBrokenUntilItsFilesAreInOrder) {
  auto spool = Open();
  ASSERT_TRUE(spool->Append(Event(1)).ok());
  {
    const FullDisk full(kSegmentHeaderBytes + 5);
    EXPECT_FALSE(spool->Append(Event(2)).ok());
  }
  std::filesystem::rename(folder_, folder_ + "_away");
  EXPECT_FALSE(spool->Append(Event(3)).ok());
  EXPECT_FALSE(spool->Reserve().ok());

  std::filesystem::rename(folder_ + "_away", folder_);

  EXPECT_TRUE(spool->Reserve().ok());
  EXPECT_EQ(spool->Append(Event(4)).value(), 2u);
  spool.reset();
  EXPECT_THAT(Marks(*Open()), ElementsAre(1, 4));
}

TEST_F(SpoolTest, ReservesRoomForAnOutcome) {
  auto spool = Open({.bytes_max = 100'000});
  EXPECT_TRUE(spool->Reserve().ok());
  ReaderEvent large;
  large.mutable_payment_canceled()->set_checkout_id(std::string(40'000, 'x'));
  ASSERT_TRUE(spool->Append(large).ok());

  EXPECT_EQ(spool->Reserve().code(), absl::StatusCode::kResourceExhausted);

  ASSERT_TRUE(spool->Acknowledge({spool->epoch(), 1}).ok());
  EXPECT_TRUE(spool->Reserve().ok());
  // What was reserved is no part of the file.
  ASSERT_TRUE(spool->Append(Event(2)).ok());
  spool.reset();
  EXPECT_THAT(Marks(*Open()), testing::Contains(2));
}

TEST_F(SpoolTest, SetsAnEventAsideAndKeepsItsMoney) {
  auto spool = Open();
  ReaderEvent payment;
  payment.mutable_payment_approved()->set_payment_id("pay_1");
  payment.mutable_payment_approved()->mutable_amount()->set_minor_units(700);
  payment.mutable_payment_approved()->set_cardholder_name("A");
  ASSERT_TRUE(spool->Append(payment).ok());
  ASSERT_TRUE(spool->Append(Event(2)).ok());
  const Position position = {.epoch = spool->epoch(), .seq = 1};
  const auto first = [&] { return spool->Read({}, 1, 1 << 20)->events(0); };

  ASSERT_TRUE(spool->SetAside(position).ok());

  EXPECT_EQ(first().payment_approved().amount().minor_units(), 700);
  EXPECT_EQ(first().payment_approved().payment_id(), "pay_1");
  EXPECT_EQ(first().payment_approved().cardholder_name(), "");
  EXPECT_EQ(first().left_out_size(), 1);
  // It stays so over a restart, and the event itself is kept.
  spool.reset();
  spool = Open();
  EXPECT_EQ(first().payment_approved().cardholder_name(), "");
  ASSERT_TRUE(spool->SetAside(position).ok());
  EXPECT_EQ(first().set_aside().kind(), "payment_approved");
  EXPECT_EQ(spool->size(), 2u);
  ReaderEvent kept;
  for (const auto& entry :
       std::filesystem::directory_iterator(folder_ + "/set_aside")) {
    ASSERT_TRUE(kept.ParseFromString(ReadFile(entry.path()).value()));
  }
  EXPECT_EQ(kept.payment_approved().cardholder_name(), "A");
  EXPECT_TRUE(absl::IsNotFound(spool->SetAside({position.epoch, 9})));
}

TEST_F(SpoolTest, DamageIsRefused) {
  auto spool = Open();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(spool->Append(Event(i)).ok());
  spool.reset();
  std::string bytes = ReadFile(SegmentPath()).value();
  bytes[bytes.size() / 2] ^= 1;
  ASSERT_TRUE(ReplaceFile(SegmentPath(), bytes).ok());

  EXPECT_EQ(Spool::Open(folder_).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(SpoolTest, AMissingSegmentIsRefused) {
  const SpoolOptions options = {.segment_bytes_max = 1};
  auto spool = Open(options);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(spool->Append(Event(i)).ok());
  spool.reset();
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    if (entry.path().extension() == ".events") paths.push_back(entry.path());
  }
  ASSERT_EQ(paths.size(), 3u);
  std::sort(paths.begin(), paths.end());
  std::filesystem::remove(paths[1]);

  EXPECT_EQ(Spool::Open(folder_).status().code(), absl::StatusCode::kDataLoss);
}

// A daemon killed in the middle of a write: every prefix of the file opens and
// holds every event that was whole.
TEST_F(SpoolTest, OpensAfterACutAtEveryByte) {
  auto spool = Open();
  std::vector<size_t> ends;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(spool->Append(Event(i)).ok());
    ends.push_back(std::filesystem::file_size(SegmentPath()));
  }
  const std::string path = SegmentPath();
  spool.reset();
  const std::string bytes = ReadFile(path).value();
  for (size_t size = 0; size <= bytes.size(); ++size) {
    ASSERT_TRUE(ReplaceFile(path, bytes.substr(0, size)).ok());
    const size_t whole = std::count_if(ends.begin(), ends.end(),
                                       [=](size_t end) { return end <= size; });
    EXPECT_EQ(Open()->size(), whole) << "cut at " << size;
    EXPECT_EQ(Open()->size(), whole) << "opened again after " << size;
  }
}

// Random appends, acknowledgements and restarts against a plain list.
TEST_F(SpoolTest, AgreesWithAListOverRandomOperations) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  const SpoolOptions options = {.segment_bytes_max = 200};
  struct Held {
    Position position;
    int64_t mark;
  };
  std::vector<Held> model;
  auto spool = Open(options);
  Position acknowledged;
  for (int64_t step = 0; step < 600; ++step) {
    const uint32_t choice = random() % 10;
    if (choice < 6) {
      const uint64_t seq = spool->Append(Event(step)).value();
      model.push_back({{spool->epoch(), seq}, step});
    } else if (choice < 9 && !model.empty()) {
      acknowledged = model[random() % model.size()].position;
      ASSERT_TRUE(spool->Acknowledge(acknowledged).ok());
      std::erase_if(model, [&](const Held& held) {
        return held.position.epoch == acknowledged.epoch &&
               held.position.seq <= acknowledged.seq;
      });
    } else {
      spool.reset();
      spool = Open(options);
    }
    std::vector<int64_t> marks;
    for (const Held& held : model) marks.push_back(held.mark);
    // After a restart the daemon may hold acknowledged events again: the
    // server's Welcome makes it forget them.
    std::vector<int64_t> found = Marks(*spool);
    ASSERT_TRUE(
        std::includes(found.begin(), found.end(), marks.begin(), marks.end()))
        << "step " << step;
  }
}

}  // namespace
}  // namespace comptoir::hardware
