#include "server/store/upkeep/blobs/blob_checks.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "comptoir/storage/v1/blob.pb.h"
#include "fmt/format.h"
#include "server/base/digest.h"
#include "server/base/status.h"
#include "server/store/blobs/chunk.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/upkeep/blobs/blob_manifests.h"
#include "server/store/upkeep/blobs/blob_sums.h"

namespace comptoir::store {
namespace {

using comptoir::storage::v1::BlobChunkCount;
using comptoir::storage::v1::BlobManifest;
using comptoir::storage::v1::BlobUpload;

// What a chunk costs to read, in rows (Checks::Spend).
constexpr int64_t kRowsOfAChunk = kChunkBytes / 4096;

class BlobCheck {
 public:
  explicit BlobCheck(Checks& checks) : checks_(checks), view_(checks.view()) {}

  absl::Status SeeManifest(std::string_view key, std::string_view value) {
    std::string id;
    BlobManifest manifest;
    if (!ParseManifest(key, value, &id, &manifest)) {
      Report(Space::kBlobs, key, fmt::format("damaged blob {}", id));
      return absl::OkStatus();
    }
    // Of a deleted one some chunks are gone already.
    if (manifest.is_deleted()) return absl::OkStatus();
    return CheckContent(key, id, manifest);
  }

  void SeeUpload(std::string_view key, std::string_view value) {
    std::string id;
    BlobUpload upload;
    if (ParseUpload(key, value, &id, &upload)) return;
    Report(Space::kBlobUploads, key, fmt::format("damaged upload {}", id));
  }

  absl::Status SeeChunk(std::string_view key, std::string_view value) {
    const std::string_view name = KeyReader(key).rest();
    if (name.size() != kSha256Bytes || value.size() > kChunkBytes ||
        Sha256(value) != name) {
      Report(Space::kBlobChunks, key, "a chunk that is not what its name says");
    }
    ASSIGN_OR_RETURN(const bool is_counted,
                     Has(Space::kBlobChunkCounts, key, name));
    if (!is_counted) {
      Report(Space::kBlobChunks, key, "a chunk that is not counted");
    }
    return absl::OkStatus();
  }

  absl::Status SeeCount(std::string_view key, std::string_view value) {
    BlobChunkCount count;
    if (!count.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
      Report(Space::kBlobChunkCounts, key, "a count that cannot be read");
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(const bool is_stored,
                     Has(Space::kBlobChunks, key, KeyReader(key).rest()));
    checks_.Spend(kRowsOfAChunk);
    if (!is_stored) {
      Report(Space::kBlobChunks, key, "a chunk that is counted is missing");
    }
    return absl::OkStatus();
  }

 private:
  absl::Status CheckContent(std::string_view key, const std::string& id,
                            const BlobManifest& manifest) {
    const size_t count = ChunksIn(manifest.chunks());
    if (count != ChunkCountOf(manifest.size())) {
      Report(Space::kBlobs, key, fmt::format("damaged blob {}", id));
      return absl::OkStatus();
    }
    const std::string merchant_id = KeyReader(key).merchant_id();
    Sha256Hasher hasher;
    uint64_t size = 0;
    for (size_t i = 0; i < count; ++i) {
      const absl::StatusOr<std::string> bytes =
          ReadChunk(view_, merchant_id, ChunkAt(manifest.chunks(), i));
      checks_.Spend(kRowsOfAChunk);
      if (absl::IsDataLoss(bytes.status())) {
        Report(Space::kBlobs, key,
               fmt::format("chunk {} of {} is missing", i, id));
        return absl::OkStatus();
      }
      RETURN_IF_ERROR(bytes.status());
      hasher.Add(*bytes);
      size += bytes->size();
    }
    if (size != manifest.size() || hasher.Finish() != manifest.sha256()) {
      Report(Space::kBlobs, key,
             fmt::format("{} does not hold what its hash says", id));
    }
    return absl::OkStatus();
  }

  // Whether the chunk has a row in `space` as well.
  absl::StatusOr<bool> Has(Space space, std::string_view key,
                           std::string_view name) const {
    ASSIGN_OR_RETURN(
        const auto row,
        view_.Get(Key(space, KeyReader(key).merchant_id()).Raw(name).str()));
    return row.has_value();
  }

  void Report(Space space, std::string_view key, std::string text) {
    checks_.report().Add(space, KeyReader(key).merchant_id(), std::move(text));
  }

  Checks& checks_;
  const kv::View& view_;
};

}  // namespace

void AddBlobChecks(Checks& checks) {
  const auto check = std::make_shared<BlobCheck>(checks);
  checks.AddRows(Space::kBlobs, [check](auto key, auto value) {
    return check->SeeManifest(key, value);
  });
  checks.AddRows(Space::kBlobUploads, [check](auto key, auto value) {
    check->SeeUpload(key, value);
    return absl::OkStatus();
  });
  checks.AddRows(Space::kBlobChunks, [check](auto key, auto value) {
    return check->SeeChunk(key, value);
  });
  checks.AddRows(Space::kBlobChunkCounts, [check](auto key, auto value) {
    return check->SeeCount(key, value);
  });
  checks.AddSums([&checks](const std::string& merchant_id) {
    return CheckBlobSums(checks.view(), merchant_id, checks.report());
  });
}

}  // namespace comptoir::store
