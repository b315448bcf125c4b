#include "server/store/lane/lane.h"

#include <algorithm>
#include <utility>

#include "fmt/format.h"
#include "server/base/ids.h"
#include "server/base/log/log.h"
#include "server/base/status.h"
#include "server/base/strings.h"
#include "server/kv/errors.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::store {
namespace {

using comptoir::storage::v1::LogEntry;
using comptoir::storage::v1::RequestRow;

// Merchants whose state is kept; all are forgotten when there are more.
constexpr size_t kMerchantsMax = 100'000;

absl::Status LaneFull() {
  return WithRetryDelay(Error(absl::StatusCode::kResourceExhausted, "LANE_FULL",
                              "too many writes are waiting"),
                        absl::Milliseconds(200));
}

absl::Status Stopping() {
  return WithRetryDelay(Error(absl::StatusCode::kUnavailable, "STOPPING",
                              "the server is stopping"),
                        absl::Seconds(1));
}

// What callers are told of a commit that failed and of every write after it:
// one of those may repeat a request whose outcome is not known, and must not
// hear that nothing was written. The cause names files of ours: it is for the
// log alone.
absl::Status CommitFailed(const absl::Status& cause) {
  if (kv::IsFenced(cause)) {
    return Error(absl::StatusCode::kUnavailable, "FENCED",
                 "another server has taken over the database, this was not "
                 "written: ask that server");
  }
  if (kv::IsCommitUnknown(cause)) {
    return Error(
        absl::StatusCode::kUnavailable, "OUTCOME_UNKNOWN",
        "the storage engine failed and this may or may not be written: "
        "send it again under the same request_id once the server has "
        "restarted");
  }
  return Error(absl::StatusCode::kUnavailable, "STORAGE_FAILED",
               "the storage engine failed, this was not written: send it again "
               "once the server has restarted");
}

absl::Status RequestIdReused() {
  return Error(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
               "this request_id was used for a different request: send a new "
               "one with every new request");
}

absl::Status TransactionTooLarge() {
  return Error(absl::StatusCode::kInvalidArgument, "TRANSACTION_TOO_LARGE",
               fmt::format("the request changes too much at once: more than "
                           "{} bytes",
                           kv::kBatchBytesMax));
}

}  // namespace

Lane::Lane(LaneShared& shared)
    : shared_(shared),
      transaction_(group_, shared.options.request_retention,
                   [this](const std::string& merchant_id, absl::Time due) {
                     shared_.job_added(merchant_id, due);
                   }),
      thread_([this] { Run(); }) {}

Lane::~Lane() { Stop(); }

void Lane::Stop() {
  {
    std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
  completer_.Stop();
}

void Lane::Update(WriteContext context, Body body, Done done) {
  absl::Status refusal = shared_.failure.status();
  bool is_idle = false;
  if (refusal.ok()) {
    std::lock_guard lock(mutex_);
    if (is_stopping_) {
      refusal = Stopping();
    } else if (waiting_ >= shared_.options.queue_size_max) {
      refusal = LaneFull();
    } else {
      queue_.push_back({std::move(context), std::move(body), std::move(done)});
      ++waiting_;
      is_idle = std::exchange(is_idle_, false);
    }
  }
  if (is_idle) wake_.notify_one();
  if (refusal.ok()) return;
  completer_.Complete(
      {std::move(done), WriteResult{.status = std::move(refusal)}});
}

void Lane::Run() {
  while (Gather()) RunGroup();
}

bool Lane::Gather() {
  if (next_ < gathered_.size()) return true;
  gathered_.clear();
  next_ = 0;
  std::unique_lock lock(mutex_);
  while (queue_.empty() && !is_stopping_) {
    is_idle_ = true;
    wake_.wait(lock);
  }
  gathered_.swap(queue_);
  return !gathered_.empty();
}

void Lane::RunGroup() {
  std::shared_lock together(shared_.installation_mutex, std::defer_lock);
  std::unique_lock alone(shared_.installation_mutex, std::defer_lock);
  if (shared_.options.lanes > 1) {
    if (gathered_[next_].context.merchant_id == kInstallation) {
      alone.lock();
    } else {
      together.lock();
    }
  }
  RunBodies();
  CommitGroup();
  Announce();
  if (together.owns_lock()) together.unlock();
  if (alone.owns_lock()) alone.unlock();
  Answer();
}

void Lane::RunBodies() {
  if (merchants_.size() > kMerchantsMax) merchants_.clear();
  group_.Begin(shared_.published.Load());
  const bool is_installation =
      gathered_[next_].context.merchant_id == kInstallation;
  const size_t end =
      std::min(gathered_.size(),
               next_ + static_cast<size_t>(shared_.options.group_size_max));
  for (; next_ < end; ++next_) {
    Write& write = gathered_[next_];
    const bool mixes =
        (write.context.merchant_id == kInstallation) != is_installation;
    if (mixes && shared_.options.lanes > 1) return;
    if (!RunBody(write)) return;
  }
}

bool Lane::RunBody(Write& write) {
  Ran ran{.write = &write};
  absl::StatusOr<MerchantState*> merchant =
      LoadMerchant(write.context.merchant_id);
  if (!merchant.ok()) {
    ran.result.status = std::move(merchant).status();
    ran_.push_back(std::move(ran));
    return true;
  }
  const bool is_first = group_.writes().empty();
  absl::Status status = RunTransaction(write, **merchant, ran.result);
  if (status.ok() && group_.writes().bytes() > kv::kBatchBytesMax) {
    if (!is_first) {
      transaction_.RollBack();
      return false;
    }
    status = TransactionTooLarge();
  }
  if (!status.ok()) {
    transaction_.RollBack();
    ran.result = {.status = std::move(status)};
  } else if (!ran.result.replayed) {
    ran.entry = transaction_.Accept();
    ran.actions = transaction_.TakeActions();
    if (ran.entry) ran.result.revision = ran.entry->revision();
  }
  ran_.push_back(std::move(ran));
  return true;
}

absl::Status Lane::RunTransaction(Write& write, MerchantState& merchant,
                                  WriteResult& result) {
  transaction_.Begin(write.context, merchant);
  if (!write.context.request_key.empty()) {
    ASSIGN_OR_RETURN(std::optional<WriteResult> first,
                     FirstAnswer(write.context, merchant));
    if (first) {
      result = *std::move(first);
      return absl::OkStatus();
    }
  }
  RETURN_IF_ERROR(write.body(transaction_, &result.response));
  return transaction_.Finish(result.response);
}

absl::StatusOr<std::optional<WriteResult>> Lane::FirstAnswer(
    const WriteContext& context, const MerchantState& merchant) {
  ASSIGN_OR_RETURN(
      const std::optional<std::string> value,
      group_.GetOnce(
          Key(Space::kRequests, merchant.id).Raw(context.request_key).str()));
  if (!value) return std::optional<WriteResult>();
  RequestRow row;
  if (!row.ParseFromString(*value)) return Corrupt("a request row");
  if (row.request_hash() != context.request_hash) return RequestIdReused();
  return std::optional<WriteResult>(
      {.replayed = true,
       .response = std::move(*row.mutable_response()),
       .revision = row.revision()});
}

absl::StatusOr<MerchantState*> Lane::LoadMerchant(
    const std::string& merchant_id) {
  const auto known = merchants_.find(merchant_id);
  if (known != merchants_.end()) return &known->second;
  const std::optional<IdBytes> id = ParseId("mer", merchant_id);
  if (!id) return absl::InternalError("a write for a malformed merchant id");
  MerchantState state{.id = *id};
  // No group has written to its log while the state was not known.
  const auto last = shared_.published.Load()->Scan(
      Key(Space::kLog, *id).Prefix(), kv::Direction::kReverse);
  RETURN_IF_ERROR(last->status());
  if (last->Valid()) {
    KeyReader key(last->key());
    if (!key.U64(&state.revision)) return Corrupt("the key of a log entry");
    hasher_.Hash(last->value(), &state.log_hash);
  }
  return &merchants_.emplace(merchant_id, std::move(state)).first->second;
}

void Lane::CommitGroup() {
  if (group_.writes().empty()) return;
  absl::Status status = shared_.failure.status();
  if (status.ok()) {
    kv::Batch batch = group_.writes().Take();
    batch.SetFence(shared_.fence);
    const absl::Status committed = shared_.engine.Commit(batch);
    if (committed.ok()) {
      shared_.published.Refresh(shared_.engine);
      return;
    }
    LogError("commit failed", {{"error", ToStd(committed.message())}});
    status = shared_.failure.Fail(CommitFailed(committed));
  }
  // Also those that failed or wrote nothing: they may have read what is not
  // durable now.
  for (Ran& ran : ran_) {
    ran.result = {.status = status};
    ran.entry = nullptr;
    ran.actions.clear();
  }
}

void Lane::Announce() {
  const std::shared_ptr<const LogListeners::List> listeners =
      shared_.listeners.Get();
  for (Ran& ran : ran_) {
    for (const std::function<void()>& action : ran.actions) action();
    if (!ran.entry) continue;
    for (const LogListener& listener : *listeners) {
      listener(ran.write->context.merchant_id, ran.entry);
    }
  }
}

void Lane::Answer() {
  for (Ran& ran : ran_) {
    completions_.push_back({std::move(ran.write->done), std::move(ran.result)});
  }
  const int count = static_cast<int>(ran_.size());
  ran_.clear();
  shared_.transactions.fetch_add(count, std::memory_order_relaxed);
  shared_.groups.fetch_add(1, std::memory_order_relaxed);
  const int still_waiting = waiting_ -= count;
  // A write alone is answered from here: waking a thread takes longer than
  // the answer, and nobody waits behind it.
  if (count == 1 && still_waiting == 0) {
    completions_[0].done(std::move(completions_[0].result));
    completions_.clear();
    return;
  }
  completer_.Complete(completions_);
}

}  // namespace comptoir::store
