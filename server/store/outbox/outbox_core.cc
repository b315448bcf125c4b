#include "server/store/outbox/outbox_core.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <optional>
#include <utility>

#include "fmt/format.h"
#include "server/base/ids.h"
#include "server/base/log/log.h"
#include "server/base/status.h"
#include "server/base/strings.h"
#include "server/base/timestamps.h"
#include "server/store/key_codec.h"

namespace comptoir::store {
namespace {

using storage::v1::OutboxEffect;

// The wall clock may be set: look at it now and then.
constexpr absl::Duration kWaitMax = absl::Seconds(30);
// What condition variables can wait without overflow.
constexpr absl::Duration kGraceMax = absl::Hours(24);
// An end that could not be written down is tried again after this, then after
// twice as long each time.
constexpr absl::Duration kWriteDelayMin = absl::Seconds(1);
constexpr absl::Duration kWriteDelayMax = absl::Minutes(1);

double RandomFraction() {
  const std::string bytes = RandomBytes(sizeof(uint32_t));
  uint32_t number;
  std::memcpy(&number, bytes.data(), sizeof(number));
  return number / (1.0 + UINT32_MAX);
}

absl::Duration WriteDelay(int failures) {
  absl::Duration delay = kWriteDelayMin;
  for (int i = 1; i < failures && delay < kWriteDelayMax; ++i) delay *= 2;
  return std::min(delay, kWriteDelayMax);
}

Effect ToEffect(const std::string& merchant_id, const OutboxEffect& record) {
  return {.merchant_id = merchant_id,
          .id = record.id(),
          .kind = record.kind(),
          .destination = record.destination(),
          .dedupe_key = record.dedupe_key(),
          .payload = record.payload(),
          .create_time = ToTime(record.create_time()),
          .attempts = record.attempts()};
}

}  // namespace

// What a runner's `done` holds: exactly one end for each run.
class Outbox::Core::Answer {
 public:
  Answer(std::shared_ptr<Core> core, RunningEffect run)
      : core_(std::move(core)), run_(std::move(run)) {}
  ~Answer() { Give(absl::UnavailableError("the run was abandoned")); }

  void Give(absl::Status result) {
    if (!is_given_.exchange(true)) core_->EndRun(run_, std::move(result));
  }

 private:
  const std::shared_ptr<Core> core_;
  const RunningEffect run_;
  std::atomic<bool> is_given_ = false;
};

Outbox::Core::Core(Store& store, const Clock& clock, OutboxOptions options)
    : store_(store),
      clock_(clock),
      random_(options.random ? std::move(options.random) : RandomFraction),
      schedule_(options.runs) {}

void Outbox::Core::Register(EffectKind kind) {
  std::string name = kind.name;
  kinds_[std::move(name)] = std::move(kind);
}

const EffectKind* Outbox::Core::KindOf(std::string_view name) const {
  const auto kind = kinds_.find(name);
  return kind == kinds_.end() ? nullptr : &kind->second;
}

std::vector<std::string> Outbox::Core::KindNames() const {
  std::vector<std::string> names;
  for (const auto& [name, kind] : kinds_) names.push_back(name);
  return names;
}

void Outbox::Core::Due(const QueueName& queue, absl::Time due) {
  {
    const std::lock_guard lock(mutex_);
    if (is_closed_) return;
    // `due` is of this clock, which may be ahead for a moment only.
    set_back_.See(clock_.Now());
    schedule_.Due(queue, due);
  }
  wake_.notify_one();
}

void Outbox::Core::Run() {
  std::unique_lock lock(mutex_);
  while (!is_stopping_) {
    if (Step(lock)) continue;
    const absl::Duration idle = std::min(IdleTime(), kWaitMax);
    wake_.wait_for(lock, absl::ToChronoMilliseconds(
                             std::max(idle, absl::Milliseconds(1))));
  }
}

void Outbox::Core::RunDue() {
  std::unique_lock lock(mutex_);
  while (true) {
    if (Step(lock)) continue;
    const size_t running = static_cast<size_t>(schedule_.running());
    if (running == unwritten_.size()) return;
    ended_.wait(lock);
  }
}

bool Outbox::Core::Step(std::unique_lock<std::mutex>& lock) {
  if (!store_.health().ok()) return false;
  const absl::Time now = clock_.Now();
  if (MustLoad(now)) {
    lock.unlock();
    Load();
    lock.lock();
    return true;
  }
  const auto again = std::find_if(
      unwritten_.begin(), unwritten_.end(), [&](const Ended& ended) {
        return !IsWaiting(ended.retry_at, kWriteDelayMax, now);
      });
  if (again != unwritten_.end()) {
    Ended ended = std::move(*again);
    unwritten_.erase(again);
    lock.unlock();
    WriteDown(std::move(ended));
    lock.lock();
    return true;
  }
  const std::optional<EffectSchedule::Turn> turn = schedule_.BeginTurn(now);
  if (!turn) return false;
  lock.unlock();
  TakeTurn(*turn);
  lock.lock();
  return true;
}

bool Outbox::Core::MustLoad(absl::Time now) {
  const bool is_set_back = set_back_.IsSetBack(now);
  return !std::exchange(is_loaded_, true) || is_set_back;
}

absl::Duration Outbox::Core::IdleTime() const {
  absl::Time next = schedule_.NextTurn();
  for (const Ended& ended : unwritten_) next = std::min(next, ended.retry_at);
  return next - clock_.Now();
}

void Outbox::Core::TakeTurn(const EffectSchedule::Turn& turn) {
  const EffectKind& kind = *KindOf(turn.queue.kind);
  const QueueName& queue = turn.queue;
  const absl::Time now = clock_.Now();
  absl::Time next_due = absl::InfiniteFuture();
  int left = turn.count;
  const std::shared_ptr<const Snapshot> snapshot = store_.Read();
  const auto rows = snapshot->Scan(ViewOf(EffectView::kDue, queue.merchant_id,
                                          queue.kind, queue.destination));
  for (; rows->Valid(); rows->Next()) {
    const std::optional<EffectRow> row = EffectRow::Parse(rows->key());
    if (!row || turn.running.contains(row->id)) continue;
    if (row->time > now || left == 0) {
      next_due = row->time;
      break;
    }
    const auto effect = table_.Find(*snapshot, queue.merchant_id, row->id);
    if (!effect.ok() || !*effect) {
      LogError("effect not readable", {{"effect", row->id}});
      continue;
    }
    --left;
    BeginRun(kind, queue, **effect);
  }
  {
    const std::lock_guard lock(mutex_);
    schedule_.EndTurn(turn, next_due);
  }
  wake_.notify_one();
}

void Outbox::Core::BeginRun(const EffectKind& kind, const QueueName& queue,
                            const OutboxEffect& effect) {
  {
    const std::lock_guard lock(mutex_);
    if (!schedule_.BeginRun(queue, effect.id())) return;
    ++stats_.runs;
  }
  const auto answer = std::make_shared<Answer>(
      shared_from_this(),
      RunningEffect{
          .queue = queue, .id = effect.id(), .revision = effect.revision()});
  kind.runner(
      ToEffect(queue.merchant_id, effect),
      [answer](absl::Status result) { answer->Give(std::move(result)); });
}

void Outbox::Core::EndRun(const RunningEffect& run, absl::Status result) {
  WriteDown({.run = run, .result = std::move(result), .random = random_()});
}

void Outbox::Core::WriteDown(Ended ended) {
  {
    const std::lock_guard lock(mutex_);
    if (is_closed_) return;
    set_back_.See(clock_.Now());
    ++writing_;
  }
  WriteContext context{.merchant_id = ended.run.queue.merchant_id,
                       .actor = "system",
                       .method = fmt::format("outbox/{}", ended.run.queue.kind),
                       .time = clock_.Now()};
  const auto settlement = std::make_shared<Settlement>();
  const auto shared = std::make_shared<Ended>(std::move(ended));
  store_.Update(
      std::move(context),
      [self = shared_from_this(), shared, settlement](
          Transaction& txn, std::string*) -> absl::Status {
        const EndedRun run{.effect_id = shared->run.id,
                           .revision = shared->run.revision,
                           .result = shared->result,
                           .random = shared->random};
        ASSIGN_OR_RETURN(
            *settlement,
            SettleEffect(txn, self->table_,
                         *self->KindOf(shared->run.queue.kind), run));
        return absl::OkStatus();
      },
      [self = shared_from_this(), shared, settlement](WriteResult result) {
        self->WroteDown(std::move(*shared), result.status, *settlement);
      });
  const std::lock_guard lock(mutex_);
  --writing_;
  ended_.notify_all();
}

void Outbox::Core::WroteDown(Ended ended, const absl::Status& written,
                             const Settlement& settlement) {
  {
    const std::lock_guard lock(mutex_);
    // What cannot be written any more runs again after the restart.
    const bool is_over = is_closed_ || is_stopping_ || !store_.health().ok();
    if (written.ok() || is_over) {
      schedule_.EndRun(ended.run.queue, ended.run.id);
      if (settlement.next_due != absl::InfiniteFuture() && written.ok()) {
        schedule_.Due(ended.run.queue, settlement.next_due);
        ++stats_.retries;
      }
      stats_.done += settlement.state == OutboxEffect::STATE_DONE ? 1 : 0;
      stats_.dead += settlement.state == OutboxEffect::STATE_DEAD ? 1 : 0;
    } else {
      LogWarning(
          "end of effect not written",
          {{"effect", ended.run.id}, {"error", ToStd(written.message())}});
      ++stats_.unsettled;
      ended.retry_at = clock_.Now() + WriteDelay(++ended.failures);
      unwritten_.push_back(std::move(ended));
    }
  }
  ended_.notify_all();
  wake_.notify_one();
}

void Outbox::Core::BeginStop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_all();
}

void Outbox::Core::Close(absl::Duration grace) {
  std::unique_lock lock(mutex_);
  grace = std::min(grace, kGraceMax);
  ended_.wait_for(lock, absl::ToChronoMilliseconds(grace), [this] {
    return schedule_.running() == static_cast<int>(unwritten_.size());
  });
  is_closed_ = true;
  unwritten_.clear();
  ended_.wait(lock, [this] { return writing_ == 0; });
}

OutboxStats Outbox::Core::Stats() const {
  const std::lock_guard lock(mutex_);
  OutboxStats stats = stats_;
  stats.running = schedule_.running();
  return stats;
}

}  // namespace comptoir::store
