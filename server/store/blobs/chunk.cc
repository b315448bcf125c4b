#include "server/store/blobs/chunk.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "comptoir/storage/v1/blob.pb.h"
#include "server/base/digest.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::store {
namespace {

using comptoir::storage::v1::BlobChunkCount;

std::string ChunkKey(std::string_view merchant_id, std::string_view sha256) {
  return Key(Space::kBlobChunks, merchant_id).Raw(sha256).Take();
}

std::string CountKey(std::string_view merchant_id, std::string_view sha256) {
  return Key(Space::kBlobChunkCounts, merchant_id).Raw(sha256).Take();
}

// 0 when there is none.
absl::StatusOr<uint64_t> ReadCount(const Transaction& txn,
                                   const std::string& key) {
  ASSIGN_OR_RETURN(const std::optional<std::string> value, txn.Get(key));
  if (!value) return 0;
  BlobChunkCount count;
  if (!count.ParseFromString(*value)) return Corrupt("the count of a chunk");
  return count.references();
}

void PutCount(Transaction& txn, const std::string& key, uint64_t references) {
  BlobChunkCount count;
  count.set_references(references);
  txn.Put(key, count.SerializeAsString());
}

}  // namespace

Chunk MakeChunk(std::string bytes) {
  std::string sha256 = Sha256(bytes);
  return {.bytes = std::move(bytes), .sha256 = std::move(sha256)};
}

absl::Status AddChunk(Transaction& txn, const Chunk& chunk) {
  const std::string key = CountKey(txn.merchant_id(), chunk.sha256);
  ASSIGN_OR_RETURN(const uint64_t references, ReadCount(txn, key));
  if (references == 0) {
    txn.Put(ChunkKey(txn.merchant_id(), chunk.sha256), chunk.bytes);
  }
  PutCount(txn, key, references + 1);
  return absl::OkStatus();
}

absl::Status ReleaseChunk(Transaction& txn, std::string_view sha256) {
  const std::string key = CountKey(txn.merchant_id(), sha256);
  ASSIGN_OR_RETURN(const uint64_t references, ReadCount(txn, key));
  if (references == 0) return Corrupt("the count of a chunk");
  if (references > 1) {
    PutCount(txn, key, references - 1);
    return absl::OkStatus();
  }
  txn.Delete(key);
  txn.Delete(ChunkKey(txn.merchant_id(), sha256));
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadChunk(const Snapshot& snapshot,
                                      std::string_view merchant_id,
                                      std::string_view sha256) {
  ASSIGN_OR_RETURN(std::optional<std::string> bytes,
                   snapshot.Get(ChunkKey(merchant_id, sha256)));
  if (!bytes) return Corrupt("a chunk of a blob");
  return *std::move(bytes);
}

}  // namespace comptoir::store
