#include "server/store/blobs/blob_reader.h"

#include <algorithm>

#include "fmt/format.h"
#include "server/base/status.h"
#include "server/store/blobs/blob.h"
#include "server/store/blobs/chunk.h"
#include "server/store/blobs/upload.h"

namespace comptoir::store {

absl::StatusOr<std::unique_ptr<BlobReader>> BlobReader::Open(
    const Store& store, const Snapshot& snapshot, std::string_view merchant_id,
    std::string_view blob_id, ByteRange range) {
  ASSIGN_OR_RETURN(storage::v1::BlobManifest manifest,
                   ReadManifest(snapshot, merchant_id, blob_id));
  if (range.offset > manifest.size()) {
    return Error(absl::StatusCode::kOutOfRange, "RANGE_OUTSIDE",
                 fmt::format("the range begins at byte {} of {}: begin at {} "
                             "at the latest",
                             range.offset, manifest.size(), manifest.size()));
  }
  std::unique_ptr<BlobReader> reader(
      new BlobReader(store, merchant_id, blob_id,
                     std::move(*manifest.mutable_chunks()), manifest.size()));
  reader->position_ = range.offset;
  reader->end_ =
      range.offset + std::min(range.size, manifest.size() - range.offset);
  return reader;
}

absl::StatusOr<std::unique_ptr<BlobReader>> BlobReader::OpenUpload(
    const Store& store, std::string_view merchant_id,
    std::string_view upload_id) {
  ASSIGN_OR_RETURN(storage::v1::BlobUpload upload,
                   ReadUpload(*store.Read(), merchant_id, upload_id));
  const uint64_t durable = DurableBytes(upload);
  std::unique_ptr<BlobReader> reader(
      new BlobReader(store, merchant_id, upload_id,
                     std::move(*upload.mutable_chunks()), durable));
  reader->is_upload_ = true;
  return reader;
}

absl::StatusOr<std::string_view> BlobReader::Next(size_t bytes_max) {
  if (position_ == end_) return std::string_view();
  const size_t index = position_ / kChunkBytes;
  const size_t offset = position_ % kChunkBytes;
  if (chunk_.empty() || offset == 0) {
    ASSIGN_OR_RETURN(chunk_, ReadChunkAt(index));
  }
  const size_t bytes = static_cast<size_t>(std::min<uint64_t>(
      {bytes_max, chunk_.size() - offset, end_ - position_}));
  position_ += bytes;
  return std::string_view(chunk_).substr(offset, bytes);
}

absl::StatusOr<std::string> BlobReader::ReadChunkAt(size_t index) const {
  if (index >= ChunksIn(chunks_)) return Corrupt("the chunks of a blob");
  const std::shared_ptr<const Snapshot> snapshot = store_.Read();
  absl::StatusOr<std::string> chunk =
      ReadChunk(*snapshot, merchant_id_, ChunkAt(chunks_, index));
  if (absl::IsDataLoss(chunk.status())) {
    RETURN_IF_ERROR(CheckIsThere(*snapshot));
  }
  RETURN_IF_ERROR(chunk.status());
  if (chunk->size() !=
      std::min<uint64_t>(kChunkBytes, size_ - index * kChunkBytes)) {
    return Corrupt("a chunk of a blob");
  }
  return chunk;
}

absl::Status BlobReader::CheckIsThere(const Snapshot& snapshot) const {
  const absl::Status status =
      is_upload_ ? ReadUpload(snapshot, merchant_id_, id_).status()
                 : ReadManifest(snapshot, merchant_id_, id_).status();
  if (!absl::IsNotFound(status)) return status;
  return Error(absl::StatusCode::kAborted, "BLOB_DELETED",
               "the file was deleted while it was read: begin again");
}

}  // namespace comptoir::store
