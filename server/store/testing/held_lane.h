// Holds a lane still, so that the writes of a test form one group.
#ifndef COMPTOIR_SERVER_STORE_TESTING_HELD_LANE_H_
#define COMPTOIR_SERVER_STORE_TESTING_HELD_LANE_H_

#include <future>
#include <memory>
#include <string>
#include <utility>

#include "server/base/ids.h"
#include "server/store/store.h"
#include "server/store/testing/test_store.h"

namespace comptoir::store {

// One outcome that a test waits for; may be asked again.
class Outcome {
 public:
  const WriteResult& Get() const { return result_.get(); }
  void Set(WriteResult result) { promise_.set_value(std::move(result)); }

 private:
  std::promise<WriteResult> promise_;
  std::shared_future<WriteResult> result_ = promise_.get_future().share();
};

// Only for stores of one lane. Writes given before Release() run after it, as
// one group as far as they fit.
class HeldLane {
 public:
  explicit HeldLane(TestStore& store) : store_(store) {
    std::promise<void> held;
    store_->Update(
        store_.ContextFor(merchant_),
        [&held, release = release_.get_future().share()](Transaction&,
                                                         std::string*) {
          held.set_value();
          release.wait();
          return absl::OkStatus();
        },
        [](WriteResult) {});
    held.get_future().wait();
  }

  std::shared_ptr<Outcome> Update(Body body) {
    return Update(std::move(body), store_.ContextFor(merchant_));
  }
  std::shared_ptr<Outcome> Update(Body body, WriteContext context) {
    auto outcome = std::make_shared<Outcome>();
    store_->Update(
        std::move(context), std::move(body),
        [outcome](WriteResult result) { outcome->Set(std::move(result)); });
    return outcome;
  }

  void Release() { release_.set_value(); }

 private:
  const std::string merchant_ = FormatId("mer", "merchant-number1");
  TestStore& store_;
  std::promise<void> release_;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_TESTING_HELD_LANE_H_
