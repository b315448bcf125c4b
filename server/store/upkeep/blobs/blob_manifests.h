// Parses the rows of blobs and uploads for those who verify them.
#ifndef COMPTOIR_SERVER_STORE_UPKEEP_BLOBS_BLOB_MANIFESTS_H_
#define COMPTOIR_SERVER_STORE_UPKEEP_BLOBS_BLOB_MANIFESTS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "comptoir/storage/v1/blob.pb.h"

namespace comptoir::store {

// How many chunks so many bytes make.
uint64_t ChunkCountOf(uint64_t size);

// False when the row is damaged; then `id` is set if its key still tells it.
bool ParseManifest(std::string_view key, std::string_view value,
                   std::string* id,
                   comptoir::storage::v1::BlobManifest* manifest);
bool ParseUpload(std::string_view key, std::string_view value, std::string* id,
                 comptoir::storage::v1::BlobUpload* upload);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_UPKEEP_BLOBS_BLOB_MANIFESTS_H_
