#include "sdk/cpp/runtime/core/grpc_stream.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "comptoir/sdk/connection_error.h"
#include "comptoir/sdk/errors.h"
#include "sdk/cpp/runtime/core/grpc_status.h"

namespace comptoir::sdk {
namespace {

// The state that gRPC's threads and the application's share. Owned by the
// application's handle, and by itself until gRPC is done with it.
class StreamCore final
    : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  StreamCore(std::shared_ptr<ChannelHandle> channel,
             std::optional<absl::Duration> idle_max)
      : channel_(std::move(channel)), idle_max_(idle_max) {}

  grpc::ClientContext& context() { return context_; }

  void Begin(const StreamStart& start, std::shared_ptr<StreamCore> self) {
    // Held for ThreadSanitizer, which does not see how gRPC orders callbacks.
    std::lock_guard<std::mutex> lock(mutex_);
    self_ = std::move(self);
    channel_->stub().PrepareBidiStreamingCall(&context_, start.path, {}, this);
    // Operations are started by the application, when it pleases.
    AddHold();
    if (start.request) {
      outgoing_ = ToByteBuffer(*start.request);
      is_writing_ = true;
      StartWriteLast(&outgoing_, grpc::WriteOptions());
    }
    StartCall();
  }

  // Instead of Begin(): the stream is over before it began.
  void Fail(absl::Status status) {
    is_closed_ = true;
    is_done_ = true;
    status_ = std::move(status);
  }

  bool Write(const std::string& message) {
    std::unique_lock<std::mutex> lock(mutex_);
    if (is_closed_ || writes_failed_) return false;
    outgoing_ = ToByteBuffer(message);
    is_writing_ = true;
    AddHold();
    lock.unlock();
    StartWrite(&outgoing_);
    RemoveHold();
    lock.lock();
    changed_.wait(lock, [this] { return !is_writing_; });
    return !writes_failed_;
  }

  void WritesDone() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      if (is_closed_) return;
      AddHold();
    }
    StartWritesDone();
    RemoveHold();
  }

  bool Read(google::protobuf::MessageLite* message) {
    std::unique_lock<std::mutex> lock(mutex_);
    if (is_closed_) return false;
    is_reading_ = true;
    lock.unlock();
    StartRead(&incoming_);
    lock.lock();
    const auto is_read = [this] { return !is_reading_; };
    if (!idle_max_) {
      changed_.wait(lock, is_read);
    } else if (!changed_.wait_for(lock, absl::ToChronoNanoseconds(*idle_max_),
                                  is_read)) {
      Override(MakeError(absl::StatusCode::kUnavailable, "STREAM_IDLE",
                         "nothing came from the server for too long"));
      context_.TryCancel();
      changed_.wait(lock, is_read);
    }
    if (reads_failed_) return CloseLocked(lock);
    lock.unlock();
    if (message == nullptr) return true;
    absl::Status parsed = Parse(std::move(incoming_), message);
    lock.lock();
    if (parsed.ok()) return true;
    Override(std::move(parsed));
    context_.TryCancel();
    return CloseLocked(lock);
  }

  absl::Status Finish() {
    while (Read(nullptr)) {
    }
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return is_done_; });
    const Destination& server = channel_->server();
    if (!TakesALook(status_, server)) return ExplainConnection(status_, server);
    const absl::Status status = status_;
    lock.unlock();
    return ExplainByLooking(status, server, kExplainMax);
  }

  void Cancel() { context_.TryCancel(); }

  // The application has let go.
  void Abandon() {
    std::unique_lock<std::mutex> lock(mutex_);
    if (is_closed_) return;
    context_.TryCancel();
    CloseLocked(lock);
  }

 private:
  void OnReadDone(bool ok) override {
    std::lock_guard<std::mutex> lock(mutex_);
    is_reading_ = false;
    reads_failed_ = !ok;
    changed_.notify_all();
  }

  void OnWriteDone(bool ok) override {
    std::lock_guard<std::mutex> lock(mutex_);
    is_writing_ = false;
    if (!ok) writes_failed_ = true;
    changed_.notify_all();
  }

  void OnDone(const grpc::Status& status) override {
    const CallbackScope scope;
    // Freed once the lock is released.
    std::shared_ptr<StreamCore> self;
    std::lock_guard<std::mutex> lock(mutex_);
    self = std::move(self_);
    if (status_.ok()) status_ = FromGrpc(status);
    is_done_ = true;
    changed_.notify_all();
  }

  // The status to end with, whatever the cancelled call says.
  void Override(absl::Status status) { status_ = std::move(status); }

  // No operation is started from here on. Always false.
  bool CloseLocked(std::unique_lock<std::mutex>& lock) {
    const bool was_closed = std::exchange(is_closed_, true);
    lock.unlock();
    if (!was_closed) RemoveHold();
    return false;
  }

  const std::shared_ptr<ChannelHandle> channel_;
  const std::optional<absl::Duration> idle_max_;
  grpc::ClientContext context_;
  grpc::ByteBuffer incoming_;  // Of the reader, while it does not read.
  grpc::ByteBuffer outgoing_;  // Of the writer, while it does not write.

  std::mutex mutex_;  // Guards what follows.
  std::condition_variable changed_;
  std::shared_ptr<StreamCore> self_;
  bool is_reading_ = false;
  bool is_writing_ = false;
  bool reads_failed_ = false;
  bool writes_failed_ = false;
  bool is_closed_ = false;
  bool is_done_ = false;
  absl::Status status_;  // In gRPC's words.
};

class GrpcStream final : public RawStream {
 public:
  explicit GrpcStream(std::shared_ptr<StreamCore> core)
      : core_(std::move(core)) {}
  ~GrpcStream() override { core_->Abandon(); }

  bool Write(const std::string& message) override {
    return core_->Write(message);
  }
  void WritesDone() override { core_->WritesDone(); }
  bool Read(google::protobuf::MessageLite* message) override {
    return core_->Read(message);
  }
  absl::Status Finish() override { return core_->Finish(); }
  void Cancel() override { core_->Cancel(); }

 private:
  const std::shared_ptr<StreamCore> core_;
};

}  // namespace

std::unique_ptr<RawStream> OpenGrpcStream(
    std::shared_ptr<ChannelHandle> channel, const Credentials& credentials,
    StreamStart start) {
  auto core = std::make_shared<StreamCore>(std::move(channel), start.idle_max);
  absl::Status status =
      start.deadline <= absl::Now()
          ? DeadlineWasOver()
          : Prepare(credentials, start.deadline, core->context());
  if (status.ok()) {
    core->Begin(start, core);
  } else {
    core->Fail(std::move(status));
  }
  return std::make_unique<GrpcStream>(std::move(core));
}

}  // namespace comptoir::sdk
