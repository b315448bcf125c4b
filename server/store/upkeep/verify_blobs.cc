#include "server/store/upkeep/verify_blobs.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "comptoir/storage/v1/blob.pb.h"
#include "comptoir/storage/v1/log.pb.h"
#include "fmt/format.h"
#include "server/base/digest.h"
#include "server/base/status.h"
#include "server/store/blobs/blob.h"
#include "server/store/blobs/chunk.h"
#include "server/store/blobs/upload.h"
#include "server/store/blobs/usage.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::store {
namespace {

using comptoir::storage::v1::BlobChunkCount;
using comptoir::storage::v1::BlobManifest;
using comptoir::storage::v1::BlobUpload;
using comptoir::storage::v1::BlobUsage;
using comptoir::storage::v1::Job;

template <typename Message>
bool Parse(std::string_view bytes, Message& message) {
  return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

uint64_t ChunksOf(uint64_t size) {
  return (size + kChunkBytes - 1) / kChunkBytes;
}

bool IsListOfNames(std::string_view chunks) {
  return chunks.size() % kSha256Bytes == 0;
}

class MerchantCheck {
 public:
  MerchantCheck(const kv::View& snapshot, std::string merchant_id,
                VerifyReport& report)
      : snapshot_(snapshot),
        merchant_id_(std::move(merchant_id)),
        report_(report) {}

  absl::Status Run() {
    RETURN_IF_ERROR(CheckManifests());
    RETURN_IF_ERROR(CheckUploads());
    RETURN_IF_ERROR(CheckChunks());
    RETURN_IF_ERROR(CheckCounts());
    RETURN_IF_ERROR(CheckUsage());
    return CheckJobs();
  }

 private:
  struct Seen {
    uint64_t named = 0;  // By manifests and uploads.
    bool is_stored = false;
  };

  absl::Status CheckManifests() {
    const auto rows = Scan(Space::kBlobs);
    for (; rows->Valid(); rows->Next()) {
      report_.CountRow();
      KeyReader key(rows->key());
      std::string id;
      BlobManifest manifest;
      if (!key.Id(kBlobIdPrefix, &id) || !key.AtEnd() ||
          !Parse(rows->value(), manifest) ||
          !IsListOfNames(manifest.chunks())) {
        Report(Space::kBlobs, fmt::format("damaged blob {}", id));
        continue;
      }
      bytes_ += manifest.size();
      CountNames(manifest.chunks());
      if (manifest.is_deleted()) {
        deleted_.insert(id);
      } else {
        RETURN_IF_ERROR(CheckContent(id, manifest));
      }
    }
    return rows->status();
  }

  absl::Status CheckContent(const std::string& id,
                            const BlobManifest& manifest) {
    if (ChunksIn(manifest.chunks()) != ChunksOf(manifest.size())) {
      Report(Space::kBlobs, fmt::format("damaged blob {}", id));
      return absl::OkStatus();
    }
    Sha256Hasher hasher;
    uint64_t size = 0;
    for (size_t i = 0; i < ChunksIn(manifest.chunks()); ++i) {
      const absl::StatusOr<std::string> bytes =
          ReadChunk(snapshot_, merchant_id_, ChunkAt(manifest.chunks(), i));
      if (absl::IsDataLoss(bytes.status())) {
        Report(Space::kBlobs, fmt::format("chunk {} of {} is missing", i, id));
        return absl::OkStatus();
      }
      RETURN_IF_ERROR(bytes.status());
      hasher.Add(*bytes);
      size += bytes->size();
    }
    if (size != manifest.size() || hasher.Finish() != manifest.sha256()) {
      Report(Space::kBlobs,
             fmt::format("{} does not hold what its hash says", id));
    }
    return absl::OkStatus();
  }

  absl::Status CheckUploads() {
    const auto rows = Scan(Space::kBlobUploads);
    for (; rows->Valid(); rows->Next()) {
      report_.CountRow();
      KeyReader key(rows->key());
      std::string id;
      BlobUpload upload;
      if (!key.Id(kUploadIdPrefix, &id) || !key.AtEnd() ||
          !Parse(rows->value(), upload) || !IsListOfNames(upload.chunks()) ||
          ChunksIn(upload.chunks()) > ChunksOf(upload.size())) {
        Report(Space::kBlobUploads, fmt::format("damaged upload {}", id));
        continue;
      }
      bytes_ += upload.size();
      ++uploads_;
      CountNames(upload.chunks());
    }
    return rows->status();
  }

  void CountNames(std::string_view chunks) {
    for (size_t i = 0; i < ChunksIn(chunks); ++i) {
      ++chunks_[std::string(ChunkAt(chunks, i))].named;
    }
  }

  absl::Status CheckChunks() {
    const auto rows = Scan(Space::kBlobChunks);
    for (; rows->Valid(); rows->Next()) {
      report_.CountRow();
      const std::string name(KeyReader(rows->key()).rest());
      if (name.size() != kSha256Bytes || rows->value().size() > kChunkBytes ||
          Sha256(rows->value()) != name) {
        Report(Space::kBlobChunks, "a chunk that is not what its name says");
      }
      chunks_[name].is_stored = true;
    }
    return rows->status();
  }

  absl::Status CheckCounts() {
    const auto rows = Scan(Space::kBlobChunkCounts);
    for (; rows->Valid(); rows->Next()) {
      report_.CountRow();
      const std::string name(KeyReader(rows->key()).rest());
      BlobChunkCount count;
      if (!Parse(rows->value(), count)) {
        Report(Space::kBlobChunkCounts, "a count that cannot be read");
        continue;
      }
      const Seen seen = chunks_[name];
      chunks_.erase(name);
      if (count.references() != seen.named) {
        Report(Space::kBlobChunkCounts,
               fmt::format("a chunk is named {} times and counted {} times",
                           seen.named, count.references()));
      }
      if (!seen.is_stored) {
        Report(Space::kBlobChunks, "a chunk that is counted is missing");
      }
    }
    for (const auto& [name, seen] : chunks_) {
      Report(
          Space::kBlobChunkCounts,
          fmt::format("a chunk is named {} times and not counted", seen.named));
    }
    return rows->status();
  }

  absl::Status CheckUsage() {
    absl::StatusOr<BlobUsage> usage = ReadBlobUsage(snapshot_, merchant_id_);
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
    const auto rows = Scan(Space::kJobs);
    Job job;
    bool has_expiry = false;
    for (; rows->Valid(); rows->Next()) {
      if (!Parse(rows->value(), job)) continue;
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
    return snapshot_.Scan(Key(space, merchant_id_).Prefix());
  }

  void Report(Space space, std::string text) {
    report_.Add(space, merchant_id_, std::move(text));
  }

  const kv::View& snapshot_;
  const std::string merchant_id_;
  VerifyReport& report_;
  uint64_t bytes_ = 0;
  int uploads_ = 0;
  std::set<std::string> deleted_;  // Blobs.
  absl::flat_hash_map<std::string, Seen> chunks_;
};

// Adds the merchants that have rows in `space`: one look for each.
absl::Status AddMerchants(const kv::View& snapshot, Space space,
                          std::set<std::string>& merchants) {
  kv::Range range = kv::Range::Prefix(std::string(1, static_cast<char>(space)));
  while (true) {
    const auto rows = snapshot.Scan(range);
    if (!rows->Valid()) return rows->status();
    const KeyReader key(rows->key());
    if (key.ok()) {
      merchants.insert(key.merchant_id());
      range.start = Key(space, key.merchant_id()).Prefix().limit;
    } else {
      range.start = std::string(rows->key()) + '\0';
    }
  }
}

}  // namespace

absl::Status VerifyBlobs(const kv::View& snapshot, VerifyReport& report) {
  std::set<std::string> merchants;
  // A merchant whose blobs are all gone still has its usage among kMeta.
  for (const Space space : {Space::kMeta, Space::kBlobs, Space::kBlobUploads,
                            Space::kBlobChunks, Space::kBlobChunkCounts}) {
    RETURN_IF_ERROR(AddMerchants(snapshot, space, merchants));
  }
  for (const std::string& merchant_id : merchants) {
    RETURN_IF_ERROR(MerchantCheck(snapshot, merchant_id, report).Run());
  }
  return absl::OkStatus();
}

}  // namespace comptoir::store
