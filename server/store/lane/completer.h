// Answers calls on a thread of its own, so that a lane can start its next
// group while the answers to the last one are sent.
#ifndef COMPTOIR_SERVER_STORE_LANE_COMPLETER_H_
#define COMPTOIR_SERVER_STORE_LANE_COMPLETER_H_

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "server/store/store.h"

namespace comptoir::store {

struct Completion {
  Done done;
  WriteResult result;
};

// Thread-safe. Answers in the order given.
class Completer {
 public:
  Completer();
  ~Completer();

  void Complete(Completion completion);
  // Takes all of `completions` and leaves it empty.
  void Complete(std::vector<Completion>& completions);

  // Answers all that wait and ends the thread; what is given later is answered
  // at once. Called by the destructor as well.
  void Stop();

 private:
  void Run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Completion> waiting_;  // Guarded, as are the flags.
  bool is_idle_ = false;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_LANE_COMPLETER_H_
