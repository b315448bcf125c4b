#include "server/store/lane/completer.h"

#include <iterator>
#include <utility>

namespace comptoir::store {
namespace {

void Answer(std::vector<Completion>& completions) {
  for (Completion& completion : completions) {
    completion.done(std::move(completion.result));
  }
}

}  // namespace

Completer::Completer() : thread_([this] { Run(); }) {}

Completer::~Completer() { Stop(); }

void Completer::Stop() {
  {
    std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Completer::Complete(Completion completion) {
  std::vector<Completion> one;
  one.push_back(std::move(completion));
  Complete(one);
}

void Completer::Complete(std::vector<Completion>& completions) {
  bool is_idle = false;
  bool is_stopping = false;
  {
    std::lock_guard lock(mutex_);
    is_stopping = is_stopping_;
    if (is_stopping) {
      // Below, without the lock.
    } else if (waiting_.empty()) {
      waiting_.swap(completions);
    } else {
      waiting_.insert(waiting_.end(),
                      std::make_move_iterator(completions.begin()),
                      std::make_move_iterator(completions.end()));
    }
    is_idle = std::exchange(is_idle_, false);
  }
  if (is_stopping) Answer(completions);
  completions.clear();
  if (is_idle) wake_.notify_one();
}

void Completer::Run() {
  std::vector<Completion> taken;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      while (waiting_.empty() && !is_stopping_) {
        is_idle_ = true;
        wake_.wait(lock);
      }
      if (waiting_.empty()) return;
      taken.swap(waiting_);
    }
    Answer(taken);
    taken.clear();
  }
}

}  // namespace comptoir::store
