// Who waits for changes of operations.
#ifndef COMPTOIR_SERVER_OPERATIONS_OPERATION_WATCHERS_H_
#define COMPTOIR_SERVER_OPERATIONS_OPERATION_WATCHERS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "server/rpc/stream.h"

namespace comptoir::operations {

// Thread-safe. Lives as long as any registration.
class OperationWatchers
    : public std::enable_shared_from_this<OperationWatchers> {
 public:
  // Stays registered until it is destroyed; a wake under way may come after.
  class Registration {
   public:
    Registration(std::shared_ptr<OperationWatchers> watchers,
                 std::pair<std::string, uint64_t> place)
        : watchers_(std::move(watchers)), place_(std::move(place)) {}
    ~Registration();
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;

   private:
    const std::shared_ptr<OperationWatchers> watchers_;
    const std::pair<std::string, uint64_t> place_;
  };

  // Calls `wake` after each change of the operation from now on.
  std::unique_ptr<Registration> Watch(std::string operation_id, rpc::Wake wake);

  // The operation has changed. Quick: for lanes.
  void Changed(const std::string& operation_id);

 private:
  std::mutex mutex_;  // Guards what follows.
  uint64_t next_number_ = 0;
  std::map<std::pair<std::string, uint64_t>, rpc::Wake> wakes_;
};

}  // namespace comptoir::operations

#endif  // COMPTOIR_SERVER_OPERATIONS_OPERATION_WATCHERS_H_
