// The retry loop against a transport and a timer that do as they are told.
#include <deque>
#include <vector>

#include "comptoir/kitchen/v1/kitchen_service.pb.h"
#include "comptoir/sdk/channel_core.h"
#include "comptoir/sdk/errors.h"
#include "comptoir/sdk/executor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::sdk {
namespace {

using kitchen::v1::CreateDishRequest;
using kitchen::v1::CreateDishResponse;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr MethodInfo kSafe = {.path = "/Safe", .may_retry = true};
constexpr MethodInfo kUnsafe = {.path = "/Unsafe", .may_retry = false};
constexpr MethodInfo kBulk = {
    .path = "/Bulk", .may_retry = true, .is_bulk = true};

// Answers each attempt with the next of `results`, the last one again.
class FakeTransport final : public Transport {
 public:
  void Send(const Attempt& attempt,
            std::function<void(AttemptResult)> done) override {
    sent.push_back(*attempt.request);
    deadlines.push_back(attempt.deadline);
    AttemptResult result = results.front();
    if (results.size() > 1) results.pop_front();
    if (result.status.ok()) attempt.response->ParseFromString(answer);
    done(std::move(result));
  }
  std::unique_ptr<RawStream> Open(StreamStart start) override {
    return nullptr;
  }

  std::deque<AttemptResult> results;
  std::string answer;
  std::vector<std::string> sent;
  std::vector<absl::Time> deadlines;
};

// Time passes at once when something waits for it, and otherwise by `tick` with
// each look at it.
class FakeTimer final : public Timer {
 public:
  absl::Time Now() const override { return now += tick; }
  void RunAfter(absl::Duration delay, std::function<void()> action) override {
    waits.push_back(delay);
    now += delay;
    action();
  }

  mutable absl::Time now = absl::FromUnixSeconds(1'767'323'045);
  absl::Duration tick;
  std::vector<absl::Duration> waits;
};

// Runs things at once, and counts them.
class FakeExecutor final : public Executor {
 public:
  void Run(std::function<void()> task) override {
    ++runs;
    task();
  }

  int runs = 0;
};

class UnaryCallTest : public testing::Test {
 protected:
  UnaryCallTest() : start_(timer_->now) {}

  absl::Status Call(const MethodInfo& method, CallOptions options = {}) {
    options.info = &info_;
    return channel_.Call(method, request_, options, &response_);
  }

  void AnswerWith(std::initializer_list<absl::Status> statuses) {
    for (const absl::Status& status : statuses) {
      transport_->results.push_back({.status = status});
    }
  }

  const std::shared_ptr<FakeTransport> transport_ =
      std::make_shared<FakeTransport>();
  const std::shared_ptr<FakeTimer> timer_ = std::make_shared<FakeTimer>();
  const std::shared_ptr<FakeExecutor> executor_ =
      std::make_shared<FakeExecutor>();
  const absl::Time start_;
  // Random numbers of 0.5 take the jitter out.
  Channel channel_{{.transport = transport_,
                    .timer = timer_,
                    .callbacks = executor_,
                    .random = [] { return 0.5; },
                    .attempts = 4}};
  CallInfo info_;
  CreateDishRequest request_;
  CreateDishResponse response_;
};

TEST_F(UnaryCallTest, AnswersAtTheFirstAttempt) {
  response_.mutable_dish()->set_id("dish_1");
  transport_->answer = response_.SerializeAsString();
  response_.Clear();
  AnswerWith({absl::OkStatus()});

  EXPECT_TRUE(Call(kSafe).ok());

  EXPECT_EQ(response_.dish().id(), "dish_1");
  EXPECT_EQ(info_.attempts, 1);
  EXPECT_FALSE(info_.replayed);
  EXPECT_THAT(timer_->waits, IsEmpty());
}

TEST_F(UnaryCallTest, RetriesASafeCallWithGrowingWaits) {
  AnswerWith({absl::UnavailableError(""), absl::UnavailableError(""),
              absl::UnavailableError(""), absl::OkStatus()});

  EXPECT_TRUE(Call(kSafe).ok());

  EXPECT_EQ(info_.attempts, 4);
  EXPECT_THAT(timer_->waits,
              ElementsAre(absl::Milliseconds(100), absl::Milliseconds(200),
                          absl::Milliseconds(400)));
}

TEST_F(UnaryCallTest, SendsTheSameBytesEachTime) {
  request_.set_request_id("a-b-c");
  request_.mutable_dish()->set_display_name("crème brûlée");
  AnswerWith({absl::UnavailableError(""), absl::UnavailableError(""),
              absl::OkStatus()});

  EXPECT_TRUE(Call(kSafe).ok());

  const std::string bytes = request_.SerializeAsString();
  EXPECT_THAT(transport_->sent, ElementsAre(bytes, bytes, bytes));
}

TEST_F(UnaryCallTest, GivesUpAfterTheChannelsAttempts) {
  AnswerWith({absl::UnavailableError("down")});

  EXPECT_EQ(Call(kSafe), absl::UnavailableError("down"));

  EXPECT_EQ(info_.attempts, 4);
}

TEST_F(UnaryCallTest, NeverRetriesAnUnsafeCall) {
  AnswerWith({absl::UnavailableError("")});

  EXPECT_FALSE(Call(kUnsafe, {.attempts = 9}).ok());

  EXPECT_EQ(info_.attempts, 1);
}

TEST_F(UnaryCallTest, DoesNotRetryWhenAskedNotTo) {
  AnswerWith({absl::UnavailableError("")});

  EXPECT_FALSE(Call(kSafe, {.attempts = 0}).ok());
  EXPECT_EQ(info_.attempts, 1);
  EXPECT_FALSE(Call(kSafe, {.attempts = 1}).ok());
  EXPECT_EQ(info_.attempts, 1);
}

TEST_F(UnaryCallTest, DoesNotRetryErrorsThatStay) {
  AnswerWith({absl::AbortedError("")});

  EXPECT_FALSE(Call(kSafe).ok());

  EXPECT_EQ(info_.attempts, 1);
}

TEST_F(UnaryCallTest, WaitsAsLongAsTheServerAsks) {
  const absl::Status full =
      MakeError({.code = absl::StatusCode::kResourceExhausted,
                 .retry_delay = absl::Seconds(2)});
  AnswerWith({full, absl::OkStatus()});

  EXPECT_TRUE(Call(kSafe).ok());

  EXPECT_THAT(timer_->waits, ElementsAre(absl::Seconds(2)));
}

TEST_F(UnaryCallTest, ReportsTheErrorWhenTheNextAttemptWouldBeTooLate) {
  AnswerWith({absl::UnavailableError("down")});

  EXPECT_EQ(Call(kSafe, {.deadline = absl::Milliseconds(250)}),
            absl::UnavailableError("down"));

  // 100 ms fit, another 200 ms do not.
  EXPECT_EQ(info_.attempts, 2);
}

TEST_F(UnaryCallTest, HasOneDeadlineForAllAttempts) {
  AnswerWith({absl::UnavailableError(""), absl::OkStatus()});

  EXPECT_TRUE(Call(kSafe).ok());

  EXPECT_THAT(transport_->deadlines, ElementsAre(start_ + absl::Seconds(5),
                                                 start_ + absl::Seconds(5)));
}

TEST_F(UnaryCallTest, GivesBulkMethodsMoreTime) {
  AnswerWith({absl::OkStatus()});

  EXPECT_TRUE(Call(kBulk).ok());

  EXPECT_THAT(transport_->deadlines, ElementsAre(start_ + absl::Seconds(60)));
}

TEST_F(UnaryCallTest, SendsNothingWhenItsDeadlineIsOver) {
  AnswerWith({absl::OkStatus()});
  timer_->tick = absl::Nanoseconds(1);

  for (absl::Duration deadline :
       {-absl::Seconds(1), absl::ZeroDuration(), absl::Nanoseconds(1)}) {
    const absl::Status status = Call(kSafe, {.deadline = deadline});
    EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
    // As the server says it of what it did not begin.
    EXPECT_EQ(ReasonOf(status), "DEADLINE_EXCEEDED");
    EXPECT_EQ(info_.attempts, 0);
  }

  EXPECT_THAT(transport_->sent, IsEmpty());
}

TEST_F(UnaryCallTest, HasNoDeadlineWhenAskedForNone) {
  AnswerWith({absl::OkStatus()});

  EXPECT_TRUE(Call(kSafe, {.deadline = absl::InfiniteDuration()}).ok());

  EXPECT_THAT(transport_->deadlines, ElementsAre(absl::InfiniteFuture()));
}

TEST_F(UnaryCallTest, StopsRetryingWhenTheBudgetIsSpent) {
  AnswerWith({absl::UnavailableError("")});
  EXPECT_FALSE(Call(kSafe).ok());

  EXPECT_FALSE(Call(kSafe).ok());

  EXPECT_LT(info_.attempts, 4);
}

TEST_F(UnaryCallTest, TellsOfReplayedAnswers) {
  transport_->results.push_back({.status = absl::OkStatus(), .replayed = true});

  EXPECT_TRUE(Call(kSafe).ok());

  EXPECT_TRUE(info_.replayed);
}

TEST_F(UnaryCallTest, CountsWhatWasSent) {
  transport_->results.push_back(
      {.status = absl::UnauthenticatedError(""), .was_sent = false});
  EXPECT_FALSE(Call(kSafe).ok());
  EXPECT_EQ(info_.attempts, 0);

  transport_->results = {
      {.status = absl::UnavailableError("down"), .was_sent = false},
      {.status = absl::UnavailableError("cut off")},
      {.status = absl::UnavailableError("down"), .was_sent = false},
      {.status = absl::OkStatus()}};
  EXPECT_TRUE(Call(kSafe).ok());
  EXPECT_EQ(info_.attempts, 2);
}

// As many as with errors of what was sent.
TEST_F(UnaryCallTest, TriesAgainWhatWasNotSent) {
  transport_->results.push_back(
      {.status = absl::UnavailableError("down"), .was_sent = false});

  EXPECT_FALSE(Call(kSafe).ok());

  EXPECT_THAT(transport_->sent, SizeIs(4));
}

TEST_F(UnaryCallTest, ActsOnWhatIsFoundOutAboutAnError) {
  const absl::Status final = absl::FailedPreconditionError("it speaks TLS");
  transport_->results.push_back({.status = absl::UnavailableError("closed"),
                                 .explain = [&] { return final; }});

  EXPECT_EQ(Call(kSafe), final);

  EXPECT_THAT(transport_->sent, SizeIs(1));
}

// It takes time, on a thread that may wait.
TEST_F(UnaryCallTest, FindsOutNothingWhereItMayNotWait) {
  transport_->results.push_back(
      {.status = absl::FailedPreconditionError("not trusted"),
       .explain = [] { return absl::InternalError("late"); }});

  EXPECT_EQ(Call(kSafe, {.deadline = kExplainMax}).message(), "not trusted");

  channel_.Start(kSafe, request_, {.deadline = kExplainMax * 2}, &response_,
                 [this](const absl::Status& status) {
                   EXPECT_EQ(status.message(), "late");
                   EXPECT_EQ(executor_->runs, 2);
                 });
  EXPECT_EQ(executor_->runs, 2);
}

TEST_F(UnaryCallTest, CallsBackOnce) {
  AnswerWith({absl::UnavailableError(""), absl::OkStatus()});
  std::vector<absl::Status> results;

  channel_.Start(kSafe, request_, {}, &response_, [&](absl::Status status) {
    results.push_back(std::move(status));
  });

  EXPECT_THAT(results, ElementsAre(absl::OkStatus()));
  EXPECT_THAT(transport_->sent, SizeIs(2));
}

// Sending asks the application for its token.
TEST_F(UnaryCallTest, CallsBackAndSendsAgainWhereTheApplicationMayBlock) {
  AnswerWith({absl::UnavailableError(""), absl::OkStatus()});

  channel_.Start(kSafe, request_, {}, &response_, [](const absl::Status&) {});

  EXPECT_EQ(executor_->runs, 2);
}

TEST_F(UnaryCallTest, TakesNoCallbackThreadWhenItIsWaitedFor) {
  AnswerWith({absl::UnavailableError(""), absl::OkStatus()});

  EXPECT_TRUE(Call(kSafe).ok());

  EXPECT_EQ(executor_->runs, 0);
}

}  // namespace
}  // namespace comptoir::sdk
