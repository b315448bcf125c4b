// Streams without a server, for the tests of applications: what a mocked
// connection returns.
//
//   EXPECT_CALL(*connection, WatchEvents).WillOnce([] {
//     return MakeFakeServerStream<WatchEventsResponse>({first, second});
//   });
#ifndef COMPTOIR_SDK_CPP_TESTING_FAKE_STREAM_H_
#define COMPTOIR_SDK_CPP_TESTING_FAKE_STREAM_H_

#include <deque>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/sdk/stream.h"

namespace comptoir::sdk::testing {

// Gives the messages one after the other, then ends with `status`.
template <typename Response>
class FakeServerStream : public ServerStream<Response> {
 public:
  FakeServerStream(std::vector<Response> messages, absl::Status status)
      : messages_(messages.begin(), messages.end()),
        status_(std::move(status)) {}

  bool Read(Response* message) override {
    std::lock_guard<std::mutex> lock(mutex_);
    if (messages_.empty()) return false;
    *message = std::move(messages_.front());
    messages_.pop_front();
    return true;
  }

  absl::Status Finish() override {
    std::lock_guard<std::mutex> lock(mutex_);
    return status_;
  }

  void Cancel() override {
    std::lock_guard<std::mutex> lock(mutex_);
    messages_.clear();
    status_ = absl::CancelledError("cancelled");
  }

 private:
  std::mutex mutex_;
  std::deque<Response> messages_;
  absl::Status status_;
};

// Keeps what is written in `*written`, then gives `answer`.
template <typename Request, typename Response>
class FakeClientStream final : public ClientStream<Request, Response> {
 public:
  FakeClientStream(absl::StatusOr<Response> answer,
                   std::vector<Request>* written)
      : answer_(std::move(answer)), written_(written) {}

  bool Write(const Request& message) override {
    std::lock_guard<std::mutex> lock(mutex_);
    if (is_ended_) return false;
    written_->push_back(message);
    return true;
  }
  absl::StatusOr<Response> Finish() override {
    std::lock_guard<std::mutex> lock(mutex_);
    is_ended_ = true;
    return answer_;
  }
  void Cancel() override {
    std::lock_guard<std::mutex> lock(mutex_);
    is_ended_ = true;
    answer_ = absl::CancelledError("cancelled");
  }

 private:
  std::mutex mutex_;
  bool is_ended_ = false;
  absl::StatusOr<Response> answer_;
  std::vector<Request>* const written_;
};

// A FakeServerStream that also keeps what is written, in `*written`.
template <typename Request, typename Response>
class FakeBidiStream final : public BidiStream<Request, Response> {
 public:
  FakeBidiStream(std::vector<Response> messages, absl::Status status,
                 std::vector<Request>* written)
      : incoming_(std::move(messages), std::move(status)), written_(written) {}

  bool Write(const Request& message) override {
    written_->push_back(message);
    return true;
  }
  void WritesDone() override {}
  bool Read(Response* message) override { return incoming_.Read(message); }
  absl::Status Finish() override { return incoming_.Finish(); }
  void Cancel() override { incoming_.Cancel(); }

 private:
  FakeServerStream<Response> incoming_;
  std::vector<Request>* const written_;
};

template <typename Response>
std::unique_ptr<ServerStream<Response>> MakeFakeServerStream(
    std::vector<Response> messages, absl::Status status = absl::OkStatus()) {
  return std::make_unique<FakeServerStream<Response>>(std::move(messages),
                                                      std::move(status));
}

template <typename Request, typename Response>
std::unique_ptr<ClientStream<Request, Response>> MakeFakeClientStream(
    absl::StatusOr<Response> answer, std::vector<Request>* written) {
  return std::make_unique<FakeClientStream<Request, Response>>(
      std::move(answer), written);
}

template <typename Request, typename Response>
std::unique_ptr<BidiStream<Request, Response>> MakeFakeBidiStream(
    std::vector<Response> messages, std::vector<Request>* written,
    absl::Status status = absl::OkStatus()) {
  return std::make_unique<FakeBidiStream<Request, Response>>(
      std::move(messages), std::move(status), written);
}

}  // namespace comptoir::sdk::testing

#endif  // COMPTOIR_SDK_CPP_TESTING_FAKE_STREAM_H_
