// Where the runtime runs what an application gave it: the functions that it
// calls back, and the sources of its credentials.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_CALLBACKS_EXECUTOR_H_
#define COMPTOIR_SDK_CPP_RUNTIME_CALLBACKS_EXECUTOR_H_

#include <functional>

namespace comptoir::sdk {

// Thread-safe.
class Executor {
 public:
  virtual ~Executor() = default;
  // Does not wait. `task` is run once and freed where it ran.
  virtual void Run(std::function<void()> task) = 0;
};

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_CALLBACKS_EXECUTOR_H_
