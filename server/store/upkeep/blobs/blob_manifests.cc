#include "server/store/upkeep/blobs/blob_manifests.h"

#include "server/store/blobs/blob.h"
#include "server/store/blobs/chunk.h"
#include "server/store/blobs/upload.h"
#include "server/store/key_codec.h"

namespace comptoir::store {
namespace {

bool IsListOfNames(std::string_view chunks) {
  return chunks.size() % kSha256Bytes == 0;
}

template <typename Record>
bool Read(std::string_view prefix, std::string_view key, std::string_view value,
          std::string* id, Record* record) {
  KeyReader reader(key);
  return reader.Id(prefix, id) && reader.AtEnd() &&
         record->ParseFromArray(value.data(), static_cast<int>(value.size())) &&
         IsListOfNames(record->chunks());
}

}  // namespace

uint64_t ChunkCountOf(uint64_t size) {
  return (size + kChunkBytes - 1) / kChunkBytes;
}

bool ParseManifest(std::string_view key, std::string_view value,
                   std::string* id,
                   comptoir::storage::v1::BlobManifest* manifest) {
  return Read(kBlobIdPrefix, key, value, id, manifest);
}

bool ParseUpload(std::string_view key, std::string_view value, std::string* id,
                 comptoir::storage::v1::BlobUpload* upload) {
  return Read(kUploadIdPrefix, key, value, id, upload) &&
         ChunksIn(upload->chunks()) <= ChunkCountOf(upload->size());
}

}  // namespace comptoir::store
