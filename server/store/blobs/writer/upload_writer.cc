#include "server/store/blobs/writer/upload_writer.h"

#include <algorithm>
#include <utility>

#include "fmt/format.h"
#include "server/base/status.h"
#include "server/store/blobs/chunk.h"

namespace comptoir::store {
namespace {

absl::Status OffsetBehindEnd(uint64_t offset, uint64_t durable_bytes) {
  const std::string durable = std::to_string(durable_bytes);
  return Error(absl::StatusCode::kOutOfRange, "UPLOAD_OFFSET",
               fmt::format("the upload has {} bytes and cannot go on at {}: go "
                           "on from where it is",
                           durable, offset),
               {{"durable_bytes", durable}});
}

}  // namespace

void UploadWriter::Update(Body body, Done done) {
  store_.Update(context_(), std::move(body),
                [self = shared_from_this(), done = std::move(done)](
                    const WriteResult& result) { done(result.status); });
}

void UploadWriter::Open(uint64_t offset, Done done) {
  Update(
      [this](Transaction& txn, std::string*) -> absl::Status {
        ASSIGN_OR_RETURN(upload_, StartUpload(txn, wanted_));
        return absl::OkStatus();
      },
      [this, offset, done = std::move(done)](const absl::Status& status) {
        if (!status.ok()) return done(status);
        const uint64_t durable = upload_.durable_bytes;
        if (offset > durable) return done(OffsetBehindEnd(offset, durable));
        skip_ = durable - offset;
        done(absl::OkStatus());
      });
}

void UploadWriter::Write(std::string_view bytes, Done done) {
  const size_t skipped =
      static_cast<size_t>(std::min<uint64_t>(skip_, bytes.size()));
  skip_ -= skipped;
  bytes.remove_prefix(skipped);
  const uint64_t left = upload_.content.size - upload_.durable_bytes;
  if (buffer_.size() + bytes.size() > left) {
    return done(UploadTooLong(upload_.content.size));
  }
  buffer_ += bytes;
  AppendWhole(std::move(done));
}

void UploadWriter::AppendWhole(Done done) {
  const uint64_t left = upload_.content.size - upload_.durable_bytes;
  const size_t whole =
      static_cast<size_t>(std::min<uint64_t>(kChunkBytes, left));
  if (whole == 0 || buffer_.size() < whole) return done(absl::OkStatus());
  auto next = std::make_shared<UploadChunk>(
      NextChunk(upload_, buffer_.substr(0, whole)));
  buffer_.erase(0, whole);
  Update(
      [this, next](Transaction& txn, std::string*) {
        return AppendChunk(txn, wanted_.id, *next);
      },
      [this, next, done = std::move(done)](const absl::Status& status) {
        if (!status.ok()) return done(status);
        upload_.durable_bytes += next->chunk.bytes.size();
        upload_.hash = next->hash_after;
        // A short last chunk may have come with the end of this one.
        AppendWhole(done);
      });
}

void UploadWriter::Finish(
    std::function<absl::Status(Transaction&, const Blob&)> keep, Done done) {
  Update(
      [this, keep = std::move(keep)](Transaction& txn,
                                     std::string*) -> absl::Status {
        ASSIGN_OR_RETURN(const Blob blob, FinishUpload(txn, wanted_.id));
        // Another writer brought the rest: whoever finishes has not seen it.
        if (!is_as_announced()) return UploadMoved(wanted_.id);
        return keep(txn, blob);
      },
      std::move(done));
}

void UploadWriter::Abandon() {
  Update([this](Transaction& txn,
                std::string*) { return AbandonUpload(txn, wanted_.id); },
         [](const absl::Status&) {});
}

}  // namespace comptoir::store
