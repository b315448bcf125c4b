#include "server/store/blobs/blob.h"

#include <optional>
#include <utility>

#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/store/blobs/chunk.h"
#include "server/store/blobs/usage.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::store {
namespace {

using comptoir::storage::v1::BlobManifest;

// nullopt when there is no such row.
absl::StatusOr<std::optional<BlobManifest>> FindManifest(
    const Snapshot& snapshot, std::string_view merchant_id,
    std::string_view id) {
  if (!ParseId(kBlobIdPrefix, id)) return std::optional<BlobManifest>();
  ASSIGN_OR_RETURN(const std::optional<std::string> value,
                   snapshot.Get(BlobKey(merchant_id, id)));
  if (!value) return std::optional<BlobManifest>();
  BlobManifest manifest;
  if (!manifest.ParseFromString(*value)) return Corrupt("a blob");
  return std::optional<BlobManifest>(std::move(manifest));
}

void AddReleaseJob(Transaction& txn, std::string_view id) {
  txn.AddJob({.kind = std::string(kBlobRelease),
              .due = txn.now(),
              .payload = std::string(id)});
}

}  // namespace

std::string BlobKey(std::string_view merchant_id, std::string_view id) {
  return Key(Space::kBlobs, merchant_id).Id(id).Take();
}

absl::StatusOr<BlobManifest> ReadManifest(const Snapshot& snapshot,
                                          std::string_view merchant_id,
                                          std::string_view id) {
  ASSIGN_OR_RETURN(std::optional<BlobManifest> manifest,
                   FindManifest(snapshot, merchant_id, id));
  if (!manifest || manifest->is_deleted()) return NotFound("blob", id);
  return *std::move(manifest);
}

absl::StatusOr<Blob> GetBlob(const Snapshot& snapshot,
                             std::string_view merchant_id,
                             std::string_view id) {
  ASSIGN_OR_RETURN(BlobManifest manifest,
                   ReadManifest(snapshot, merchant_id, id));
  return Blob{.id = std::string(id),
              .purpose = std::move(*manifest.mutable_purpose()),
              .content = {.size = manifest.size(),
                          .sha256 = std::move(*manifest.mutable_sha256())},
              .create_time = ToTime(manifest.create_time())};
}

void PutDeleted(Transaction& txn, std::string_view id, BlobManifest manifest) {
  manifest.set_is_deleted(true);
  txn.Put(BlobKey(txn.merchant_id(), id), manifest.SerializeAsString());
  AddReleaseJob(txn, id);
}

absl::Status DeleteBlob(Transaction& txn, std::string_view id) {
  ASSIGN_OR_RETURN(BlobManifest manifest,
                   ReadManifest(txn, txn.merchant_id(), id));
  PutDeleted(txn, id, std::move(manifest));
  return absl::OkStatus();
}

absl::Status RunBlobRelease(Transaction& txn, std::string_view blob_id) {
  ASSIGN_OR_RETURN(std::optional<BlobManifest> manifest,
                   FindManifest(txn, txn.merchant_id(), blob_id));
  if (!manifest || !manifest->is_deleted()) return absl::OkStatus();
  const std::string key = BlobKey(txn.merchant_id(), blob_id);
  // What the manifest names is what it holds references to, at any time: the
  // names go in the transaction that releases them.
  std::string& chunks = *manifest->mutable_chunks();
  for (size_t left = kChunksPerRun; left > 0 && !chunks.empty(); --left) {
    RETURN_IF_ERROR(ReleaseChunk(txn, ChunkAt(chunks, ChunksIn(chunks) - 1)));
    chunks.resize(chunks.size() - kSha256Bytes);
  }
  if (!chunks.empty()) {
    txn.Put(key, manifest->SerializeAsString());
    AddReleaseJob(txn, blob_id);
    return absl::OkStatus();
  }
  txn.Delete(key);
  return FreeBlobBytes(txn, manifest->size());
}

}  // namespace comptoir::store
