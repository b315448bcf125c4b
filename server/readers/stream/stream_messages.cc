#include "server/readers/stream/stream_messages.h"

#include "fmt/format.h"
#include "server/base/status.h"
#include "server/readers/rules/event_rules.h"

namespace comptoir::readers {

using v1::Hello;
using v1::StreamReaderResponse;

absl::Status GapError(uint64_t epoch, uint64_t from_seq) {
  return Error(absl::StatusCode::kFailedPrecondition, "EVENT_GAP",
               fmt::format("event {} of epoch {} is missing", from_seq, epoch));
}

// A failure of the server, as the daemon sees it: its events are safe with it
// and it comes back with them.
absl::Status AsStreamError(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kUnauthenticated:
      return status;
    default:
      return Error(absl::StatusCode::kUnavailable, "EVENTS_NOT_STORED",
                   "the events could not be stored; connect again");
  }
}

StreamReaderResponse WelcomeFor(const HelloOutcome& outcome) {
  StreamReaderResponse response;
  v1::Welcome& welcome = *response.mutable_welcome();
  for (const v1::EpochPosition& position : outcome.acknowledged) {
    *welcome.add_acknowledged() = position;
  }
  welcome.mutable_heartbeat_interval()->set_seconds(
      absl::ToInt64Seconds(kHeartbeatInterval));
  welcome.set_events_per_batch_max(kEventsPerBatchMax);
  welcome.set_batch_bytes_max(kBatchBytesMax);
  welcome.set_batches_in_flight_max(kBatchesInFlightMax);
  return response;
}

absl::Status CheckHello(const Hello& hello) {
  if (hello.epoch() == 0 || hello.epoch() > kSeqMax) {
    return InvalidField("hello.epoch", fmt::format("must be 1 to {}", kSeqMax));
  }
  if (hello.first_unacknowledged_seq() > kSeqMax) {
    return InvalidField("hello.first_unacknowledged_seq", "is too large");
  }
  if (hello.earlier_epochs_size() > kEarlierEpochsMax) {
    return InvalidField("hello.earlier_epochs",
                        fmt::format("are more than {}", kEarlierEpochsMax));
  }
  uint64_t last = 0;
  for (const v1::EpochPosition& position : hello.earlier_epochs()) {
    if (position.epoch() <= last || position.epoch() >= hello.epoch() ||
        position.seq() > kSeqMax) {
      return InvalidField("hello.earlier_epochs",
                          "must rise and stay below the epoch");
    }
    last = position.epoch();
  }
  return absl::OkStatus();
}

}  // namespace comptoir::readers
