#include "server/store/blobs/usage.h"

#include <optional>

#include "fmt/format.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::store {

using comptoir::storage::v1::BlobUsage;

std::string BlobUsageKey(std::string_view merchant_id) {
  return Key(Space::kMeta, merchant_id).Text("blob_usage").Take();
}

absl::StatusOr<BlobUsage> ReadBlobUsage(const Snapshot& snapshot,
                                        std::string_view merchant_id) {
  ASSIGN_OR_RETURN(const std::optional<std::string> value,
                   snapshot.Get(BlobUsageKey(merchant_id)));
  BlobUsage usage;
  if (value && !usage.ParseFromString(*value)) {
    return Corrupt("what the blobs take");
  }
  return usage;
}

void PutBlobUsage(Transaction& txn, const BlobUsage& usage) {
  txn.Put(BlobUsageKey(txn.merchant_id()), usage.SerializeAsString());
}

absl::Status AddUpload(BlobUsage& usage, uint64_t bytes) {
  if (usage.uploads() >= kUploadsMax) {
    return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_UPLOADS",
                 fmt::format("{} uploads are open, at most {} may be: finish "
                             "one of them, or wait until it expires",
                             usage.uploads(), kUploadsMax));
  }
  if (usage.bytes() + bytes > kMerchantBlobBytesMax) {
    return Error(absl::StatusCode::kResourceExhausted, "BLOB_SPACE_FULL",
                 fmt::format("files take {} bytes of {}, another {} do not "
                             "fit: delete some",
                             usage.bytes(), kMerchantBlobBytesMax, bytes));
  }
  usage.set_uploads(usage.uploads() + 1);
  usage.set_bytes(usage.bytes() + bytes);
  return absl::OkStatus();
}

absl::Status FreeBlobBytes(Transaction& txn, uint64_t bytes) {
  ASSIGN_OR_RETURN(BlobUsage usage, ReadBlobUsage(txn, txn.merchant_id()));
  if (usage.bytes() < bytes) return Corrupt("what the blobs take");
  usage.set_bytes(usage.bytes() - bytes);
  PutBlobUsage(txn, usage);
  return absl::OkStatus();
}

}  // namespace comptoir::store
