// Threads for what applications want to be called back with. gRPC's own threads
// end calls and ring timers: whoever blocked them would block every call.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_CALLBACKS_CALLBACK_THREADS_H_
#define COMPTOIR_SDK_CPP_RUNTIME_CALLBACKS_CALLBACK_THREADS_H_

#include <memory>

#include "absl/time/time.h"
#include "comptoir/sdk/executor.h"

namespace comptoir::sdk {

// A thread that had nothing to do for so long ends.
inline constexpr absl::Duration kCallbackThreadIdle = absl::Seconds(10);

// Runs up to `threads_max` tasks at once; more wait for a thread, in order. Has
// no thread while it has nothing to do for `idle_max`.
//
// Its destructor waits for nothing, so that a task may let go of the last
// reference: tasks that were given before it still run.
class CallbackThreads final : public Executor {
 public:
  CallbackThreads(int threads_max, absl::Duration idle_max);
  ~CallbackThreads() override;

  void Run(std::function<void()> task) override;

 private:
  struct State;

  const std::shared_ptr<State> state_;
};

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_CALLBACKS_CALLBACK_THREADS_H_
