#include "server/store/upkeep/blobs/blob_sums.h"

#include <cstdint>
#include <memory>
#include <set>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "comptoir/storage/v1/blob.pb.h"
#include "comptoir/storage/v1/log.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/store/blobs/blob.h"
#include "server/store/blobs/chunk.h"
#include "server/store/blobs/upload.h"
#include "server/store/blobs/usage.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/upkeep/blobs/blob_manifests.h"

namespace comptoir::store {
namespace {

using comptoir::storage::v1::BlobChunkCount;
using comptoir::storage::v1::BlobManifest;
using comptoir::storage::v1::BlobUpload;
using comptoir::storage::v1::BlobUsage;
using comptoir::storage::v1::Job;

// Rows that cannot be read count for nothing: the checks of rows name them.
class Sums {
 public:
  Sums(const kv::View& view, const std::string& merchant_id,
       VerifyReport& report)
      : view_(view), merchant_id_(merchant_id), report_(report) {}

  absl::Status Run() {
    RETURN_IF_ERROR(AddManifests());
    RETURN_IF_ERROR(AddUploads());
    RETURN_IF_ERROR(CheckCounts());
    RETURN_IF_ERROR(CheckUsage());
    return CheckJobs();
  }

 private:
  absl::Status AddManifests() {
    const auto rows = Scan(Space::kBlobs);
    for (; rows->Valid(); rows->Next()) {
      std::string id;
      BlobManifest manifest;
      if (!ParseManifest(rows->key(), rows->value(), &id, &manifest)) continue;
      bytes_ += manifest.size();
      CountNames(manifest.chunks());
      if (manifest.is_deleted()) deleted_.insert(id);
    }
    return rows->status();
  }

  absl::Status AddUploads() {
    const auto rows = Scan(Space::kBlobUploads);
    for (; rows->Valid(); rows->Next()) {
      std::string id;
      BlobUpload upload;
      if (!ParseUpload(rows->key(), rows->value(), &id, &upload)) continue;
      bytes_ += upload.size();
      ++uploads_;
      CountNames(upload.chunks());
    }
    return rows->status();
  }

  void CountNames(std::string_view chunks) {
    for (size_t i = 0; i < ChunksIn(chunks); ++i) {
      ++named_[std::string(ChunkAt(chunks, i))];
    }
  }

  absl::Status CheckCounts() {
    const auto rows = Scan(Space::kBlobChunkCounts);
    for (; rows->Valid(); rows->Next()) {
      const std::string name(KeyReader(rows->key()).rest());
      uint64_t times = 0;
      if (const auto named = named_.find(name); named != named_.end()) {
        times = named->second;
        named_.erase(named);
      }
      BlobChunkCount count;
      if (!count.ParseFromArray(rows->value().data(),
                                static_cast<int>(rows->value().size())) ||
          count.references() == times) {
        continue;
      }
      Report(Space::kBlobChunkCounts,
             fmt::format("a chunk is named {} times and counted {} times",
                         times, count.references()));
    }
    RETURN_IF_ERROR(rows->status());
    for (const auto& [name, times] : named_) {
      Report(Space::kBlobChunkCounts,
             fmt::format("a chunk is named {} times and not counted", times));
    }
    return absl::OkStatus();
  }

  absl::Status CheckUsage() {
    absl::StatusOr<BlobUsage> usage = ReadBlobUsage(view_, merchant_id_);
    if (absl::IsDataLoss(usage.status())) usage = BlobUsage();
    RETURN_IF_ERROR(usage.status());
    if (usage->bytes() != bytes_ || usage->uploads() != uploads_) {
      Report(Space::kMeta,
             fmt::format("blob_usage says {} bytes and {} uploads, there are "
                         "{} bytes and {} uploads",
                         usage->bytes(), usage->uploads(), bytes_, uploads_));
    }
    return absl::OkStatus();
  }

  // Nothing waits for a job that will not come.
  absl::Status CheckJobs() {
    if (deleted_.empty() && uploads_ == 0) return absl::OkStatus();
    const auto rows = Scan(Space::kJobs);
    Job job;
    bool has_expiry = false;
    for (; rows->Valid(); rows->Next()) {
      if (!job.ParseFromArray(rows->value().data(),
                              static_cast<int>(rows->value().size()))) {
        continue;
      }
      if (job.kind() == kBlobRelease) deleted_.erase(job.payload());
      if (job.kind() == kUploadExpiry) has_expiry = true;
    }
    RETURN_IF_ERROR(rows->status());
    for (const std::string& id : deleted_) {
      Report(Space::kBlobs,
             fmt::format("{} is deleted, and no job releases it", id));
    }
    if (uploads_ > 0 && !has_expiry) {
      Report(Space::kBlobUploads, "uploads are open that no job will expire");
    }
    return absl::OkStatus();
  }

  std::unique_ptr<kv::Iterator> Scan(Space space) const {
    return view_.Scan(Key(space, merchant_id_).Prefix());
  }

  void Report(Space space, std::string text) {
    report_.Add(space, merchant_id_, std::move(text));
  }

  const kv::View& view_;
  const std::string& merchant_id_;
  VerifyReport& report_;
  uint64_t bytes_ = 0;
  int uploads_ = 0;
  std::set<std::string> deleted_;  // Blobs.
  // By manifests and uploads: how often a chunk is.
  absl::flat_hash_map<std::string, uint64_t> named_;
};

}  // namespace

absl::Status CheckBlobSums(const kv::View& view, const std::string& merchant_id,
                           VerifyReport& report) {
  return Sums(view, merchant_id, report).Run();
}

}  // namespace comptoir::store
