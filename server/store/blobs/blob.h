// Blobs: contents too large for a record, such as pictures and files.
//
// A blob comes by an upload (upload.h) and never changes. Its id stands in the
// record that keeps it, and in no other: whoever deletes the record, or puts
// another blob in its place, deletes the blob in the same transaction. Equal
// contents of a merchant share their chunks (chunk.h).
#ifndef COMPTOIR_SERVER_STORE_BLOBS_BLOB_H_
#define COMPTOIR_SERVER_STORE_BLOBS_BLOB_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/storage/v1/blob.pb.h"
#include "server/store/transaction.h"

namespace comptoir::store {

inline constexpr uint64_t kBlobBytesMax = uint64_t{256} << 20;
// The prefix of blobs' ids.
inline constexpr std::string_view kBlobIdPrefix = "blb";
// Chunks of a deleted blob that one run of the job releases: the lane does
// nothing else meanwhile.
inline constexpr size_t kChunksPerRun = 64;
// The kind of the job that releases the chunks of a deleted blob; its payload
// is the blob's id.
inline constexpr std::string_view kBlobRelease = "blob_release";

// What a blob holds, whatever it is called.
struct BlobContent {
  uint64_t size = 0;
  std::string sha256;  // kSha256Bytes bytes.

  bool operator==(const BlobContent&) const = default;
};

struct Blob {
  std::string id;
  // What it is for, such as "merchant_logo": who keeps it.
  std::string purpose;
  BlobContent content;
  absl::Time create_time;
};

// NOT_FOUND when there is none, or it was deleted.
absl::StatusOr<Blob> GetBlob(const Snapshot& snapshot,
                             std::string_view merchant_id, std::string_view id);

// Nobody can read it any more; its space is free again soon afterwards, when a
// job has run. NOT_FOUND as GetBlob.
absl::Status DeleteBlob(Transaction& txn, std::string_view id);

// Runs the job kBlobRelease: releases some chunks, and puts the next run into
// the queue while there are more.
absl::Status RunBlobRelease(Transaction& txn, std::string_view blob_id);

// For uploads and readers: the row of a blob, deleted or not.
std::string BlobKey(std::string_view merchant_id, std::string_view id);

// The same as GetBlob, with the names of the chunks.
absl::StatusOr<storage::v1::BlobManifest> ReadManifest(
    const Snapshot& snapshot, std::string_view merchant_id,
    std::string_view id);

// Stores a manifest as deleted, and the job that releases its chunks.
void PutDeleted(Transaction& txn, std::string_view id,
                storage::v1::BlobManifest manifest);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_BLOBS_BLOB_H_
