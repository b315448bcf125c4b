#include "server/base/calendar/local_time.h"

namespace comptoir {

absl::CivilSecond ToLocal(absl::Time time, absl::TimeZone zone) {
  return absl::ToCivilSecond(time, zone);
}

absl::Time FromLocal(absl::CivilSecond local, absl::TimeZone zone) {
  const absl::TimeZone::TimeInfo info = zone.At(local);
  // `pre` takes the offset from before the jump: the only moment of a unique
  // time and the first of a repeated one.
  return info.kind == absl::TimeZone::TimeInfo::SKIPPED ? info.trans : info.pre;
}

absl::CivilDay LocalDay(absl::Time time, absl::TimeZone zone) {
  return absl::CivilDay(ToLocal(time, zone));
}

absl::Time StartOfDay(absl::CivilDay day, absl::TimeZone zone) {
  return FromLocal(absl::CivilSecond(day), zone);
}

}  // namespace comptoir
