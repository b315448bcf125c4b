#include "server/customers/segments/told/segment_keeper.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include "google/protobuf/message.h"
#include "server/base/log/log.h"
#include "server/base/status.h"
#include "server/base/strings.h"
#include "server/customers/segments/told/segment_flips.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredSegment;

// Merchants with a write under way at one time.
constexpr int kMerchantsMax = 16;
// A look that failed is tried again after this time, then after twice as long
// each time.
constexpr absl::Duration kRetryDelayMin = absl::Seconds(1);
constexpr absl::Duration kRetryDelayMax = absl::Minutes(5);

absl::Duration RetryDelay(int failures) {
  absl::Duration delay = kRetryDelayMin;
  for (int i = 1; i < failures && delay < kRetryDelayMax; ++i) delay *= 2;
  return std::min(delay, kRetryDelayMax);
}

bool HasSomethingToWrite(const LookSeen& seen) {
  return std::any_of(seen.begin(), seen.end(), [](const auto& one) {
    return !one.second.flips.empty() || one.second.is_settled;
  });
}

}  // namespace

SegmentKeeper::SegmentKeeper(store::Store& store, const Clock& clock,
                             SegmentTables& tables, const KeptFilters& kept,
                             const ToldMembers& told, Filters& filters)
    : store_(store),
      clock_(clock),
      tables_(tables),
      kept_(kept),
      told_(told),
      due_(clock, kMerchantsMax) {
  tables.segments.AddObserver([this](const std::string& merchant_id,
                                     const google::protobuf::Message* before,
                                     const google::protobuf::Message* after) {
    SegmentChanged(merchant_id, static_cast<const StoredSegment*>(before),
                   static_cast<const StoredSegment*>(after));
  });
  filters.columns().set_observer(
      [this, place = told.place()](const std::string& merchant_id,
                                   const IdBytes& id,
                                   std::optional<size_t> changed) {
        if (changed != place) CustomerChanged(merchant_id, id);
      });
}

absl::Status SegmentKeeper::Begin() {
  if (std::exchange(has_begun_, true)) return absl::OkStatus();
  const std::shared_ptr<const kv::View> view = store_.Read();
  const auto rows = view->Scan(store::AllOf(store::Space::kSegments));
  for (; rows->Valid(); rows->Next()) {
    store::KeyReader key(rows->key());
    const std::string merchant_id(key.merchant_id());
    std::string segment_id;
    if (!key.Id("seg", &segment_id)) return Corrupt("a segment");
    {
      const std::lock_guard lock(mutex_);
      waiting_[merchant_id].segments[segment_id] = absl::InfinitePast();
    }
    due_.Note(merchant_id, absl::InfinitePast());
  }
  return rows->status();
}

absl::Status SegmentKeeper::Start() {
  RETURN_IF_ERROR(Begin());
  thread_ = std::thread([this] {
    while (const auto merchant = due_.WaitAndTake()) Look(*merchant);
  });
  return absl::OkStatus();
}

absl::Status SegmentKeeper::RunPending() {
  RETURN_IF_ERROR(Begin());
  while (const auto merchant = due_.TakeUntilIdle()) Look(*merchant);
  return absl::OkStatus();
}

void SegmentKeeper::Stop() {
  due_.Stop();
  if (thread_.joinable()) thread_.join();
}

void SegmentKeeper::SegmentChanged(const std::string& merchant_id,
                                   const StoredSegment* before,
                                   const StoredSegment* after) {
  const bool is_told = before != nullptr && after != nullptr &&
                       before->filter_revision() == after->filter_revision();
  if (is_told || after == nullptr) return;
  {
    const std::lock_guard lock(mutex_);
    Waiting& waiting = waiting_[merchant_id];
    waiting.segments[after->segment().id()] = absl::InfinitePast();
    // Others may name it.
    for (auto& [id, due] : waiting.segments) due = absl::InfinitePast();
  }
  due_.Note(merchant_id, absl::InfinitePast());
}

void SegmentKeeper::CustomerChanged(const std::string& merchant_id,
                                    const IdBytes& id) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = waiting_.find(merchant_id);
    if (found == waiting_.end()) return;
    found->second.customers.insert(id);
  }
  due_.Note(merchant_id, absl::InfinitePast());
}

absl::StatusOr<LookWanted> SegmentKeeper::Take(const std::string& merchant_id,
                                               const kv::View& view) {
  bool is_new = false;
  {
    const std::lock_guard lock(mutex_);
    is_new = waiting_[merchant_id].is_new;
  }
  std::vector<IdBytes> gone;
  if (is_new) {
    ASSIGN_OR_RETURN(gone, told_.Gone(view, merchant_id));
  }
  LookWanted wanted{.merchant_id = merchant_id, .now = clock_.Now()};
  const std::lock_guard lock(mutex_);
  Waiting& waiting = waiting_[merchant_id];
  waiting.is_new = false;
  waiting.customers.insert(gone.begin(), gone.end());
  // What fails goes alone.
  const bool is_alone = waiting.failures > 0;
  const size_t count = std::min(waiting.customers.size(),
                                is_alone ? size_t{1} : kCustomersPerLook);
  for (size_t i = 0; i < count; ++i) {
    wanted.customers.insert(
        waiting.customers.extract(waiting.customers.begin()));
  }
  for (auto& [id, due] : waiting.segments) {
    if (due > wanted.now || (is_alone && !wanted.segments.empty())) continue;
    wanted.segments.insert(id);
    due = absl::InfiniteFuture();
  }
  return wanted;
}

void SegmentKeeper::Look(const std::string& merchant_id) {
  LookWanted wanted{.merchant_id = merchant_id};
  const auto fail = [&](const absl::Status& status) { Failed(wanted, status); };
  absl::StatusOr<LookWanted> taken = Take(merchant_id, *store_.Read());
  if (!taken.ok()) return fail(taken.status());
  wanted = *std::move(taken);
  absl::StatusOr<LookSeen> seen =
      LookAtSegments(kept_, told_, *store_.Read(), wanted);
  if (!seen.ok()) return fail(seen.status());
  if (!HasSomethingToWrite(*seen)) return Seen(wanted, *seen);
  auto shared = std::make_shared<const LookSeen>(*std::move(seen));
  store_.Update(
      store::SystemContext(merchant_id, "segments", wanted.now),
      [this, shared](store::Transaction& txn, std::string*) {
        return WriteSeen(tables_, told_, *shared, txn);
      },
      [this, wanted, shared](const store::WriteResult& result) {
        if (!result.status.ok()) return Failed(wanted, result.status);
        Seen(wanted, *shared);
      });
}

void SegmentKeeper::Seen(const LookWanted& wanted, const LookSeen& seen) {
  absl::Time next = absl::InfiniteFuture();
  {
    const std::lock_guard lock(mutex_);
    Waiting& waiting = waiting_[wanted.merchant_id];
    waiting.failures = 0;
    std::erase_if(waiting.segments, [&](const auto& one) {
      // Cleaned away. One that is newer than the look is due.
      return one.second == absl::InfiniteFuture() && !seen.contains(one.first);
    });
    for (const auto& [id, one] : seen) {
      const auto due = waiting.segments.find(id);
      if (due == waiting.segments.end()) continue;
      due->second =
          std::min(due->second, one.has_more ? absl::InfinitePast() : one.turn);
    }
    for (const auto& [id, due] : waiting.segments) next = std::min(next, due);
    if (!waiting.customers.empty()) next = absl::InfinitePast();
  }
  due_.Return(wanted.merchant_id, next);
}

void SegmentKeeper::Failed(const LookWanted& wanted,
                           const absl::Status& failure) {
  int failures;
  {
    const std::lock_guard lock(mutex_);
    Waiting& waiting = waiting_[wanted.merchant_id];
    failures = ++waiting.failures;
    waiting.customers.insert(wanted.customers.begin(), wanted.customers.end());
    for (const std::string& id : wanted.segments) {
      waiting.segments[id] = absl::InfinitePast();
    }
  }
  LogWarning(
      "looking at segments failed",
      {{"failures", int64_t{failures}}, {"error", ToStd(failure.message())}});
  // Nothing is written any more; a restart looks at everything.
  const bool is_over = !store_.health().ok();
  due_.Return(wanted.merchant_id, is_over
                                      ? absl::InfiniteFuture()
                                      : clock_.Now() + RetryDelay(failures));
}

}  // namespace comptoir::customers
