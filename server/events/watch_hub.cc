#include "server/events/watch_hub.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/events/rules/event_filter.h"
#include "server/events/rules/request_rules.h"
#include "server/events/watch_channel.h"
#include "server/store/log/log_reader.h"

namespace comptoir::events {

// The channels of all merchants that are watched now.
class WatchHub::Core {
 public:
  Core(store::Store& store, const Clock& clock, WatchHubOptions options)
      : store_(store), clock_(clock), options_(options) {}

  const store::Store& store() const { return store_; }

  // On a lane's thread: keeps the entry and leaves the waking to the waker.
  void OnCommit(const std::string& merchant_id, WatchChannel::Entry entry) {
    std::shared_ptr<WatchChannel> channel;
    {
      const std::lock_guard lock(mutex_);
      const auto found = channels_.find(merchant_id);
      if (found == channels_.end()) return;
      channel = found->second;
    }
    channel->Append(std::move(entry));
    WakeLater(std::move(channel));
  }

  // Has the waker wake all watchers of the channel.
  void WakeLater(std::shared_ptr<WatchChannel> channel) {
    if (channel->is_marked.exchange(true)) return;
    {
      const std::lock_guard lock(mutex_);
      marked_.push_back(std::move(channel));
    }
    changed_.notify_one();
  }

  // The channel that has taken the watcher in, made when absent.
  absl::StatusOr<std::shared_ptr<WatchChannel>> Join(
      const std::string& merchant_id, std::shared_ptr<Watcher> watcher) {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<WatchChannel>& channel = channels_[merchant_id];
    if (channel == nullptr) {
      channel = std::make_shared<WatchChannel>(
          merchant_id, options_.entries_kept_max, options_.bytes_kept_max);
    }
    if (!channel->AddWatcher(std::move(watcher), options_.watchers_max)) {
      return WithRetryDelay(
          Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_WATCHERS",
                fmt::format("the merchant has {} streams of events",
                            options_.watchers_max)),
          absl::Minutes(1));
    }
    return channel;
  }

  void Leave(const std::shared_ptr<WatchChannel>& channel,
             const std::shared_ptr<Watcher>& watcher) {
    const std::lock_guard lock(mutex_);
    // Joining holds the same lock, so an empty channel stays empty.
    if (channel->RemoveWatcher(watcher)) {
      channels_.erase(channel->merchant_id());
    }
  }

  void WakeForBookmarks() {
    std::vector<std::shared_ptr<WatchChannel>> channels;
    {
      const std::lock_guard lock(mutex_);
      for (const auto& [merchant_id, channel] : channels_) {
        channels.push_back(channel);
      }
    }
    for (const auto& channel : channels) {
      for (const auto& watcher : channel->Watchers()) {
        if (IsBookmarkDue(*watcher)) watcher->wake();
      }
    }
  }

  void SetBookmarkDue(Watcher* watcher) const {
    watcher->bookmark_due_micros =
        absl::ToUnixMicros(Now() + options_.bookmark_interval);
  }

  bool IsBookmarkDue(const Watcher& watcher) const {
    const absl::Duration left =
        absl::FromUnixMicros(watcher.bookmark_due_micros) - Now();
    // Longer than it can be when the clock was set back.
    return left <= absl::ZeroDuration() || left > options_.bookmark_interval;
  }

  // The waker's work until Stop().
  void Run() {
    const auto tick = absl::ToChronoNanoseconds(options_.tick);
    absl::Time last_tick = Now();
    std::unique_lock lock(mutex_);
    while (!is_stopped_) {
      changed_.wait_for(lock, tick,
                        [this] { return is_stopped_ || !marked_.empty(); });
      const auto marked = std::exchange(marked_, {});
      lock.unlock();
      for (const auto& channel : marked) {
        // Before waking: an entry that comes meanwhile marks the channel again.
        channel->is_marked = false;
        for (const auto& watcher : channel->Watchers()) watcher->wake();
      }
      // Also when the clock was set back.
      const absl::Time now = Now();
      if (now < last_tick || now - last_tick >= options_.tick) {
        last_tick = now;
        WakeForBookmarks();
      }
      lock.lock();
    }
  }

  void Stop() {
    {
      const std::lock_guard lock(mutex_);
      is_stopped_ = true;
    }
    changed_.notify_one();
  }

 private:
  absl::Time Now() const { return clock_.Now(); }

  const store::Store& store_;
  const Clock& clock_;
  const WatchHubOptions options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_stopped_ ABSL_GUARDED_BY(mutex_) = false;
  // Those whose watchers are to be woken.
  std::vector<std::shared_ptr<WatchChannel>> marked_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, std::shared_ptr<WatchChannel>> channels_
      ABSL_GUARDED_BY(mutex_);
};

namespace {

// Entries looked at before other streams get their turn.
constexpr int kScanMax = 1024;

// One stream: a position in the log.
class WatchSource final : public rpc::Source<v1::WatchEventsResponse> {
 public:
  WatchSource(std::shared_ptr<WatchHub::Core> core,
              std::shared_ptr<WatchChannel> channel,
              std::shared_ptr<Watcher> watcher,
              WatchHub::MakeFilter make_filter, EventFilter filter)
      : core_(std::move(core)),
        channel_(std::move(channel)),
        watcher_(std::move(watcher)),
        make_filter_(std::move(make_filter)),
        filter_(std::move(filter)) {}

  ~WatchSource() override { core_->Leave(channel_, watcher_); }

  // Begins after `revision`, up to which the history has this name.
  void SetRevision(uint64_t revision, std::string history) {
    revision_ = revision;
    history_ = std::move(history);
  }

  absl::StatusOr<bool> Next(v1::WatchEventsResponse* message) override {
    message->Clear();
    if (!has_said_where_) return SayWhere(message);
    for (int i = 0; i < kScanMax; ++i) {
      ASSIGN_OR_RETURN(const WatchChannel::Entry entry, NextEntry());
      if (entry == nullptr) return SayWhereWhenDue(message);
      revision_ = entry->revision();
      last_ = entry;
      for (int index = 0; index < entry->events_size(); ++index) {
        if (!filter_.Matches(entry->events(index))) continue;
        *message->add_events() = ToEvent(*entry, index);
      }
      RETURN_IF_ERROR(FollowProfiles(*entry));
      if (!message->events().empty()) return SayWhere(message);
    }
    if (!SayWhereWhenDue(message)) {
      core_->WakeLater(channel_);
      return false;
    }
    return true;
  }

 private:
  // The entry after the position; null when there is none yet.
  absl::StatusOr<WatchChannel::Entry> NextEntry() {
    if (read_.empty()) {
      const WatchChannel::Lookup found = channel_->Find(revision_ + 1);
      if (!found.is_in_store) return found.entry;
      ASSIGN_OR_RETURN(store::LogEntries entries,
                       store::ReadAfter(*core_->store().Read(),
                                        channel_->merchant_id(), revision_));
      read_.assign(entries.begin(), entries.end());
      if (read_.empty()) return nullptr;
    }
    WatchChannel::Entry entry = std::move(read_.front());
    read_.pop_front();
    return entry;
  }

  // Goes on with those whom the customers of the stream are part of now.
  absl::Status FollowProfiles(const storage::v1::LogEntry& entry) {
    const auto is_other = [this](const storage::v1::LoggedEvent& event) {
      return ChangesProfiles(event) && filter_.IsAboutSubjects(event);
    };
    if (make_filter_ == nullptr ||
        std::none_of(entry.events().begin(), entry.events().end(), is_other)) {
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(filter_, make_filter_(*core_->store().Read()));
    return absl::OkStatus();
  }

  bool SayWhere(v1::WatchEventsResponse* message) {
    if (last_ != nullptr) {
      history_ = store::HistoryOf(*std::exchange(last_, nullptr));
    }
    message->set_revision(static_cast<int64_t>(revision_));
    message->set_history(history_);
    core_->SetBookmarkDue(watcher_.get());
    has_said_where_ = true;
    return true;
  }

  bool SayWhereWhenDue(v1::WatchEventsResponse* message) {
    return core_->IsBookmarkDue(*watcher_) && SayWhere(message);
  }

  const std::shared_ptr<WatchHub::Core> core_;
  const std::shared_ptr<WatchChannel> channel_;
  const std::shared_ptr<Watcher> watcher_;
  const WatchHub::MakeFilter make_filter_;
  EventFilter filter_;
  // Everything up to and with this revision has been sent or passed over.
  uint64_t revision_ = 0;
  // The name of the history up to `revision_`, unless `last_` tells it: most
  // entries pass without being asked for it.
  std::string history_;
  WatchChannel::Entry last_;
  bool has_said_where_ = false;
  // Read from the store and not sent yet; follows `revision_`.
  std::deque<WatchChannel::Entry> read_;
};

}  // namespace

WatchHub::WatchHub(store::Store& store, const Clock& clock,
                   WatchHubOptions options)
    : core_(std::make_shared<Core>(store, clock, options)),
      waker_([core = core_] { core->Run(); }) {
  store.AddLogListener([core = core_](const std::string& merchant_id,
                                      WatchChannel::Entry entry) {
    core->OnCommit(merchant_id, std::move(entry));
  });
}

WatchHub::~WatchHub() {
  core_->Stop();
  waker_.join();
}

absl::StatusOr<std::unique_ptr<rpc::Source<WatchHub::Response>>>
WatchHub::Watch(const std::string& merchant_id,
                const v1::WatchEventsRequest& request, rpc::Wake wake,
                MakeFilter make_filter) {
  FieldViolations violations;
  CheckWatch(request, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  auto watcher = std::make_shared<Watcher>();
  watcher->wake = std::move(wake);
  // Joins first: whatever is committed after the snapshot wakes the stream.
  ASSIGN_OR_RETURN(std::shared_ptr<WatchChannel> channel,
                   core_->Join(merchant_id, watcher));
  const auto snapshot = core_->store().Read();
  EventFilter filter(request.subjects(), request.types());
  if (make_filter != nullptr) {
    ASSIGN_OR_RETURN(filter, make_filter(*snapshot));
  }
  auto source = std::make_unique<WatchSource>(
      core_, std::move(channel), std::move(watcher), std::move(make_filter),
      std::move(filter));
  ASSIGN_OR_RETURN(uint64_t revision,
                   store::LastRevision(*snapshot, merchant_id));
  if (request.has_after_revision()) {
    revision = static_cast<uint64_t>(request.after_revision());
    RETURN_IF_ERROR(store::CheckRevision(*snapshot, merchant_id, revision));
    RETURN_IF_ERROR(store::CheckHistory(*snapshot, merchant_id, revision,
                                        request.history()));
  }
  ASSIGN_OR_RETURN(std::string history,
                   store::HistoryAt(*snapshot, merchant_id, revision));
  source->SetRevision(revision, std::move(history));
  return source;
}

void WatchHub::WakeForBookmarks() { core_->WakeForBookmarks(); }

}  // namespace comptoir::events
