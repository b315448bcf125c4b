// Feeds an upload with bytes as they come, such as the messages of a stream.
#ifndef COMPTOIR_SERVER_STORE_BLOBS_WRITER_UPLOAD_WRITER_H_
#define COMPTOIR_SERVER_STORE_BLOBS_WRITER_UPLOAD_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "server/store/blobs/upload.h"
#include "server/store/store.h"

namespace comptoir::store {

// Bytes of one Write().
inline constexpr size_t kPieceBytesMax = 64 * 1024;

// Holds less than a chunk and two pieces, and no thread. One call at a time:
// each `done` is called once, at once or on a thread of the store, and nothing
// may be called before. Kept alive by the calls that are not done.
class UploadWriter : public std::enable_shared_from_this<UploadWriter> {
 public:
  using Done = std::function<void(absl::Status)>;
  // Who and when, for each transaction.
  using MakeContext = std::function<WriteContext()>;

  // `store` must outlive it.
  UploadWriter(Store& store, NewUpload wanted, MakeContext context)
      : store_(store),
        wanted_(std::move(wanted)),
        context_(std::move(context)) {}

  // Starts the upload, or goes on with it: what is written next begins at
  // `offset` of the content. Errors of StartUpload, and OUT_OF_RANGE, reason
  // UPLOAD_OFFSET, metadata `durable_bytes`, when bytes would be missing.
  void Open(uint64_t offset, Done done);

  // The next bytes, at most kPieceBytesMax; those that are durable already are
  // left out. Errors of AppendChunk.
  void Write(std::string_view bytes, Done done);

  const std::string& id() const { return wanted_.id; }
  // Whether all bytes are durable and have the SHA-256 that was announced.
  bool is_as_announced() const {
    return upload_.durable_bytes == upload_.content.size &&
           upload_.hash == upload_.content.sha256;
  }

  // Makes a blob of it, and runs `keep` in the same transaction. Errors of
  // FinishUpload and of `keep`; ABORTED, reason UPLOAD_MOVED, when another
  // writer brought bytes that this one did not.
  void Finish(std::function<absl::Status(Transaction&, const Blob&)> keep,
              Done done);

  // Gives it up; what becomes of that is not told.
  void Abandon();

 private:
  // Appends the chunk that is complete, if there is one.
  void AppendWhole(Done done);
  void Update(Body body, Done done);

  Store& store_;
  const NewUpload wanted_;
  const MakeContext context_;
  Upload upload_;
  uint64_t skip_ = 0;   // Bytes to come that are durable already.
  std::string buffer_;  // Bytes that have come and are not.
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_BLOBS_WRITER_UPLOAD_WRITER_H_
