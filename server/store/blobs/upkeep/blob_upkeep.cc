#include "server/store/blobs/upkeep/blob_upkeep.h"

#include <set>
#include <string>
#include <utility>

#include "comptoir/storage/v1/blob.pb.h"
#include "comptoir/storage/v1/log.pb.h"
#include "server/base/status.h"
#include "server/store/blobs/blob.h"
#include "server/store/blobs/upload.h"
#include "server/store/blobs/usage.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::store {
namespace {

using comptoir::storage::v1::BlobManifest;
using comptoir::storage::v1::BlobUsage;
using comptoir::storage::v1::Job;

// Deleted blobs whose chunks nothing releases. What is damaged is for
// `comptoird verify` to name.
absl::StatusOr<std::set<std::string>> BlobsLeftBehind(const Transaction& txn) {
  std::set<std::string> left;
  const auto blobs = txn.Scan(Key(Space::kBlobs, txn.merchant_id()).Prefix());
  BlobManifest manifest;
  for (; blobs->Valid(); blobs->Next()) {
    std::string id;
    if (KeyReader(blobs->key()).Id(kBlobIdPrefix, &id) &&
        manifest.ParseFromArray(blobs->value().data(),
                                static_cast<int>(blobs->value().size())) &&
        manifest.is_deleted()) {
      left.insert(std::move(id));
    }
  }
  RETURN_IF_ERROR(blobs->status());
  if (left.empty()) return left;
  const auto jobs = txn.Scan(Key(Space::kJobs, txn.merchant_id()).Prefix());
  Job job;
  for (; jobs->Valid(); jobs->Next()) {
    if (job.ParseFromArray(jobs->value().data(),
                           static_cast<int>(jobs->value().size())) &&
        job.kind() == kBlobRelease) {
      left.erase(job.payload());
    }
  }
  RETURN_IF_ERROR(jobs->status());
  return left;
}

absl::Status RenewBlobRelease(Transaction& txn) {
  ASSIGN_OR_RETURN(const std::set<std::string> blobs, BlobsLeftBehind(txn));
  for (const std::string& id : blobs) {
    txn.AddJob(
        {.kind = std::string(kBlobRelease), .due = txn.now(), .payload = id});
  }
  return absl::OkStatus();
}

absl::Status RenewUploadExpiry(Transaction& txn) {
  const absl::StatusOr<BlobUsage> usage = ReadBlobUsage(txn, txn.merchant_id());
  if (absl::IsDataLoss(usage.status())) return absl::OkStatus();
  RETURN_IF_ERROR(usage.status());
  if (!usage->expiry_is_scheduled()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool has_job, HasJob(txn, kUploadExpiry));
  if (!has_job) {
    txn.AddJob({.kind = std::string(kUploadExpiry), .due = txn.now()});
  }
  return absl::OkStatus();
}

}  // namespace

JobKind BlobReleaseJobs() {
  JobKind kind = OneStep(RunBlobRelease);
  kind.loss =
      "Nothing: another job begins to free the space of the deleted file.";
  kind.renew = RenewBlobRelease;
  return kind;
}

JobKind UploadExpiryJobs() {
  JobKind kind = OneStep(
      [](Transaction& txn, std::string_view) { return RunUploadExpiry(txn); });
  kind.loss = "Nothing: another job gives up the uploads that have expired.";
  kind.renew = RenewUploadExpiry;
  return kind;
}

}  // namespace comptoir::store
