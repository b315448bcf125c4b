#include "server/store/outbox/outbox.h"

#include <algorithm>
#include <string>
#include <utility>

#include "fmt/format.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/outbox/outbox_core.h"

namespace comptoir::store {
namespace {

using storage::v1::OutboxEffect;

constexpr char kDropQueueJob[] = "outbox_drop_queue";

// payload := kind:text destination:text
std::string DropPayload(std::string_view kind, std::string_view destination) {
  return std::string(Key(Space::kOutboxQueues, kInstallation)
                         .Text(kind)
                         .Text(destination)
                         .tail());
}

void AddDropJob(Transaction& txn, std::string payload) {
  txn.AddJob(
      {.kind = kDropQueueJob, .due = txn.now(), .payload = std::move(payload)});
}

absl::Status RunDropJob(Transaction& txn, const EffectTable& table,
                        std::string_view payload) {
  const std::string wrapped =
      Key(Space::kOutboxQueues, kInstallation).Tail(payload).Take();
  KeyReader reader(wrapped);
  std::string kind;
  std::string destination;
  if (!reader.Text(&kind) || !reader.Text(&destination)) {
    return Corrupt("a job of the outbox");
  }
  ASSIGN_OR_RETURN(const bool is_gone,
                   DropSomeOfQueue(txn, table, kind, destination));
  if (!is_gone) AddDropJob(txn, std::string(payload));
  return absl::OkStatus();
}

absl::StatusOr<const EffectKind*> RegisteredKind(const Outbox::Core& core,
                                                 std::string_view name) {
  const EffectKind* const kind = core.KindOf(name);
  if (kind != nullptr) return kind;
  return absl::InternalError(
      fmt::format("nothing runs effects of kind {}", name));
}

}  // namespace

Outbox::Outbox(Store& store, const Clock& clock, OutboxOptions options)
    : core_(std::make_shared<Core>(store, clock, options)),
      thread_count_(options.threads) {
  store.RegisterJob(kDropQueueJob,
                    [core = core_](Transaction& txn, std::string_view payload) {
                      return RunDropJob(txn, core->table(), payload);
                    });
}

Outbox::~Outbox() { Stop(absl::ZeroDuration()); }

void Outbox::Register(EffectKind kind) { core_->Register(std::move(kind)); }

absl::StatusOr<AddedEffect> Outbox::Add(Transaction& txn,
                                        const NewEffect& effect) {
  ASSIGN_OR_RETURN(const EffectKind* const kind,
                   RegisteredKind(*core_, effect.kind));
  ASSIGN_OR_RETURN(AddedEffect added,
                   AddEffect(txn, core_->table(), *kind, effect));
  if (added.is_new) WakeFor(txn, added.effect);
  return added;
}

absl::StatusOr<AddedEffect> Outbox::Retry(Transaction& txn,
                                          std::string_view id) {
  ASSIGN_OR_RETURN(const std::optional<OutboxEffect> effect,
                   core_->table().Find(txn, txn.merchant_id(), id));
  if (!effect) return NotFound("effect", id);
  ASSIGN_OR_RETURN(const EffectKind* const kind,
                   RegisteredKind(*core_, effect->kind()));
  ASSIGN_OR_RETURN(AddedEffect retried,
                   RetryEffect(txn, core_->table(), *kind, id));
  WakeFor(txn, retried.effect);
  return retried;
}

absl::Status Outbox::Drop(Transaction& txn, std::string_view id) {
  return DropEffect(txn, core_->table(), id);
}

absl::Status Outbox::DropQueue(Transaction& txn, std::string_view kind,
                               std::string_view destination) {
  RETURN_IF_ERROR(CloseQueue(txn, core_->table(), kind, destination));
  AddDropJob(txn, DropPayload(kind, destination));
  return absl::OkStatus();
}

void Outbox::WakeFor(Transaction& txn, const OutboxEffect& effect) {
  txn.OnCommit([core = core_,
                queue = QueueName{.merchant_id = txn.merchant_id(),
                                  .kind = effect.kind(),
                                  .destination = effect.destination()},
                due = ToTime(effect.due_time())] { core->Due(queue, due); });
}

const EffectTable& Outbox::table() const { return core_->table(); }

const EffectKind* Outbox::FindKind(std::string_view name) const {
  return core_->KindOf(name);
}

std::vector<std::string> Outbox::KindNames() const {
  return core_->KindNames();
}

void Outbox::Start() {
  for (int i = 0; i < thread_count_; ++i) {
    threads_.emplace_back([core = core_] { core->Run(); });
  }
}

void Outbox::RunDue() { core_->RunDue(); }

void Outbox::Stop(absl::Duration grace) {
  core_->BeginStop();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  core_->Close(grace);
}

OutboxStats Outbox::Stats() const { return core_->Stats(); }

}  // namespace comptoir::store
