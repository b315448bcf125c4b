// Tells who has come into segments and who has left.
#ifndef COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_TOLD_SEGMENT_KEEPER_H_
#define COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_TOLD_SEGMENT_KEEPER_H_

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/base/clock.h"
#include "server/base/ids.h"
#include "server/customers/filters/filters.h"
#include "server/customers/segments/kept_filters.h"
#include "server/customers/segments/segment_tables.h"
#include "server/customers/segments/told/segment_look.h"
#include "server/customers/segments/told/told_members.h"
#include "server/store/jobs/turns/due_merchants.h"
#include "server/store/store.h"

namespace comptoir::customers {

// Customers of one look; more wait for the next one.
inline constexpr size_t kCustomersPerLook = 1000;

// Looks at whoever has changed, and at a segment as a whole when it is new,
// when its filter is another one, when time alone changes it, and after a
// start: what was told stands in rows, so that no kill loses a flip or doubles
// one. A look reads outside of the lane, on a thread of the keeper; what it
// writes runs in the lane. Merchants take turns, and one is looked at by one
// alone.
//
// Thread-safe. What it is made of must outlive it.
class SegmentKeeper {
 public:
  // Follows segments and customers: before the store starts.
  SegmentKeeper(store::Store& store, const Clock& clock, SegmentTables& tables,
                const KeptFilters& kept, const ToldMembers& told,
                Filters& filters);
  SegmentKeeper(const SegmentKeeper&) = delete;
  SegmentKeeper& operator=(const SegmentKeeper&) = delete;
  // Stops.
  ~SegmentKeeper() { Stop(); }

  // Once the store has started: everything on a thread, until Stop().
  absl::Status Start();
  // What is due by the clock, here: for tests, which have not called Start().
  absl::Status RunPending();
  // Waits for what is under way. Before the store stops.
  void Stop();

 private:
  // What is to be looked at of a merchant who has segments.
  struct Waiting {
    std::set<IdBytes> customers;
    // When to look at all of each segment.
    std::map<std::string, absl::Time> segments;
    // Since the start nobody was looked for whom there is not any more.
    bool is_new = true;
    int failures = 0;
  };

  // Everything of everybody who has segments, once.
  absl::Status Begin();
  void SegmentChanged(const std::string& merchant_id,
                      const storage::v1::StoredSegment* before,
                      const storage::v1::StoredSegment* after);
  void CustomerChanged(const std::string& merchant_id, const IdBytes& id);

  void Look(const std::string& merchant_id);
  // Takes some of what waits.
  absl::StatusOr<LookWanted> Take(const std::string& merchant_id,
                                  const kv::View& view);
  // It is written.
  void Seen(const LookWanted& wanted, const LookSeen& seen);
  void Failed(const LookWanted& wanted, const absl::Status& failure);

  store::Store& store_;
  const Clock& clock_;
  const SegmentTables& tables_;
  const KeptFilters& kept_;
  const ToldMembers& told_;
  store::DueMerchants due_;
  bool has_begun_ = false;
  std::thread thread_;

  std::mutex mutex_;  // Guards all that follows.
  std::map<std::string, Waiting> waiting_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_TOLD_SEGMENT_KEEPER_H_
