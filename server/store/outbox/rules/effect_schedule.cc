#include "server/store/outbox/rules/effect_schedule.h"

#include <algorithm>

namespace comptoir::store {

void EffectSchedule::Due(const QueueName& name, absl::Time due) {
  const auto queue = queues_.try_emplace(name).first;
  if (due >= queue->second.due) return;
  if (queue->second.place == Place::kWaiting) {
    by_due_.erase({queue->second.due, name});
    queue->second.place = Place::kNowhere;
  }
  queue->second.due = due;
  if (queue->second.place == Place::kNowhere) Settle(queue);
}

std::optional<EffectSchedule::Turn> EffectSchedule::BeginTurn(absl::Time now) {
  while (!by_due_.empty() && by_due_.begin()->first <= now) {
    const QueueName name = by_due_.begin()->second;
    by_due_.erase(by_due_.begin());
    queues_.at(name).place = Place::kReady;
    ready_.push_back(name);
  }
  while (std::optional<QueueName> next = TakeNext()) {
    Turn turn{.queue = *std::move(next)};
    Queue& queue = queues_.at(turn.queue);
    Merchant& merchant = merchants_[turn.queue.merchant_id];
    turn.count = RoomOf(queue, merchant);
    if (turn.count <= 0) {
      queue.place = Place::kBlocked;
      Block(turn.queue, queue, merchant);
      continue;
    }
    if (queue.taken() == 0) ++merchant.queues;
    turn.running = queue.running;
    queue.place = Place::kTurn;
    queue.due = absl::InfiniteFuture();
    queue.reserved = turn.count;
    further_ -= merchant.further();
    merchant.taken += turn.count;
    further_ += merchant.further();
    taken_ += turn.count;
    return turn;
  }
  return std::nullopt;
}

bool EffectSchedule::BeginRun(const QueueName& name, const std::string& id) {
  Queue& queue = queues_.at(name);
  if (!queue.running.insert(id).second) return false;
  --queue.reserved;
  ++running_;
  return true;
}

void EffectSchedule::EndRun(const QueueName& name, const std::string& id) {
  const auto queue = queues_.find(name);
  queue->second.running.erase(id);
  --running_;
  GiveBack(*queue, 1);
  if (queue->second.place == Place::kNowhere) Settle(queue);
}

void EffectSchedule::EndTurn(const Turn& turn, absl::Time next_due) {
  const auto queue = queues_.find(turn.queue);
  const int unused = std::exchange(queue->second.reserved, 0);
  queue->second.place = Place::kNowhere;
  queue->second.due = std::min(queue->second.due, next_due);
  GiveBack(*queue, unused);
  Settle(queue);
}

absl::Time EffectSchedule::NextTurn() const {
  if (taken_ >= limits_.total_max) return absl::InfiniteFuture();
  if (!ready_.empty() || (!further_ready_.empty() && FurtherRoom() > 0)) {
    return absl::InfinitePast();
  }
  return by_due_.empty() ? absl::InfiniteFuture() : by_due_.begin()->first;
}

void EffectSchedule::Settle(Queues::iterator queue) {
  if (queue->second.due != absl::InfiniteFuture()) {
    queue->second.place = Place::kWaiting;
    by_due_.emplace(queue->second.due, queue->first);
  } else if (queue->second.taken() == 0) {
    queues_.erase(queue);
  }
}

// What waited for the merchant's runs to end may have its turn now.
void EffectSchedule::GiveBack(const Queues::value_type& queue, int count) {
  if (count == 0) return;
  taken_ -= count;
  const auto merchant = merchants_.find(queue.first.merchant_id);
  further_ -= merchant->second.further();
  merchant->second.taken -= count;
  further_ += merchant->second.further();
  if (queue.second.taken() == 0) --merchant->second.queues;
  for (const QueueName& blocked : std::exchange(merchant->second.blocked, {})) {
    queues_.at(blocked).place = Place::kReady;
    ready_.push_back(blocked);
  }
  if (merchant->second.taken > 0) return;
  merchants_.erase(merchant);
  // What they waited for as a further run is the first one now.
  const auto is_of_it = [&](const QueueName& name) {
    return name.merchant_id == queue.first.merchant_id;
  };
  for (const QueueName& name : further_ready_) {
    if (!is_of_it(name)) continue;
    queues_.at(name).place = Place::kReady;
    ready_.push_back(name);
  }
  std::erase_if(further_ready_, is_of_it);
}

std::optional<QueueName> EffectSchedule::TakeNext() {
  if (taken_ >= limits_.total_max) return std::nullopt;
  while (!ready_.empty()) {
    QueueName name = std::move(ready_.front());
    ready_.pop_front();
    if (further_ready_.empty() || !merchants_.contains(name.merchant_id)) {
      return name;
    }
    queues_.at(name).place = Place::kBlocked;
    further_ready_.push_back(std::move(name));
  }
  if (further_ready_.empty() || FurtherRoom() <= 0) return std::nullopt;
  QueueName name = std::move(further_ready_.front());
  further_ready_.pop_front();
  return name;
}

// A merchant without a run is never blocked: each one that is has a run whose
// end lets its queues go on.
void EffectSchedule::Block(const QueueName& name, const Queue& queue,
                           Merchant& merchant) {
  if (OwnRoomOf(queue, merchant) > 0 && FurtherRoom() <= 0) {
    further_ready_.push_back(name);
  } else {
    merchant.blocked.push_back(name);
  }
}

int EffectSchedule::OwnRoomOf(const Queue& queue,
                              const Merchant& merchant) const {
  const int first = queue.taken() == 0 ? 1 : 0;
  const int further = merchant.taken - merchant.queues;
  return std::min({limits_.per_merchant_max - merchant.taken,
                   limits_.per_queue_max - queue.taken(),
                   limits_.per_merchant_further_max - further + first});
}

int EffectSchedule::RoomOf(const Queue& queue, const Merchant& merchant) const {
  const int first = merchant.taken == 0 ? 1 : 0;
  return std::min({limits_.total_max - taken_,
                   FurtherRoom() - merchant.further() + first,
                   OwnRoomOf(queue, merchant)});
}

}  // namespace comptoir::store
