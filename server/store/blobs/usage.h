// What one merchant's blobs take: kept exact with every change of them, and
// limited.
#ifndef COMPTOIR_SERVER_STORE_BLOBS_USAGE_H_
#define COMPTOIR_SERVER_STORE_BLOBS_USAGE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/storage/v1/blob.pb.h"
#include "server/store/transaction.h"

namespace comptoir::store {

// Bytes of all blobs of a merchant and of the uploads that are open, as they
// will be: what an upload may need is set aside when it starts. Blobs that are
// being given up count until their chunks are released.
inline constexpr uint64_t kMerchantBlobBytesMax = uint64_t{10} << 30;
// Uploads that a merchant may have open.
inline constexpr int kUploadsMax = 32;

std::string BlobUsageKey(std::string_view merchant_id);

absl::StatusOr<storage::v1::BlobUsage> ReadBlobUsage(
    const Snapshot& snapshot, std::string_view merchant_id);

void PutBlobUsage(Transaction& txn, const storage::v1::BlobUsage& usage);

// Counts one more upload, of `bytes`. RESOURCE_EXHAUSTED, reason
// BLOB_SPACE_FULL or TOO_MANY_UPLOADS, when there is no room for it.
absl::Status AddUpload(storage::v1::BlobUsage& usage, uint64_t bytes);

// A blob or an upload is gone for good. DATA_LOSS when it takes more than all.
absl::Status FreeBlobBytes(Transaction& txn, uint64_t bytes);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_BLOBS_USAGE_H_
