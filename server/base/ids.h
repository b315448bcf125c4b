// Ids: opaque, sortable by creation time, prefixed with their kind.
//
//   id := prefix '_' 26 * base32      e.g. cus_01jd5m7y3k8q4v9w2x6z0b1c3d
//
// The 26 characters are Crockford's base 32 in lower case of 128 bits: 48 bits
// of milliseconds since 1970, then 80 random bits. Equal order as text and as
// the 16 bytes that keys store.
#ifndef COMPTOIR_SERVER_BASE_IDS_H_
#define COMPTOIR_SERVER_BASE_IDS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace comptoir {

// The 128 bits of an id, without its prefix.
using IdBytes = std::array<char, 16>;

// Random bytes of the operating system; ends the process when there are none.
std::string RandomBytes(size_t count);

inline constexpr size_t kIdSeedBytes = 16;

// Makes the ids of one call. The ids follow from the seed, so that running the
// same transaction again makes the same ids.
class IdMaker {
 public:
  // `seed` is kIdSeedBytes random bytes.
  IdMaker(absl::Time time, std::string_view seed);
  // From fresh randomness.
  explicit IdMaker(absl::Time time);

  // A new id; `prefix` such as "cus".
  std::string Make(std::string_view prefix);

  // Starts over, for a transaction that is run again.
  void Reset() { made_ = 0; }

 private:
  uint64_t time_ms_;
  std::array<uint64_t, 2> seed_;
  uint64_t made_ = 0;
};

// The 128 bits of `id`, or nullopt when it is not `prefix`_ and 26 characters.
std::optional<IdBytes> ParseId(std::string_view prefix, std::string_view id);

// The 128 bits of an id of any prefix.
std::optional<IdBytes> ParseAnyId(std::string_view id);

// The inverse of ParseId.
std::string FormatId(std::string_view prefix, std::string_view bytes16);

// The text before the underscore.
std::string_view PrefixOf(std::string_view id);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_IDS_H_
