#include "server/operations/operation_watchers.h"

#include <vector>

namespace comptoir::operations {

OperationWatchers::Registration::~Registration() {
  const std::lock_guard<std::mutex> lock(watchers_->mutex_);
  watchers_->wakes_.erase(place_);
}

std::unique_ptr<OperationWatchers::Registration> OperationWatchers::Watch(
    std::string operation_id, rpc::Wake wake) {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::pair<std::string, uint64_t> place(std::move(operation_id),
                                         next_number_++);
  wakes_.emplace(place, std::move(wake));
  return std::make_unique<Registration>(shared_from_this(), std::move(place));
}

void OperationWatchers::Changed(const std::string& operation_id) {
  std::vector<rpc::Wake> wakes;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (auto entry = wakes_.lower_bound({operation_id, 0});
         entry != wakes_.end() && entry->first.first == operation_id; ++entry) {
      wakes.push_back(entry->second);
    }
  }
  for (const rpc::Wake& wake : wakes) wake();
}

}  // namespace comptoir::operations
