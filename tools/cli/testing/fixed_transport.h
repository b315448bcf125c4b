// A server for tests of commands: answers as it is told.
#ifndef COMPTOIR_TOOLS_CLI_TESTING_FIXED_TRANSPORT_H_
#define COMPTOIR_TOOLS_CLI_TESTING_FIXED_TRANSPORT_H_

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "comptoir/sdk/channel_core.h"
#include "comptoir/sdk/transport.h"

namespace comptoir::cli {

// Gives its messages, then ends with `end`.
class FixedStream final : public sdk::RawStream {
 public:
  FixedStream(std::vector<std::string> messages, absl::Status end)
      : messages_(messages.begin(), messages.end()), end_(std::move(end)) {}

  bool Write(const std::string&) override { return false; }
  void WritesDone() override {}
  bool Read(google::protobuf::MessageLite* message) override {
    if (messages_.empty()) return false;
    message->ParseFromString(messages_.front());
    messages_.pop_front();
    return true;
  }
  absl::Status Finish() override { return end_; }
  void Cancel() override {}

 private:
  std::deque<std::string> messages_;
  const absl::Status end_;
};

class FixedTransport final : public sdk::Transport {
 public:
  void Send(const sdk::Attempt& attempt,
            std::function<void(sdk::AttemptResult)> done) override {
    requests.push_back(*attempt.request);
    if (status.ok() && !answers.empty()) {
      attempt.response->ParseFromString(answers.front());
      answers.pop_front();
    }
    done({.status = status});
  }
  std::unique_ptr<sdk::RawStream> Open(sdk::StreamStart start) override {
    requests.push_back(start.request.value_or(""));
    return std::make_unique<FixedStream>(messages, status);
  }

  absl::Status status;
  std::deque<std::string> answers;
  std::vector<std::string> messages;
  std::vector<std::string> requests;
};

class StillTimer final : public sdk::Timer {
 public:
  absl::Time Now() const override { return absl::UnixEpoch(); }
  void RunAfter(absl::Duration, std::function<void()> action) override {
    action();
  }
};

// A channel that sends each request once.
inline std::shared_ptr<sdk::Channel> ChannelOver(
    std::shared_ptr<FixedTransport> transport) {
  return std::make_shared<sdk::Channel>(
      sdk::ChannelParts{.transport = std::move(transport),
                        .timer = std::make_shared<StillTimer>(),
                        .random = [] { return 0.5; },
                        .attempts = 1});
}

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_TESTING_FIXED_TRANSPORT_H_
