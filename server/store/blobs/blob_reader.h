// Reads a blob, or a part of it, a piece at a time.
#ifndef COMPTOIR_SERVER_STORE_BLOBS_BLOB_READER_H_
#define COMPTOIR_SERVER_STORE_BLOBS_BLOB_READER_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "server/store/transaction.h"

namespace comptoir::store {

// The bytes from `offset` on, at most `size` of them.
struct ByteRange {
  uint64_t offset = 0;
  uint64_t size = std::numeric_limits<uint64_t>::max();
};

// Sees the blob as it was in one snapshot, whatever becomes of it meanwhile,
// and holds one chunk of it in memory. Holds the snapshot too, which keeps the
// engine from giving up space: not for longer than a call. Not thread-safe.
class BlobReader {
 public:
  // NOT_FOUND as GetBlob; OUT_OF_RANGE, reason RANGE_OUTSIDE, when it begins
  // behind the blob's end.
  static absl::StatusOr<std::unique_ptr<BlobReader>> Open(
      std::shared_ptr<const Snapshot> snapshot, std::string_view merchant_id,
      std::string_view blob_id, ByteRange range = {});

  // What is durable of an upload. NOT_FOUND as GetUpload.
  static absl::StatusOr<std::unique_ptr<BlobReader>> OpenUpload(
      std::shared_ptr<const Snapshot> snapshot, std::string_view merchant_id,
      std::string_view upload_id);

  // The next bytes: 1 to `bytes_max`, never across the border of two chunks;
  // empty at the end. They stay until the next call. DATA_LOSS when a chunk is
  // not there as it should be.
  absl::StatusOr<std::string_view> Next(size_t bytes_max);

 private:
  BlobReader(std::shared_ptr<const Snapshot> snapshot,
             std::string_view merchant_id, std::string chunks, uint64_t size)
      : snapshot_(std::move(snapshot)),
        merchant_id_(merchant_id),
        chunks_(std::move(chunks)),
        size_(size),
        end_(size) {}

  const std::shared_ptr<const Snapshot> snapshot_;
  const std::string merchant_id_;
  const std::string chunks_;
  const uint64_t size_;  // Of the whole blob.
  uint64_t position_ = 0;
  uint64_t end_;
  std::string chunk_;  // Where position_ is; empty when it is not read yet.
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_BLOBS_BLOB_READER_H_
