// Uploads and reads for tests.
#ifndef COMPTOIR_SERVER_STORE_BLOBS_TESTING_TEST_BLOBS_H_
#define COMPTOIR_SERVER_STORE_BLOBS_TESTING_TEST_BLOBS_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "server/store/blobs/blob.h"
#include "server/store/blobs/blob_reader.h"
#include "server/store/blobs/chunk.h"
#include "server/store/blobs/upload.h"
#include "server/store/testing/test_store.h"

namespace comptoir::store {

// "upl_…", another one for each number.
std::string UploadId(int number);

BlobContent ContentOf(std::string_view bytes);

std::vector<Chunk> ChunksOf(std::string_view bytes);

// An upload of `bytes`, for the purpose "test".
NewUpload UploadOf(std::string id, std::string_view bytes);

// Starts an upload of `bytes`, or finds it.
absl::StatusOr<Upload> OpenUpload(TestStore& store,
                                  const std::string& merchant_id,
                                  const std::string& id,
                                  std::string_view bytes);

// Appends `bytes` where the upload ends.
absl::Status Append(TestStore& store, const std::string& merchant_id,
                    const std::string& id, std::string bytes);

// Starts an upload of `bytes` and appends its first `chunks` chunks.
absl::Status BeginUpload(TestStore& store, const std::string& merchant_id,
                         const std::string& id, std::string_view bytes,
                         size_t chunks);

// Finishes an upload whose chunks are all there.
absl::StatusOr<Blob> EndUpload(TestStore& store, const std::string& merchant_id,
                               const std::string& id);

// Both: a blob that holds `bytes`.
absl::StatusOr<Blob> PutBlob(TestStore& store, const std::string& merchant_id,
                             const std::string& upload_id,
                             std::string_view bytes);

// All that is left to read.
absl::StatusOr<std::string> Drain(BlobReader& reader);

// What a blob of the newest state holds.
absl::StatusOr<std::string> BytesOf(TestStore& store,
                                    const std::string& merchant_id,
                                    const std::string& blob_id,
                                    ByteRange range = {});

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_BLOBS_TESTING_TEST_BLOBS_H_
