#include "comptoir/sdk/callback_threads.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace comptoir::sdk {

// Shared with the threads, which nobody joins.
struct CallbackThreads::State {
  const int threads_max;
  const absl::Duration idle_max;

  std::mutex mutex;  // Guards what follows.
  std::condition_variable changed;
  std::deque<std::function<void()>> tasks;
  int threads = 0;
  int idle = 0;
  bool is_closed = false;

  // The next task; none when the thread is to end.
  std::function<void()> Next();
};

std::function<void()> CallbackThreads::State::Next() {
  std::unique_lock<std::mutex> lock(mutex);
  ++idle;
  changed.wait_for(lock, absl::ToChronoNanoseconds(idle_max),
                   [this] { return !tasks.empty() || is_closed; });
  --idle;
  if (tasks.empty()) {
    --threads;
    return nullptr;
  }
  std::function<void()> task = std::move(tasks.front());
  tasks.pop_front();
  return task;
}

CallbackThreads::CallbackThreads(int threads_max, absl::Duration idle_max)
    : state_(new State{.threads_max = threads_max, .idle_max = idle_max}) {}

CallbackThreads::~CallbackThreads() {
  std::lock_guard<std::mutex> lock(state_->mutex);
  state_->is_closed = true;
  state_->changed.notify_all();
}

void CallbackThreads::Run(std::function<void()> task) {
  std::unique_lock<std::mutex> lock(state_->mutex);
  state_->tasks.push_back(std::move(task));
  state_->changed.notify_one();
  const bool is_enough = state_->tasks.size() <= size_t(state_->idle);
  if (is_enough || state_->threads == state_->threads_max) return;
  ++state_->threads;
  lock.unlock();
  std::thread([state = state_] {
    // Each task is freed before the next is waited for.
    while (const std::function<void()> next = state->Next()) next();
  }).detach();
}

}  // namespace comptoir::sdk
