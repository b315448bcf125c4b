// A batch of a reader's events, made ready for the lane: what needs no
// transaction is done before it, since lanes are shared. Pure.
#ifndef COMPTOIR_SERVER_READERS_RULES_REPORTED_BATCH_H_
#define COMPTOIR_SERVER_READERS_RULES_REPORTED_BATCH_H_

#include <cstdint>
#include <string>
#include <vector>

#include "comptoir/readers/v1/reader_stream.pb.h"

namespace comptoir::readers {

// Payments of one transaction: what they and 256 other events make of the
// merchant's log fits in one row of it.
inline constexpr int kPaymentsPerPartMax = 64;

// An event without what cannot be kept of it.
struct ReportedEvent {
  v1::ReaderEvent event;
  // Of the event as it came.
  uint64_t digest = 0;
  // See CleanEvent.
  std::vector<std::string> left_out;
  // Another event was applied under its number.
  bool is_other = false;
  // A record that it would change is damaged: its money is kept, and nothing
  // else is touched.
  bool is_set_aside = false;
};

// Consecutive events of one epoch.
struct ReportedBatch {
  uint64_t epoch = 0;
  uint64_t first_seq = 0;
  std::vector<ReportedEvent> events;
};

// A batch that passed CheckBatch in parts, in order, each for a transaction of
// its own: one part, nearly always.
std::vector<ReportedBatch> PartsOf(v1::EventBatch batch);

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_RULES_REPORTED_BATCH_H_
