// Between absl::Time and the Timestamp of protos, in microseconds: what keys
// and clocks of this server hold.
#ifndef COMPTOIR_SERVER_BASE_TIMESTAMPS_H_
#define COMPTOIR_SERVER_BASE_TIMESTAMPS_H_

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace comptoir {

inline google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  constexpr int64_t kMicrosPerSecond = 1'000'000;
  const int64_t micros = absl::ToUnixMicros(time);
  int64_t seconds = micros / kMicrosPerSecond;
  int64_t rest = micros % kMicrosPerSecond;
  if (rest < 0) {  // nanos count forward, also before 1970.
    rest += kMicrosPerSecond;
    seconds -= 1;
  }
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<int32_t>(rest * 1000));
  return timestamp;
}

inline absl::Time ToTime(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) +
         absl::Microseconds(timestamp.nanos() / 1000);
}

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_TIMESTAMPS_H_
