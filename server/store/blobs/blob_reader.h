// Reads a blob, or a part of it, a piece at a time.
#ifndef COMPTOIR_SERVER_STORE_BLOBS_BLOB_READER_H_
#define COMPTOIR_SERVER_STORE_BLOBS_BLOB_READER_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/store/store.h"

namespace comptoir::store {

// The bytes from `offset` on, at most `size` of them.
struct ByteRange {
  uint64_t offset = 0;
  uint64_t size = std::numeric_limits<uint64_t>::max();
};

// Holds one chunk in memory, and no snapshot: whoever reads slowly does not
// keep the engine from giving up space. What it gives is right all the same,
// since chunks never change. Not thread-safe.
class BlobReader {
 public:
  // The blob as it is in `snapshot`, read from `store`, which must outlive the
  // reader. NOT_FOUND as GetBlob; OUT_OF_RANGE, reason RANGE_OUTSIDE, when the
  // range begins behind the blob's end.
  static absl::StatusOr<std::unique_ptr<BlobReader>> Open(
      const Store& store, const Snapshot& snapshot,
      std::string_view merchant_id, std::string_view blob_id,
      ByteRange range = {});

  // What is durable of an upload now. NOT_FOUND as GetUpload.
  static absl::StatusOr<std::unique_ptr<BlobReader>> OpenUpload(
      const Store& store, std::string_view merchant_id,
      std::string_view upload_id);

  // The next bytes: 1 to `bytes_max`, never across the border of two chunks;
  // empty at the end. They stay until the next call. ABORTED, reason
  // BLOB_DELETED, when it was deleted meanwhile, an upload given up; DATA_LOSS
  // when a chunk is not there as it should be.
  absl::StatusOr<std::string_view> Next(size_t bytes_max);

 private:
  BlobReader(const Store& store, std::string_view merchant_id,
             std::string_view id, std::string chunks, uint64_t size)
      : store_(store),
        merchant_id_(merchant_id),
        id_(id),
        chunks_(std::move(chunks)),
        size_(size),
        end_(size) {}

  absl::StatusOr<std::string> ReadChunkAt(size_t index) const;
  // OK when there is still a blob, or an upload, of this id.
  absl::Status CheckIsThere(const Snapshot& snapshot) const;

  const Store& store_;
  const std::string merchant_id_;
  const std::string id_;
  const std::string chunks_;
  const uint64_t size_;  // Of the whole blob.
  bool is_upload_ = false;
  uint64_t position_ = 0;
  uint64_t end_;
  std::string chunk_;  // Where position_ is; empty when it is not read yet.
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_BLOBS_BLOB_READER_H_
