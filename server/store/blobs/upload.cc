#include "server/store/blobs/upload.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "server/base/digest.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/base/waits/waits.h"
#include "server/store/blobs/usage.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::store {
namespace {

using comptoir::storage::v1::BlobManifest;
using comptoir::storage::v1::BlobUpload;
using comptoir::storage::v1::BlobUsage;

std::string UploadKey(std::string_view merchant_id, std::string_view id) {
  return Key(Space::kBlobUploads, merchant_id).Id(id).Take();
}

Upload ToUpload(const BlobUpload& row) {
  return {.purpose = row.purpose(),
          .content = {.size = row.size(), .sha256 = row.sha256()},
          .durable_bytes = DurableBytes(row),
          .hash = row.hash(),
          .expire_time = ToTime(row.expire_time())};
}

absl::StatusOr<std::optional<BlobUpload>> FindUpload(
    const Snapshot& snapshot, std::string_view merchant_id,
    std::string_view id) {
  if (!ParseId(kUploadIdPrefix, id)) return std::optional<BlobUpload>();
  ASSIGN_OR_RETURN(const std::optional<std::string> value,
                   snapshot.Get(UploadKey(merchant_id, id)));
  if (!value) return std::optional<BlobUpload>();
  BlobUpload upload;
  if (!upload.ParseFromString(*value)) return Corrupt("an upload");
  return std::optional<BlobUpload>(std::move(upload));
}

void PutUpload(Transaction& txn, std::string_view id, BlobUpload& upload) {
  *upload.mutable_expire_time() = ToTimestamp(txn.now() + kUploadLifetime);
  txn.Put(UploadKey(txn.merchant_id(), id), upload.SerializeAsString());
}

void AddExpiryJob(Transaction& txn, absl::Time due) {
  txn.AddJob({.kind = std::string(kUploadExpiry), .due = due});
}

// One upload less.
absl::Status CloseUpload(Transaction& txn, std::string_view id) {
  txn.Delete(UploadKey(txn.merchant_id(), id));
  ASSIGN_OR_RETURN(BlobUsage usage, ReadBlobUsage(txn, txn.merchant_id()));
  if (usage.uploads() < 1) return Corrupt("what the blobs take");
  usage.set_uploads(usage.uploads() - 1);
  PutBlobUsage(txn, usage);
  return absl::OkStatus();
}

absl::Status GiveUp(Transaction& txn, std::string_view id, BlobUpload upload) {
  RETURN_IF_ERROR(CloseUpload(txn, id));
  if (upload.chunks().empty()) return FreeBlobBytes(txn, upload.size());
  BlobManifest manifest;
  manifest.set_size(upload.size());
  manifest.set_chunks(std::move(*upload.mutable_chunks()));
  PutDeleted(txn, txn.NewId(kBlobIdPrefix), std::move(manifest));
  return absl::OkStatus();
}

}  // namespace

uint64_t DurableBytes(const BlobUpload& upload) {
  return std::min<uint64_t>(ChunksIn(upload.chunks()) * kChunkBytes,
                            upload.size());
}

absl::StatusOr<BlobUpload> ReadUpload(const Snapshot& snapshot,
                                      std::string_view merchant_id,
                                      std::string_view id) {
  ASSIGN_OR_RETURN(std::optional<BlobUpload> upload,
                   FindUpload(snapshot, merchant_id, id));
  if (!upload) return NotFound("upload", id);
  return *std::move(upload);
}

absl::StatusOr<Upload> GetUpload(const Snapshot& snapshot,
                                 std::string_view merchant_id,
                                 std::string_view id) {
  ASSIGN_OR_RETURN(const BlobUpload upload,
                   ReadUpload(snapshot, merchant_id, id));
  return ToUpload(upload);
}

absl::StatusOr<Upload> StartUpload(Transaction& txn, const NewUpload& wanted) {
  const BlobContent& content = wanted.content;
  if (content.size > kBlobBytesMax) {
    return Error(absl::StatusCode::kInvalidArgument, "BLOB_TOO_LARGE",
                 fmt::format("a file of {} bytes: at most {} are kept",
                             content.size, kBlobBytesMax));
  }
  ASSIGN_OR_RETURN(std::optional<BlobUpload> found,
                   FindUpload(txn, txn.merchant_id(), wanted.id));
  if (found) {
    if (found->purpose() == wanted.purpose && found->size() == content.size &&
        found->sha256() == content.sha256) {
      return ToUpload(*found);
    }
    return Error(absl::StatusCode::kAlreadyExists, "UPLOAD_ID_REUSED",
                 "an upload of something else has this id: give every upload "
                 "a new one");
  }
  ASSIGN_OR_RETURN(BlobUsage usage, ReadBlobUsage(txn, txn.merchant_id()));
  RETURN_IF_ERROR(AddUpload(usage, content.size));
  if (!usage.expiry_is_scheduled()) {
    usage.set_expiry_is_scheduled(true);
    AddExpiryJob(txn, txn.now() + kUploadLifetime);
  }
  PutBlobUsage(txn, usage);
  BlobUpload upload;
  upload.set_purpose(wanted.purpose);
  upload.set_size(content.size);
  upload.set_sha256(content.sha256);
  Sha256Hasher nothing;
  upload.set_hash(content.size == 0 ? nothing.Finish() : nothing.Save());
  PutUpload(txn, wanted.id, upload);
  return ToUpload(upload);
}

UploadChunk NextChunk(const Upload& upload, std::string bytes) {
  UploadChunk next{.offset = upload.durable_bytes, .hash_before = upload.hash};
  const bool is_last =
      upload.durable_bytes + bytes.size() >= upload.content.size;
  const std::unique_ptr<Sha256Hasher> hasher =
      Sha256Hasher::Resume(upload.hash);
  // Without it, the upload is damaged or complete: AppendChunk says so.
  if (hasher != nullptr) {
    hasher->Add(bytes);
    next.hash_after = is_last ? hasher->Finish() : hasher->Save();
  }
  next.chunk = MakeChunk(std::move(bytes));
  return next;
}

absl::Status AppendChunk(Transaction& txn, std::string_view id,
                         const UploadChunk& next) {
  ASSIGN_OR_RETURN(BlobUpload upload, ReadUpload(txn, txn.merchant_id(), id));
  const uint64_t durable = DurableBytes(upload);
  if (next.offset != durable || next.hash_before != upload.hash()) {
    return UploadMoved(id);
  }
  const uint64_t left = upload.size() - durable;
  const size_t size = next.chunk.bytes.size();
  if (size > left) return UploadTooLong(upload.size());
  if (size == 0 || size != std::min<uint64_t>(kChunkBytes, left)) {
    return absl::InternalError("a chunk that is neither whole nor the last");
  }
  if (next.hash_after.empty()) return Corrupt("the hash of an upload");
  RETURN_IF_ERROR(AddChunk(txn, next.chunk));
  upload.mutable_chunks()->append(next.chunk.sha256);
  upload.set_hash(next.hash_after);
  PutUpload(txn, id, upload);
  return absl::OkStatus();
}

absl::Status UploadMoved(std::string_view id) {
  return Error(absl::StatusCode::kAborted, "UPLOAD_MOVED",
               fmt::format("upload {} is gone on with elsewhere: ask how far "
                           "it is, and go on from there",
                           id));
}

absl::Status UploadTooLong(uint64_t size) {
  return Error(absl::StatusCode::kInvalidArgument, "UPLOAD_TOO_LONG",
               fmt::format("the upload was announced with {} bytes and brings "
                           "more: announce what there is",
                           size));
}

absl::StatusOr<Blob> FinishUpload(Transaction& txn, std::string_view id) {
  ASSIGN_OR_RETURN(BlobUpload upload, ReadUpload(txn, txn.merchant_id(), id));
  if (DurableBytes(upload) != upload.size()) {
    return Error(absl::StatusCode::kFailedPrecondition, "UPLOAD_INCOMPLETE",
                 fmt::format("upload {} has {} of {} bytes: send the rest", id,
                             DurableBytes(upload), upload.size()));
  }
  if (upload.hash() != upload.sha256()) {
    return Error(absl::StatusCode::kInvalidArgument, "CONTENT_MISMATCH",
                 fmt::format("what upload {} brought does not have the SHA-256 "
                             "that was announced: upload it anew",
                             id));
  }
  BlobManifest manifest;
  manifest.set_purpose(upload.purpose());
  manifest.set_size(upload.size());
  manifest.set_sha256(upload.sha256());
  manifest.set_chunks(std::move(*upload.mutable_chunks()));
  *manifest.mutable_create_time() = ToTimestamp(txn.now());
  const std::string blob_id = txn.NewId(kBlobIdPrefix);
  txn.Put(BlobKey(txn.merchant_id(), blob_id), manifest.SerializeAsString());
  RETURN_IF_ERROR(CloseUpload(txn, id));
  return Blob{.id = blob_id,
              .purpose = upload.purpose(),
              .content = {.size = upload.size(), .sha256 = upload.sha256()},
              .create_time = txn.now()};
}

absl::Status AbandonUpload(Transaction& txn, std::string_view id) {
  ASSIGN_OR_RETURN(BlobUpload upload, ReadUpload(txn, txn.merchant_id(), id));
  return GiveUp(txn, id, std::move(upload));
}

absl::Status RunUploadExpiry(Transaction& txn) {
  absl::Time next = absl::InfiniteFuture();
  std::vector<std::pair<std::string, BlobUpload>> expired;
  std::vector<std::pair<std::string, BlobUpload>> ahead;
  const auto rows =
      txn.Scan(Key(Space::kBlobUploads, txn.merchant_id()).Prefix());
  for (; rows->Valid(); rows->Next()) {
    KeyReader key(rows->key());
    std::string id;
    BlobUpload upload;
    if (!key.Id(kUploadIdPrefix, &id) ||
        !upload.ParseFromArray(rows->value().data(),
                               static_cast<int>(rows->value().size()))) {
      return Corrupt("an upload");
    }
    const absl::Time expire_time = ToTime(upload.expire_time());
    if (IsWaiting(expire_time, kUploadLifetime, txn.now())) {
      next = std::min(next, expire_time);
    } else if (expire_time > txn.now()) {
      ahead.emplace_back(std::move(id), std::move(upload));
    } else {
      expired.emplace_back(std::move(id), std::move(upload));
    }
  }
  RETURN_IF_ERROR(rows->status());
  // Those of a clock that has been set back since begin their lifetime anew.
  for (auto& [id, upload] : ahead) {
    PutUpload(txn, id, upload);
    next = std::min(next, ToTime(upload.expire_time()));
  }
  for (auto& [id, upload] : expired) {
    RETURN_IF_ERROR(GiveUp(txn, id, std::move(upload)));
  }
  const bool is_scheduled = next != absl::InfiniteFuture();
  if (is_scheduled) AddExpiryJob(txn, next);
  ASSIGN_OR_RETURN(BlobUsage usage, ReadBlobUsage(txn, txn.merchant_id()));
  usage.set_expiry_is_scheduled(is_scheduled);
  PutBlobUsage(txn, usage);
  return absl::OkStatus();
}

}  // namespace comptoir::store
