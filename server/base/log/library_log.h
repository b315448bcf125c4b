// What libraries have to say, in our log instead of on standard error as it is:
// a peer that gets a newline into their words must not write lines of ours,
// nor fill the disk.
#ifndef COMPTOIR_SERVER_BASE_LOG_LIBRARY_LOG_H_
#define COMPTOIR_SERVER_BASE_LOG_LIBRARY_LOG_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/time/time.h"

namespace comptoir {

enum class LibrarySeverity {
  kInfo,
  kProblem,
  // The library ends the process next.
  kFatal,
};

struct LibraryLine {
  // Such as "grpc".
  std::string_view library;
  LibrarySeverity severity = LibrarySeverity::kInfo;
  // Where in the library's source.
  std::string_view file;
  int line = 0;
  // Cut after kLibraryTextBytesMax.
  std::string_view text;
};

inline constexpr size_t kLibraryTextBytesMax = 500;
// What all libraries together may say at once, and then each second. What is
// beyond is counted and told with the next line.
inline constexpr int kLibraryLinesBurst = 20;
inline constexpr int kLibraryLinesPerSecond = 2;

// Thread-safe. A fatal line is always written, and is when this returns.
void LogLibraryLine(const LibraryLine& line);

// Sends protobuf's words here. Call it before any thread starts.
void RouteProtobufLog();

// How many lines may pass. Not thread-safe.
class LineLimit {
 public:
  // Whether a line may pass at `now`: the number of those that were held back
  // since the last one that passed, or nullopt to hold it back.
  std::optional<int64_t> Admit(absl::Time now);

 private:
  double allowance_ = kLibraryLinesBurst;
  absl::Time last_ = absl::InfinitePast();
  int64_t held_back_ = 0;
};

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_LOG_LIBRARY_LOG_H_
