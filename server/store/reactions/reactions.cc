#include "server/store/reactions/reactions.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "fmt/format.h"
#include "server/base/log/log.h"
#include "server/base/status.h"
#include "server/base/strings.h"
#include "server/store/jobs/turns/due_merchants.h"
#include "server/store/log/log_reader.h"
#include "server/store/reactions/reaction_cursors.h"

namespace comptoir::store {
namespace {

// Merchants that a reaction has a transaction of at one time.
constexpr int kMerchantsMax = 16;
// Entries that one look at a log reads.
constexpr int kEntriesPerLook = 512;
// Entries that nobody wanted are passed over without a write; after this many
// the cursor is moved all the same, so that a restart does not read them again.
constexpr uint64_t kCursorLagMax = 1000;
// A failed step waits this long, then twice as long each time.
constexpr absl::Duration kRetryDelayMin = absl::Seconds(1);
constexpr absl::Duration kRetryDelayMax = absl::Minutes(5);

absl::Duration RetryDelay(int failures) {
  absl::Duration delay = kRetryDelayMin;
  for (int i = 1; i < failures && delay < kRetryDelayMax; ++i) delay *= 2;
  return std::min(delay, kRetryDelayMax);
}

// What one transaction does: reacts to `entries` and moves the cursor.
struct ReactionStep {
  std::string merchant_id;
  LogEntries entries;
  uint64_t end = 0;  // Where the cursor goes.
};

}  // namespace

// One reaction in all logs. Thread-safe.
class Reactions::Runner {
 public:
  Runner(Store& store, const Clock& clock, Reaction reaction)
      : store_(store),
        clock_(clock),
        reaction_(std::move(reaction)),
        due_(clock, kMerchantsMax) {}

  // Begins it and finds what there is to do.
  absl::Status Begin() {
    if (std::exchange(has_begun_, true)) return absl::OkStatus();
    RETURN_IF_ERROR(BeginReaction(store_, clock_, reaction_));
    ASSIGN_OR_RETURN(const std::vector<std::string> merchants,
                     MerchantsWithLog(*store_.Read()));
    for (const std::string& merchant : merchants) Wake(merchant);
    return absl::OkStatus();
  }

  // There is something new in this log.
  void Wake(const std::string& merchant_id) {
    if (reaction_.watches && !reaction_.watches(merchant_id)) return;
    due_.Note(merchant_id, absl::InfinitePast());
  }

  void Start() {
    thread_ = std::thread([this] {
      while (const auto merchant = due_.WaitAndTake()) Look(*merchant);
    });
  }

  void RunPending() {
    while (const auto merchant = due_.TakeUntilIdle()) Look(*merchant);
  }

  void Stop() {
    due_.Stop();
    if (thread_.joinable()) thread_.join();
  }

  ReactionStats Stats() const {
    const std::lock_guard lock(mutex_);
    ReactionStats stats = stats_;
    stats.name = reaction_.name;
    for (const auto& [merchant, position] : positions_) {
      if (position.failures > 0) ++stats.failing;
    }
    return stats;
  }

 private:
  // Where it stands in one log.
  struct Position {
    uint64_t seen = 0;    // Looked at up to here.
    uint64_t stored = 0;  // The cursor.
    int failures = 0;     // Of the newest step, one after the other.
  };

  // Takes one step in a merchant's log, who comes back when it is done.
  void Look(const std::string& merchant_id) {
    absl::StatusOr<std::optional<ReactionStep>> step = NextStep(merchant_id);
    if (!step.ok()) return Failed(merchant_id, step.status());
    if (!*step) return due_.Return(merchant_id, absl::InfiniteFuture());
    auto shared = std::make_shared<const ReactionStep>(**std::move(step));
    if (shared->entries.empty() && !IsBehind(*shared)) return Passed(*shared);
    store_.Update(
        {.merchant_id = merchant_id,
         .actor = "system",
         .method = fmt::format("reaction/{}", reaction_.name),
         .time = clock_.Now()},
        [this, shared](Transaction& txn, std::string*) {
          return React(txn, *shared);
        },
        [this, shared](const WriteResult& result) {
          if (!result.status.ok()) {
            return Failed(shared->merchant_id, result.status);
          }
          Reacted(*shared);
        });
  }

  // nullopt when there is nothing new.
  absl::StatusOr<std::optional<ReactionStep>> NextStep(
      const std::string& merchant_id) {
    const std::shared_ptr<const Snapshot> snapshot = store_.Read();
    ASSIGN_OR_RETURN(const Position position, Find(*snapshot, merchant_id));
    ASSIGN_OR_RETURN(const LogEntries entries,
                     ReadAfter(*snapshot, merchant_id, position.seen,
                               {.entries_max = kEntriesPerLook}));
    if (entries.empty()) return std::optional<ReactionStep>();
    // What fails goes alone, so that those before it do not fail with it.
    const size_t entries_max = position.failures > 0 ? 1 : kReactionStepMax;
    ReactionStep step{.merchant_id = merchant_id};
    for (const auto& entry : entries) {
      step.end = entry->revision();
      if (entry->events().empty()) continue;
      if (reaction_.wants && !reaction_.wants(merchant_id, *entry)) continue;
      step.entries.push_back(entry);
      if (step.entries.size() == entries_max) break;
    }
    return std::optional(std::move(step));
  }

  absl::StatusOr<Position> Find(const Snapshot& snapshot,
                                const std::string& merchant_id) {
    {
      const std::lock_guard lock(mutex_);
      const auto known = positions_.find(merchant_id);
      if (known != positions_.end() && known->second.seen > 0) {
        return known->second;
      }
    }
    ASSIGN_OR_RETURN(const uint64_t cursor,
                     ReadCursor(snapshot, merchant_id, reaction_.name));
    const std::lock_guard lock(mutex_);
    Position& position = positions_[merchant_id];
    position.seen = position.stored = cursor;
    return position;
  }

  bool IsBehind(const ReactionStep& step) const {
    const std::lock_guard lock(mutex_);
    return step.end - positions_.at(step.merchant_id).stored >= kCursorLagMax;
  }

  absl::Status React(Transaction& txn, const ReactionStep& step) const {
    // The cursor decides, whatever this process believes.
    ASSIGN_OR_RETURN(const uint64_t cursor,
                     ReadCursor(txn, step.merchant_id, reaction_.name));
    if (cursor >= step.end) return absl::OkStatus();
    for (const auto& entry : step.entries) {
      if (entry->revision() <= cursor) continue;
      RETURN_IF_ERROR(reaction_.react(txn, *entry));
    }
    PutCursor(txn, reaction_.name, step.end);
    return absl::OkStatus();
  }

  // Nobody wanted what there was.
  void Passed(const ReactionStep& step) {
    {
      const std::lock_guard lock(mutex_);
      Position& position = positions_[step.merchant_id];
      position.seen = step.end;
      position.failures = 0;
    }
    due_.Return(step.merchant_id, absl::InfinitePast());
  }

  void Reacted(const ReactionStep& step) {
    {
      const std::lock_guard lock(mutex_);
      positions_[step.merchant_id] = {.seen = step.end, .stored = step.end};
      stats_.entries += step.entries.size();
    }
    due_.Return(step.merchant_id, absl::InfinitePast());
  }

  void Failed(const std::string& merchant_id, const absl::Status& failure) {
    int failures;
    {
      const std::lock_guard lock(mutex_);
      failures = ++positions_[merchant_id].failures;
      ++stats_.failures;
    }
    LogWarning("reaction failed", {{"reaction", reaction_.name},
                                   {"failures", int64_t{failures}},
                                   {"error", ToStd(failure.message())}});
    // Nothing is written any more; a restart goes on at the cursor.
    const bool is_over = !store_.health().ok();
    due_.Return(merchant_id, is_over ? absl::InfiniteFuture()
                                     : clock_.Now() + RetryDelay(failures));
  }

  Store& store_;
  const Clock& clock_;
  const Reaction reaction_;
  DueMerchants due_;
  bool has_begun_ = false;
  std::thread thread_;

  mutable std::mutex mutex_;  // Guards all that follows.
  std::map<std::string, Position> positions_;
  ReactionStats stats_;
};

Reactions::Reactions(Store& store, const Clock& clock)
    : store_(store), clock_(clock) {}

Reactions::~Reactions() { Stop(); }

void Reactions::Register(Reaction reaction) {
  auto runner = std::make_shared<Runner>(store_, clock_, std::move(reaction));
  runners_.push_back(runner);
  store_.AddLogListener(
      [runner](const std::string& merchant_id,
               const std::shared_ptr<const storage::v1::LogEntry>& entry) {
        if (!entry->events().empty()) runner->Wake(merchant_id);
      });
}

absl::Status Reactions::Start() {
  for (const auto& runner : runners_) RETURN_IF_ERROR(runner->Begin());
  for (const auto& runner : runners_) runner->Start();
  return absl::OkStatus();
}

absl::Status Reactions::RunPending() {
  for (const auto& runner : runners_) RETURN_IF_ERROR(runner->Begin());
  for (const auto& runner : runners_) runner->RunPending();
  return absl::OkStatus();
}

void Reactions::Stop() {
  for (const auto& runner : runners_) runner->Stop();
}

std::vector<ReactionStats> Reactions::Stats() const {
  std::vector<ReactionStats> stats;
  for (const auto& runner : runners_) stats.push_back(runner->Stats());
  return stats;
}

}  // namespace comptoir::store
