// How blobs come in: chunk by chunk, each durable before the next.
//
// An upload says first what will come, so that there is room for it. It can be
// left at any time, by a crash of either side too, and be gone on with from the
// last chunk that is durable; what was begun and left expires.
//
//   StartUpload   once, and again whenever somebody wants to go on
//   AppendChunk   for each chunk, hashed by NextChunk outside of the lane
//   FinishUpload  in the transaction that puts the blob's id into a record
//
// writer/upload_writer.h does all of it for a stream of bytes.
#ifndef COMPTOIR_SERVER_STORE_BLOBS_UPLOAD_H_
#define COMPTOIR_SERVER_STORE_BLOBS_UPLOAD_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/storage/v1/blob.pb.h"
#include "server/store/blobs/blob.h"
#include "server/store/blobs/chunk.h"
#include "server/store/transaction.h"

namespace comptoir::store {

// An upload is given up this long after its last chunk.
inline constexpr absl::Duration kUploadLifetime = absl::Hours(24);
// The prefix of uploads' ids.
inline constexpr std::string_view kUploadIdPrefix = "upl";
// The kind of the job that gives up a merchant's uploads, one for all of them.
inline constexpr std::string_view kUploadExpiry = "blob_upload_expiry";

struct NewUpload {
  // "upl_…", made by whoever starts it from what will name it again.
  std::string id;
  std::string purpose;
  BlobContent content;
};

// One that is open.
struct Upload {
  std::string purpose;
  BlobContent content;
  // Where to go on.
  uint64_t durable_bytes = 0;
  // Of the durable bytes, as BlobUpload has it.
  std::string hash;
  absl::Time expire_time;
};

// A chunk on its way into an upload.
struct UploadChunk {
  uint64_t offset = 0;
  Chunk chunk;
  // The hash of the upload without and with it. Whoever appends it has hashed
  // what the upload holds, or it is not appended.
  std::string hash_before;
  std::string hash_after;
};

// Starts an upload, or finds the one of this id. INVALID_ARGUMENT, reason
// BLOB_TOO_LARGE; RESOURCE_EXHAUSTED as AddUpload (usage.h); ALREADY_EXISTS,
// reason UPLOAD_ID_REUSED, when the one of this id is of something else.
absl::StatusOr<Upload> StartUpload(Transaction& txn, const NewUpload& wanted);

// NOT_FOUND when it was never started, is finished or was given up.
absl::StatusOr<Upload> GetUpload(const Snapshot& snapshot,
                                 std::string_view merchant_id,
                                 std::string_view id);

// The chunk that goes on from `upload`: kChunkBytes, or all that is left.
// Hashes the bytes: not for lanes.
UploadChunk NextChunk(const Upload& upload, std::string bytes);

// NOT_FOUND as GetUpload; UploadTooLong; UploadMoved when it is not as the
// chunk was made for.
absl::Status AppendChunk(Transaction& txn, std::string_view id,
                         const UploadChunk& next);

// ABORTED, reason UPLOAD_MOVED: somebody else is going on with it.
absl::Status UploadMoved(std::string_view id);

// INVALID_ARGUMENT, reason UPLOAD_TOO_LONG: more came than the `size` bytes
// that were announced.
absl::Status UploadTooLong(uint64_t size);

// Makes a blob of it, which whoever calls must put into a record. NOT_FOUND as
// GetUpload; FAILED_PRECONDITION, reason UPLOAD_INCOMPLETE; INVALID_ARGUMENT,
// reason CONTENT_MISMATCH, when it is not what was announced.
absl::StatusOr<Blob> FinishUpload(Transaction& txn, std::string_view id);

// Gives it up. NOT_FOUND as GetUpload.
absl::Status AbandonUpload(Transaction& txn, std::string_view id);

// Runs the job kUploadExpiry, and puts the next one into the queue while
// uploads are open.
absl::Status RunUploadExpiry(Transaction& txn);

// For readers: the row of an upload, with the names of its chunks, and how many
// bytes those have.
absl::StatusOr<storage::v1::BlobUpload> ReadUpload(const Snapshot& snapshot,
                                                   std::string_view merchant_id,
                                                   std::string_view id);
uint64_t DurableBytes(const storage::v1::BlobUpload& upload);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_BLOBS_UPLOAD_H_
