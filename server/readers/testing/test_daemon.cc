#include "server/readers/testing/test_daemon.h"

#include <chrono>
#include <utility>

#include "server/rpc/rules/validation.h"
#include "server/rpc/wire/mend.h"

namespace comptoir::readers {
namespace {

// Only a failing test waits this long.
constexpr std::chrono::seconds kPatience(20);

}  // namespace

TestDaemon::TestDaemon(const Open& open)
    : session_(open([shared = shared_] {
        const std::lock_guard<std::mutex> lock(shared->mutex);
        ++shared->wakes;
        shared->changed.notify_all();
      })) {}

TestDaemon::~TestDaemon() = default;

absl::Status TestDaemon::Send(Request request) {
  if (!rpc::ParseMended(request.SerializeAsString(), request)) {
    return absl::InvalidArgumentError("no message");
  }
  if (absl::Status status =
          rpc::ValidationPlan::Of(Request::descriptor()).Admit(request);
      !status.ok()) {
    return status;
  }
  session_->Take(std::move(request), [shared = shared_](absl::Status status) {
    const std::lock_guard<std::mutex> lock(shared->mutex);
    shared->taken = std::move(status);
    shared->changed.notify_all();
  });
  std::unique_lock<std::mutex> lock(shared_->mutex);
  if (!shared_->changed.wait_for(
          lock, kPatience, [this] { return shared_->taken.has_value(); })) {
    return absl::DeadlineExceededError("the session takes nothing more");
  }
  return *std::exchange(shared_->taken, std::nullopt);
}

absl::Status TestDaemon::Hello(uint64_t epoch,
                               uint64_t first_unacknowledged_seq) {
  Request request;
  request.mutable_hello()->set_epoch(epoch);
  request.mutable_hello()->set_first_unacknowledged_seq(
      first_unacknowledged_seq);
  return Send(std::move(request));
}

absl::Status TestDaemon::Events(uint64_t epoch, uint64_t first_seq,
                                const std::vector<v1::ReaderEvent>& events) {
  Request request;
  request.mutable_events()->set_epoch(epoch);
  request.mutable_events()->set_first_seq(first_seq);
  for (const v1::ReaderEvent& event : events) {
    *request.mutable_events()->add_events() = event;
  }
  return Send(std::move(request));
}

std::optional<TestDaemon::Response> TestDaemon::Read() {
  while (true) {
    int wakes = 0;
    {
      const std::lock_guard<std::mutex> lock(shared_->mutex);
      wakes = shared_->wakes;
    }
    Response response;
    const absl::StatusOr<bool> more = session_->Next(&response);
    if (!more.ok()) {
      end_ = more.status();
      return std::nullopt;
    }
    if (*more) return response;
    std::unique_lock<std::mutex> lock(shared_->mutex);
    if (!shared_->changed.wait_for(lock, kPatience,
                                   [&] { return shared_->wakes != wakes; })) {
      end_ = absl::DeadlineExceededError("nothing comes");
      return std::nullopt;
    }
  }
}

bool TestDaemon::AwaitAcknowledgement(uint64_t epoch, uint64_t seq) {
  while (const std::optional<Response> response = Read()) {
    if (response->acknowledgement().epoch() == epoch &&
        response->acknowledgement().seq() >= seq) {
      return true;
    }
  }
  return false;
}

absl::Status TestDaemon::AwaitEnd() {
  while (Read().has_value()) {
  }
  return end_;
}

std::optional<TestDaemon::Response> TestDaemon::TryRead() {
  Response response;
  const absl::StatusOr<bool> more = session_->Next(&response);
  if (!more.ok() || !*more) return std::nullopt;
  return response;
}

v1::ReaderEvent CardRemovedAt(int64_t seconds) {
  v1::ReaderEvent event;
  event.mutable_local_time()->set_seconds(seconds);
  event.mutable_card_removed();
  return event;
}

}  // namespace comptoir::readers
