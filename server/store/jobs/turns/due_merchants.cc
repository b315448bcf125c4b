#include "server/store/jobs/turns/due_merchants.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>

#include "server/store/key_codec.h"

namespace comptoir::store {
namespace {

// The wall clock may be set: look at it now and then.
constexpr absl::Duration kWaitMax = absl::Seconds(30);

}  // namespace

DueMerchants::DueMerchants(const Clock& clock, int out_max,
                           std::function<void()> on_set_back)
    : clock_(clock), out_max_(out_max), on_set_back_(std::move(on_set_back)) {}

absl::Status DueMerchants::Load(const Snapshot& snapshot, Space space) {
  kv::Range range = kv::Range::Prefix(std::string(1, static_cast<char>(space)));
  while (true) {
    const std::unique_ptr<kv::Iterator> rows = snapshot.Scan(range);
    if (!rows->Valid()) return rows->status();
    KeyReader key(rows->key());
    int64_t due;
    if (!key.ok() || !key.I64(&due)) {
      // `comptoird verify` reports it; here it must not hide those behind it.
      range.start = std::string(rows->key()) + '\0';
      continue;
    }
    Note(key.merchant_id(), absl::FromUnixMicros(due));
    range.start = Key(space, key.merchant_id()).Prefix().limit;
  }
}

void DueMerchants::Note(const std::string& merchant_id, absl::Time due) {
  const std::lock_guard lock(mutex_);
  // `due` is of this clock, which may be ahead for a moment only.
  set_back_.See(clock_.Now());
  const auto [found, is_new] = merchants_.try_emplace(merchant_id);
  Entry& entry = found->second;
  if (entry.place == Entry::Place::kReady || entry.due <= due) return;
  if (entry.place == Entry::Place::kOut) {
    entry.due = due;
    return;
  }
  if (!is_new) later_.erase({entry.due, merchant_id});
  entry.due = due;
  PutInPlace(merchant_id, entry);
}

void DueMerchants::PutInPlace(const std::string& merchant_id, Entry& entry) {
  const absl::Time now = clock_.Now();
  if (entry.due <= now) {
    entry.place = Entry::Place::kReady;
    ready_.push_back(merchant_id);
    due_.notify_one();
    return;
  }
  entry.place = Entry::Place::kLater;
  const auto place = later_.emplace(entry.due, merchant_id).first;
  if (place == later_.begin() && entry.due < now + kWaitMax) due_.notify_one();
}

void DueMerchants::LookAtClock(std::unique_lock<std::mutex>& lock) {
  if (!set_back_.IsSetBack(clock_.Now())) return;
  if (on_set_back_) {
    lock.unlock();
    on_set_back_();
    lock.lock();
  }
  for (const auto& [due, merchant] : std::exchange(later_, {})) {
    merchants_.at(merchant).place = Entry::Place::kReady;
    ready_.push_back(merchant);
  }
}

std::optional<std::string> DueMerchants::TakeReady() {
  const absl::Time now = clock_.Now();
  while (!later_.empty() && later_.begin()->first <= now) {
    std::string merchant = later_.extract(later_.begin()).value().second;
    merchants_.at(merchant).place = Entry::Place::kReady;
    ready_.push_back(std::move(merchant));
  }
  if (is_stopping_ || ready_.empty() || out_ >= out_max_) return std::nullopt;
  std::string merchant = std::move(ready_.front());
  ready_.pop_front();
  merchants_[merchant] = {.place = Entry::Place::kOut};
  ++out_;
  // Whoever waits next waits for what is left.
  due_.notify_one();
  return merchant;
}

void DueMerchants::WaitForDue(std::unique_lock<std::mutex>& lock) {
  absl::Duration wait = kWaitMax;
  if (!later_.empty()) {
    wait = std::clamp(later_.begin()->first - clock_.Now(),
                      absl::Milliseconds(1), kWaitMax);
  }
  due_.wait_for(lock, absl::ToChronoMilliseconds(wait));
}

std::optional<std::string> DueMerchants::WaitAndTake() {
  std::unique_lock lock(mutex_);
  while (true) {
    LookAtClock(lock);
    if (is_stopping_) return std::nullopt;
    if (std::optional<std::string> merchant = TakeReady()) return merchant;
    WaitForDue(lock);
  }
}

std::optional<std::string> DueMerchants::TakeUntilIdle() {
  std::unique_lock lock(mutex_);
  while (true) {
    LookAtClock(lock);
    if (std::optional<std::string> merchant = TakeReady()) return merchant;
    if (out_ == 0 || is_stopping_) return std::nullopt;
    returned_.wait(lock);
  }
}

void DueMerchants::Return(const std::string& merchant_id, absl::Time due) {
  // Notified with the lock held: after the last return this may be destroyed.
  const std::lock_guard lock(mutex_);
  set_back_.See(clock_.Now());
  const auto found = merchants_.find(merchant_id);
  Entry& entry = found->second;
  entry.due = std::min(entry.due, due);
  if (entry.due == absl::InfiniteFuture()) {
    merchants_.erase(found);
  } else {
    PutInPlace(merchant_id, entry);
  }
  // One that waited because too many were out goes on.
  if (out_-- == out_max_) due_.notify_one();
  returned_.notify_all();
}

void DueMerchants::Stop() {
  std::unique_lock lock(mutex_);
  is_stopping_ = true;
  due_.notify_all();
  returned_.notify_all();
  returned_.wait(lock, [this] { return out_ == 0; });
}

}  // namespace comptoir::store
