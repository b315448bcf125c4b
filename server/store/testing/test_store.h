// A store for tests of handlers: in memory, with a clock that stands still.
//
//   TestStore store;
//   const absl::StatusOr<CreateCustomerResponse> created = store.Write(
//       call.merchant_id(), [&](Transaction& txn) {
//         return service.CreateCustomer(call, txn, request);
//       });
//   const auto customer = service.GetCustomer(call, *store.Read(), ...);
#ifndef COMPTOIR_SERVER_STORE_TESTING_TEST_STORE_H_
#define COMPTOIR_SERVER_STORE_TESTING_TEST_STORE_H_

#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "comptoir/storage/v1/log.pb.h"
#include "server/base/clock.h"
#include "server/kv/engine.h"
#include "server/kv/testing/faulty_engine.h"
#include "server/store/store.h"

namespace comptoir::store {

class TestStore {
 public:
  enum class On { kMemory, kDisk };  // Disk: in a temporary folder.

  explicit TestStore(On on = On::kMemory, StoreOptions options = {});
  ~TestStore();

  FakeClock& clock() { return clock_; }
  // Fails when told to.
  kv::FaultyEngine& engine() { return *faulty_; }
  Store& store() { return *store_; }
  Store* operator->() { return store_.get(); }
  std::shared_ptr<const Snapshot> Read() const { return store_->Read(); }

  // Runs `body(txn)` as one transaction; returns what it returned (a Status or
  // a StatusOr), or why it could not be committed.
  template <typename TestBody>
  auto Write(std::string merchant_id, TestBody body)
      -> std::invoke_result_t<TestBody&, Transaction&> {
    using Result = std::invoke_result_t<TestBody&, Transaction&>;
    std::optional<Result> made;
    const WriteResult result =
        store_->UpdateAndWait(ContextFor(std::move(merchant_id)),
                              [&](Transaction& txn, std::string*) {
                                made.emplace(body(txn));
                                return StatusOf(*made);
                              });
    if (!result.status.ok()) return result.status;
    return *std::move(made);
  }

  // The time is the clock's, the actor and the method say "test".
  WriteContext ContextFor(std::string merchant_id) const;

  // Runs the jobs that are due by the clock.
  void RunDueJobs() { store_->RunDueJobs(); }

  // The merchant's log from revision 1 on.
  std::vector<comptoir::storage::v1::LogEntry> Log(
      const std::string& merchant_id) const;

  // Closes the store and its engine and opens both again: what failed is past.
  void Reopen();

 private:
  static absl::Status StatusOf(const absl::Status& status) { return status; }
  template <typename Value>
  static absl::Status StatusOf(const absl::StatusOr<Value>& value) {
    return value.status();
  }
  void OpenEngine();

  const On on_;
  const StoreOptions options_;
  std::string folder_;
  FakeClock clock_;
  std::shared_ptr<kv::Engine> engine_;
  std::unique_ptr<kv::FaultyEngine> faulty_;
  std::unique_ptr<Store> store_;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_TESTING_TEST_STORE_H_
