// What the stream of a reader says to its daemon, and how it ends.
#ifndef COMPTOIR_SERVER_READERS_STREAM_STREAM_MESSAGES_H_
#define COMPTOIR_SERVER_READERS_STREAM_STREAM_MESSAGES_H_

#include <cstdint>

#include "absl/status/status.h"
#include "comptoir/readers/v1/reader_stream.pb.h"
#include "server/readers/intake/event_intake.h"

namespace comptoir::readers {

// FAILED_PRECONDITION, reason EVENT_GAP.
absl::Status GapError(uint64_t epoch, uint64_t from_seq);

// The end of a stream whose transaction failed: refusals as they are;
// everything else as UNAVAILABLE, reason EVENTS_NOT_STORED.
absl::Status AsStreamError(const absl::Status& status);

v1::StreamReaderResponse WelcomeFor(const HelloOutcome& outcome);

// INVALID_ARGUMENT for a hello that no daemon says.
absl::Status CheckHello(const v1::Hello& hello);

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_STREAM_STREAM_MESSAGES_H_
