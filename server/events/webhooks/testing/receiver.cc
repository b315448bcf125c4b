#include "server/events/webhooks/testing/receiver.h"

#include <utility>

#include "fmt/format.h"

namespace comptoir::events {
namespace {

constexpr int kNoContent = 204;

}  // namespace

Receiver::Receiver(Answer answer) : answer_(std::move(answer)) {
  server_.Post(".*", [this](const httplib::Request& request,
                            httplib::Response& response) {
    Received received{
        .path = request.path,
        .id = request.get_header_value("webhook-id"),
        .timestamp = request.get_header_value("webhook-timestamp"),
        .signature = request.get_header_value("webhook-signature"),
        .content_type = request.get_header_value("Content-Type"),
        .body = request.body};
    Answer answer;
    {
      const std::lock_guard lock(mutex_);
      received_.push_back(received);
      answer = answer_;
      changed_.notify_all();
    }
    response.status = kNoContent;
    if (answer) answer(received, response);
  });
  server_.set_tcp_nodelay(true);
  // Connections that idle would hold up the end.
  server_.set_keep_alive_max_count(1);
  port_ = server_.bind_to_any_port("127.0.0.1");
  thread_ = std::thread([this] { server_.listen_after_bind(); });
  // stop() has no effect before it listens.
  while (!server_.is_running()) std::this_thread::yield();
}

Receiver::~Receiver() {
  server_.stop();
  thread_.join();
}

void Receiver::Set(Answer answer) {
  const std::lock_guard lock(mutex_);
  answer_ = std::move(answer);
}

void Receiver::SetStatus(int status) {
  Set([status](const Received&, httplib::Response& response) {
    response.status = status;
  });
}

std::string Receiver::url(const std::string& path) const {
  return fmt::format("http://127.0.0.1:{}{}", port_, path);
}

std::vector<Received> Receiver::Take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(received_, {});
}

void Receiver::Await(size_t count) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return received_.size() >= count; });
}

}  // namespace comptoir::events
