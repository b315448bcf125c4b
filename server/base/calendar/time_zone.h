// Time zones by their IANA names, as the system's tzdata has them.
//
// A name is accepted when the system has rules for it, so that a country's new
// zone is known as soon as the system's tzdata is. Case must match. Names that
// the database keeps as links to another ("US/Eastern", "Asia/Calcutta",
// "Japan") are accepted and stay as they were written. Refused are:
//
// - what lies in the same folder and is no zone of the database: the variants
//   "posix/..." and "right/..." (the latter counts leap seconds),
//   "SystemV/...", "localtime", "posixrules", and "Factory", which stands for
//   "not set up";
// - abbreviations of three letters other than UTC and GMT: "EST" is no place,
//   has no summer time, and means other zones to other people;
// - whatever could leave the folder.
//
// The folder is $TZDIR, else /usr/share/zoneinfo. A zone is read once, when it
// is first used: a process keeps the rules with which it met a zone until it
// ends, whatever happens to the file. After an update of tzdata, restart.
#ifndef COMPTOIR_SERVER_BASE_CALENDAR_TIME_ZONE_H_
#define COMPTOIR_SERVER_BASE_CALENDAR_TIME_ZONE_H_

#include <cstddef>
#include <optional>
#include <string_view>

#include "absl/time/time.h"

namespace comptoir {

inline constexpr size_t kTimeZoneNameMax = 64;

// The zone of that name, or nothing. Looks at the file system: a few
// microseconds. Thread-safe.
std::optional<absl::TimeZone> FindTimeZone(std::string_view name);

// The zone of a name that was accepted before, as a location keeps it: from
// memory once it was used, so that a transaction may ask. Nothing when the
// system has lost it before its first use. Thread-safe.
std::optional<absl::TimeZone> AcceptedTimeZone(std::string_view name);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_CALENDAR_TIME_ZONE_H_
