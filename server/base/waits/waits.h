// Waits by the wall clock, which may be set back: the one place that says what
// becomes of them then.
//
// A wait lasts as long as it was to last. Where its beginning is known, its end
// is counted from the new time; where it is not, a wait that would last longer
// than it ever may was decided by the clock of before, and is over.
#ifndef COMPTOIR_SERVER_BASE_WAITS_WAITS_H_
#define COMPTOIR_SERVER_BASE_WAITS_WAITS_H_

#include <algorithm>

#include "absl/time/time.h"

namespace comptoir {

// A clock that is set back by no more than this only makes waits longer by as
// much.
inline constexpr absl::Duration kSetBackMin = absl::Seconds(10);

// Whether what was decided at `decided` was so by a clock that has been set
// back since.
inline bool IsAhead(absl::Time decided, absl::Time now) {
  return decided > now + kSetBackMin;
}

// When a wait ends that was decided at `decided` to last until `end`.
inline absl::Time EndOfWait(absl::Time decided, absl::Time end,
                            absl::Time now) {
  return IsAhead(decided, now) ? std::max(now + (end - decided), now) : end;
}

// Whether a wait until `end`, which lasts for `longest` at most, still lasts.
inline bool IsWaiting(absl::Time end, absl::Duration longest, absl::Time now) {
  return now < end && !IsAhead(end - longest, now);
}

// Sees a clock that is set back while it looks on. Not thread-safe.
class SetBackWatch {
 public:
  // Something is decided at `now`.
  void See(absl::Time now) { newest_ = std::max(newest_, now); }

  // Whether the clock has been set back since it was last looked at.
  bool IsSetBack(absl::Time now) {
    const bool is_set_back = IsAhead(newest_, now);
    if (is_set_back) newest_ = now;
    See(now);
    return is_set_back;
  }

 private:
  absl::Time newest_ = absl::InfinitePast();
};

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_WAITS_WAITS_H_
