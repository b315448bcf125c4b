// What is made of message types once and kept for ever, such as the rules in
// the annotations of their fields.
#ifndef COMPTOIR_SERVER_RPC_PLANS_PLANS_H_
#define COMPTOIR_SERVER_RPC_PLANS_PLANS_H_

#include <array>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "google/protobuf/descriptor.h"

namespace comptoir::rpc {

// The plans of message types. A `Plan` is made by its default constructor and
// filled by
//
//   void Compile(const google::protobuf::Descriptor* type, Plans<Plan>& plans);
//
// Thread-safe. A plan that is there is found without a lock, however long
// another one takes to be compiled; plans are compiled one at a time. For a
// static object: types are as long-lived as the process, and so are plans.
template <typename Plan>
class Plans {
 public:
  Plans() = default;
  Plans(const Plans&) = delete;
  Plans& operator=(const Plans&) = delete;
  ~Plans() {
    for (const auto& bucket : buckets_) {
      for (const Node* node = bucket.load(); node != nullptr;) {
        delete std::exchange(node, node->next);
      }
    }
  }

  // The plan of `type`; compiled at the first call.
  const Plan& Of(const google::protobuf::Descriptor* type) {
    if (const Plan* known = Find(type)) return *known;
    const std::lock_guard<std::mutex> lock(mutex_);
    const Plan* plan = Part(type);
    Publish();
    return *plan;
  }

  // The plan of the message that is linked into this process under a full
  // name; null when none is.
  const Plan* Named(std::string_view full_name) {
    using google::protobuf::DescriptorPool;
    const auto* pool = DescriptorPool::generated_pool();
    for (const Node* node = BucketOf(full_name); node != nullptr;
         node = node->next) {
      if (node->type->full_name() == full_name &&
          node->type->file()->pool() == pool) {
        return node->plan.get();
      }
    }
    const auto* type = pool->FindMessageTypeByName(std::string(full_name));
    return type == nullptr ? nullptr : &Of(type);
  }

  // For Plan::Compile() alone: the plan of a part of what is compiled. It may
  // not be filled yet, so that types that hold themselves find themselves.
  const Plan* Part(const google::protobuf::Descriptor* type) {
    if (const Plan* known = Find(type)) return known;
    std::unique_ptr<Plan>& made = unpublished_[type];
    if (made != nullptr) return made.get();
    made = std::make_unique<Plan>();
    Plan* plan = made.get();
    plan->Compile(type, *this);
    return plan;
  }

 private:
  // Never changes, and goes with the table: whoever walks a bucket meets only
  // nodes that are whole.
  struct Node {
    const google::protobuf::Descriptor* type;
    std::unique_ptr<const Plan> plan;
    const Node* next;
  };
  // Some for each message of the API.
  static constexpr size_t kBuckets = 1024;

  static size_t IndexOf(std::string_view full_name) {
    return std::hash<std::string_view>()(full_name) % kBuckets;
  }
  const Node* BucketOf(std::string_view full_name) const {
    return buckets_[IndexOf(full_name)].load(std::memory_order_acquire);
  }

  const Plan* Find(const google::protobuf::Descriptor* type) const {
    for (const Node* node = BucketOf(type->full_name()); node != nullptr;
         node = node->next) {
      if (node->type == type) return node->plan.get();
    }
    return nullptr;
  }

  // Shows what has been compiled, all of it filled, to everybody.
  void Publish() {
    for (auto& [type, plan] : unpublished_) {
      std::atomic<const Node*>& bucket = buckets_[IndexOf(type->full_name())];
      bucket.store(new Node{type, std::move(plan), bucket.load()},
                   std::memory_order_release);
    }
    unpublished_.clear();
  }

  std::array<std::atomic<const Node*>, kBuckets> buckets_ = {};
  std::mutex mutex_;  // For the plans below and those who add to the table.
  std::map<const google::protobuf::Descriptor*, std::unique_ptr<Plan>>
      unpublished_;
};

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_PLANS_PLANS_H_
