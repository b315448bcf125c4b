#include "server/store/blobs/testing/test_blobs.h"

#include <algorithm>
#include <utility>

#include "fmt/format.h"
#include "server/base/digest.h"
#include "server/base/ids.h"
#include "server/base/status.h"

namespace comptoir::store {
namespace {

// Not a divisor of the size of a chunk.
constexpr size_t kPieceBytes = 100'000;

}  // namespace

std::string UploadId(int number) {
  return FormatId(kUploadIdPrefix, fmt::format("{:016}", number));
}

BlobContent ContentOf(std::string_view bytes) {
  return {.size = bytes.size(), .sha256 = Sha256(bytes)};
}

std::vector<Chunk> ChunksOf(std::string_view bytes) {
  std::vector<Chunk> chunks;
  for (; !bytes.empty();
       bytes.remove_prefix(std::min(kChunkBytes, bytes.size()))) {
    chunks.push_back(MakeChunk(std::string(bytes.substr(0, kChunkBytes))));
  }
  return chunks;
}

NewUpload UploadOf(std::string id, std::string_view bytes) {
  return {.id = std::move(id), .purpose = "test", .content = ContentOf(bytes)};
}

absl::StatusOr<Upload> OpenUpload(TestStore& store,
                                  const std::string& merchant_id,
                                  const std::string& id,
                                  std::string_view bytes) {
  return store.Write(merchant_id, [&](Transaction& txn) {
    return StartUpload(txn, UploadOf(id, bytes));
  });
}

absl::Status Append(TestStore& store, const std::string& merchant_id,
                    const std::string& id, std::string bytes) {
  ASSIGN_OR_RETURN(const Upload upload,
                   GetUpload(*store.Read(), merchant_id, id));
  const UploadChunk next = NextChunk(upload, std::move(bytes));
  return store.Write(merchant_id, [&](Transaction& txn) {
    return AppendChunk(txn, id, next);
  });
}

absl::Status BeginUpload(TestStore& store, const std::string& merchant_id,
                         const std::string& id, std::string_view bytes,
                         size_t chunks) {
  RETURN_IF_ERROR(OpenUpload(store, merchant_id, id, bytes).status());
  const std::vector<Chunk> all = ChunksOf(bytes);
  for (size_t i = 0; i < std::min(chunks, all.size()); ++i) {
    RETURN_IF_ERROR(Append(store, merchant_id, id, all[i].bytes));
  }
  return absl::OkStatus();
}

absl::StatusOr<Blob> EndUpload(TestStore& store, const std::string& merchant_id,
                               const std::string& id) {
  return store.Write(merchant_id,
                     [&](Transaction& txn) { return FinishUpload(txn, id); });
}

absl::StatusOr<Blob> PutBlob(TestStore& store, const std::string& merchant_id,
                             const std::string& upload_id,
                             std::string_view bytes) {
  RETURN_IF_ERROR(BeginUpload(store, merchant_id, upload_id, bytes,
                              bytes.size() / kChunkBytes + 1));
  return EndUpload(store, merchant_id, upload_id);
}

absl::StatusOr<std::string> Drain(BlobReader& reader) {
  std::string bytes;
  while (true) {
    ASSIGN_OR_RETURN(const std::string_view piece, reader.Next(kPieceBytes));
    if (piece.empty()) return bytes;
    bytes += piece;
  }
}

absl::StatusOr<std::string> BytesOf(TestStore& store,
                                    const std::string& merchant_id,
                                    const std::string& blob_id,
                                    ByteRange range) {
  ASSIGN_OR_RETURN(const std::unique_ptr<BlobReader> reader,
                   BlobReader::Open(store.store(), *store.Read(), merchant_id,
                                    blob_id, range));
  return Drain(*reader);
}

}  // namespace comptoir::store
