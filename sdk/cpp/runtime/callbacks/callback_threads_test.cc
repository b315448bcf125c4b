#include "comptoir/sdk/callback_threads.h"

#include <atomic>
#include <future>
#include <latch>
#include <memory>
#include <thread>

#include "gtest/gtest.h"

namespace comptoir::sdk {
namespace {

TEST(CallbackThreads, RunEachTaskOnceOnAnotherThread) {
  constexpr int kTasks = 200;
  CallbackThreads threads(/*threads_max=*/4, kCallbackThreadIdle);
  std::atomic<int> ran = 0;
  std::atomic<int> here = 0;
  std::latch left(kTasks);
  for (int i = 0; i < kTasks; ++i) {
    threads.Run([&, self = std::this_thread::get_id()] {
      ++ran;
      if (std::this_thread::get_id() == self) ++here;
      left.count_down();
    });
  }

  left.wait();

  EXPECT_EQ(ran, kTasks);
  EXPECT_EQ(here, 0);
}

TEST(CallbackThreads, RunAsManyAtOnceAsTheyMayAndNoMore) {
  constexpr int kThreads = 3;
  CallbackThreads threads(kThreads, kCallbackThreadIdle);
  std::atomic<int> running = 0;
  std::atomic<int> most = 0;
  std::latch released(1);
  std::latch blocked(kThreads);
  // One past the limit, and some more.
  std::latch ended(2 * kThreads);
  for (int i = 0; i < 2 * kThreads; ++i) {
    threads.Run([&, i] {
      const int now = ++running;
      for (int seen = most; seen < now;) most.compare_exchange_weak(seen, now);
      if (i < kThreads) {
        blocked.count_down();
        released.wait();
      }
      --running;
      ended.count_down();
    });
  }

  blocked.wait();  // All of the first ran at once,
  EXPECT_EQ(running, kThreads);
  released.count_down();
  ended.wait();

  EXPECT_EQ(most, kThreads);  // and never one more.
}

TEST(CallbackThreads, StartAnewAfterTheyHaveEnded) {
  CallbackThreads threads(/*threads_max=*/1, absl::ZeroDuration());
  for (int i = 0; i < 100; ++i) {
    std::promise<void> ran;
    threads.Run([&] { ran.set_value(); });
    ran.get_future().wait();
  }
}

TEST(CallbackThreads, RunWhatTheyWereGivenBeforeTheyAreDropped) {
  std::latch released(1);
  std::promise<void> last;
  {
    CallbackThreads threads(/*threads_max=*/1, kCallbackThreadIdle);
    threads.Run([&] { released.wait(); });
    threads.Run([&] { last.set_value(); });
  }
  released.count_down();

  last.get_future().wait();
}

TEST(CallbackThreads, AreDroppedByATask) {
  auto threads = std::make_shared<CallbackThreads>(1, kCallbackThreadIdle);
  CallbackThreads& same = *threads;
  std::promise<void> dropped;

  same.Run([threads = std::move(threads), &dropped]() mutable {
    threads.reset();
    dropped.set_value();
  });

  dropped.get_future().wait();
}

TEST(CallbackThreads, FreeATaskBeforeTheyWaitForTheNext) {
  CallbackThreads threads(/*threads_max=*/1, kCallbackThreadIdle);
  std::promise<void> freed;
  // Told by the last of its copies.
  std::shared_ptr<void> held(nullptr, [&](void*) { freed.set_value(); });

  threads.Run([held = std::move(held)] {});

  freed.get_future().wait();
}

}  // namespace
}  // namespace comptoir::sdk
