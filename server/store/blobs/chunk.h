// The pieces that blobs are kept in.
//
// A chunk is named by the SHA-256 of its bytes and kept once for a merchant,
// with a count of the manifests and uploads that name it, as often as they do;
// the last one to let go of it takes it away. Never shared between merchants:
// who uploads must not learn what another one has.
#ifndef COMPTOIR_SERVER_STORE_BLOBS_CHUNK_H_
#define COMPTOIR_SERVER_STORE_BLOBS_CHUNK_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/store/transaction.h"

namespace comptoir::store {

// Stored: every chunk of a blob but its last one has this many bytes.
inline constexpr size_t kChunkBytes = 256 * 1024;
inline constexpr size_t kSha256Bytes = 32;

// Of a blob: 1 to kChunkBytes bytes.
struct Chunk {
  std::string bytes;
  std::string sha256;
};

// Hashes the bytes: not for lanes.
Chunk MakeChunk(std::string bytes);

// The names of several chunks, one behind the other.
inline size_t ChunksIn(std::string_view names) {
  return names.size() / kSha256Bytes;
}
inline std::string_view ChunkAt(std::string_view names, size_t index) {
  return names.substr(index * kSha256Bytes, kSha256Bytes);
}

// Adds a reference to the chunk, which is stored unless it is there.
absl::Status AddChunk(Transaction& txn, const Chunk& chunk);

// Takes a reference back; the bytes go with the last one. DATA_LOSS, and
// nothing is changed, when there was none.
absl::Status ReleaseChunk(Transaction& txn, std::string_view sha256);

// The bytes. DATA_LOSS when they are not there.
absl::StatusOr<std::string> ReadChunk(const Snapshot& snapshot,
                                      std::string_view merchant_id,
                                      std::string_view sha256);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_BLOBS_CHUNK_H_
