#include "server/readers/rules/reported_batch.h"

#include <utility>

#include "server/readers/rules/clean_event.h"
#include "server/readers/rules/event_rules.h"

namespace comptoir::readers {

std::vector<ReportedBatch> PartsOf(v1::EventBatch batch) {
  std::vector<ReportedBatch> parts = {
      {.epoch = batch.epoch(), .first_seq = batch.first_seq()}};
  int payments = 0;
  for (v1::ReaderEvent& event : *batch.mutable_events()) {
    if (event.has_payment_approved() && payments++ == kPaymentsPerPartMax) {
      const ReportedBatch& last = parts.back();
      parts.push_back({.epoch = last.epoch,
                       .first_seq = last.first_seq + last.events.size()});
      payments = 1;
    }
    ReportedEvent& reported = parts.back().events.emplace_back();
    reported.digest = DigestOf(event);
    reported.event = std::move(event);
    reported.left_out = CleanEvent(reported.event);
  }
  return parts;
}

}  // namespace comptoir::readers
