#include "server/store/jobs/backoff.h"

#include <algorithm>
#include <cstdint>

namespace comptoir::store {
namespace {

// FNV-1a. Spreads; nothing relies on it being hard to guess.
uint32_t Hash(std::string_view text, uint32_t hash) {
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  }
  return hash ^ (hash >> 15);
}

}  // namespace

absl::Duration Backoff(int failures, std::string_view id) {
  absl::Duration full = kBackoffMin;
  for (int i = 1; i < failures && full < kBackoffMax; ++i) full *= 2;
  full = std::min(full, kBackoffMax);
  constexpr uint32_t kParts = 1024;
  const uint32_t part =
      Hash(id, 2166136261u + static_cast<uint32_t>(failures)) % kParts;
  return full / 2 + full / 2 * part / kParts;
}

}  // namespace comptoir::store
