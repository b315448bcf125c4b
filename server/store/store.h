// The database of a server: reads on snapshots, writes in lanes.
//
// A lane is one thread that owns a set of merchants and runs their
// transactions one after the other, so every transaction is serializable
// without locks. It gathers the transactions that wait, commits them as one
// atomic, synced batch, and only then completes their calls.
#ifndef COMPTOIR_SERVER_STORE_STORE_H_
#define COMPTOIR_SERVER_STORE_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/storage/v1/log.pb.h"
#include "server/base/clock.h"
#include "server/store/jobs/job.h"
#include "server/store/store_stats.h"
#include "server/store/transaction.h"
#include "server/store/write.h"

namespace comptoir::kv {
class Engine;
}

namespace comptoir::store {
class JobKinds;
}

namespace comptoir::store {

// The merchant of rows that belong to the installation itself.
inline constexpr std::string_view kInstallation =
    "mer_00000000000000000000000000";

struct StoreOptions {
  // Lanes, each a thread. Merchants are spread over them by hash.
  int lanes = 1;
  // Transactions of one group commit.
  int group_size_max = 256;
  // Transactions waiting in one lane; more are refused at once with
  // RESOURCE_EXHAUSTED, reason LANE_FULL, and a retry delay.
  int queue_size_max = 16384;
  // How long the first answer to a request id is kept. At least 24 h: the API
  // promises that a write may be repeated for so long.
  absl::Duration request_retention = absl::Hours(24 * 7);
};

// Told of every committed log entry, in revision order for a merchant, on the
// lane's thread once the entry is visible to new snapshots: must be quick.
using LogListener = std::function<void(
    const std::string& merchant_id,
    std::shared_ptr<const comptoir::storage::v1::LogEntry> entry)>;

// Thread-safe. The engine and the clock must outlive it.
class Store {
 public:
  // Checks the format version, takes the database over from any store that
  // still has it open, here or elsewhere (claim/claim.h), and starts the lanes.
  static absl::StatusOr<std::unique_ptr<Store>> Open(kv::Engine& engine,
                                                     const Clock& clock,
                                                     StoreOptions options = {});
  virtual ~Store() = default;

  // The newest committed state; costs no lock of the engine. Every write
  // answered before the call is in it.
  virtual std::shared_ptr<const Snapshot> Read() const = 0;

  // Runs `body` in the merchant's lane. `done` is called exactly once, on a
  // thread of the store, after the outcome is durable; it must not wait.
  virtual void Update(WriteContext context, Body body, Done done) = 0;

  // Update for callers that may wait: start-up, tools, tests. Never from a
  // body, an OnCommit action or a Done.
  WriteResult UpdateAndWait(WriteContext context, Body body);

  // Before Start() only. Both say what runs the jobs of a kind.
  virtual void RegisterSteps(std::string kind, JobKind runner) = 0;
  void RegisterJob(std::string kind, JobRunner runner) {
    RegisterSteps(std::move(kind), OneStep(std::move(runner)));
  }
  virtual const JobKinds& job_kinds() const = 0;
  virtual void AddLogListener(LogListener listener) = 0;

  // Starts running due jobs; catches up on those that fell due while down.
  virtual void Start() = 0;

  // Runs all jobs that are due now and waits for them: what Start() does on a
  // thread of its own. For tests and tools that have not called Start().
  virtual void RunDueJobs() = 0;

  // Refuses new writes, finishes those that wait, stops all threads. Called by
  // the destructor as well.
  virtual void Stop() = 0;

  // OK, or why writes are refused since one of them failed: UNAVAILABLE with
  // the reason STORAGE_FAILED, OUTCOME_UNKNOWN or FENCED (write.h). Final.
  virtual absl::Status health() const = 0;

  virtual StoreStats Stats() const = 0;

  virtual kv::Engine& engine() = 0;
};

// The newest revision of a merchant, 0 when it has none.
absl::StatusOr<uint64_t> LastRevision(const Snapshot& snapshot,
                                      std::string_view merchant_id);

// The log entry of `revision`; NOT_FOUND when absent.
absl::StatusOr<comptoir::storage::v1::LogEntry> ReadLog(
    const Snapshot& snapshot, std::string_view merchant_id, uint64_t revision);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_STORE_H_
