#include "server/base/http/http_client.h"

#include <curl/curl.h>

#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "server/base/http/http_transfer.h"
#include "server/base/status.h"

namespace comptoir {
namespace {

// Between two looks when nothing happens; libcurl wakes for all it knows of.
constexpr int kPollMs = 10'000;

absl::Status Stopping() {
  return Error(absl::StatusCode::kUnavailable, "STOPPING", "the server stops");
}

bool SetUpLibrary() {
  static const bool is_set_up = curl_global_init(CURL_GLOBAL_DEFAULT) == 0;
  return is_set_up;
}

// All requests on one thread.
class CurlClient final : public HttpClient {
 public:
  CurlClient(HttpClientOptions options, CURLM* multi)
      : options_(std::move(options)),
        multi_(multi),
        thread_([this] { Run(); }) {}

  ~CurlClient() override {
    {
      const std::lock_guard lock(mutex_);
      is_stopping_ = true;
    }
    curl_multi_wakeup(multi_);
    thread_.join();
    curl_multi_cleanup(multi_);
  }

  void Post(HttpRequest request, HttpDone done) override {
    {
      const std::lock_guard lock(mutex_);
      new_.push_back(std::make_unique<HttpTransfer>(
          options_, std::move(request), std::move(done)));
    }
    curl_multi_wakeup(multi_);
  }

 private:
  using Transfers = std::vector<std::unique_ptr<HttpTransfer>>;

  void Run() {
    while (TakeNew()) {
      int running = 0;
      curl_multi_perform(multi_, &running);
      EndFinished();
      curl_multi_poll(multi_, nullptr, 0, kPollMs, nullptr);
    }
    for (auto& [handle, transfer] : running_) {
      curl_multi_remove_handle(multi_, handle);
      transfer->End(Stopping());
    }
    running_.clear();
  }

  // False when the client is to end.
  bool TakeNew() {
    Transfers transfers;
    bool is_stopping;
    {
      const std::lock_guard lock(mutex_);
      transfers.swap(new_);
      is_stopping = is_stopping_;
    }
    for (std::unique_ptr<HttpTransfer>& transfer : transfers) {
      absl::Status status = is_stopping ? Stopping() : transfer->SetUp();
      if (status.ok() &&
          curl_multi_add_handle(multi_, transfer->handle()) != CURLM_OK) {
        status = absl::InternalError("libcurl takes no further request");
      }
      if (!status.ok()) {
        transfer->End(std::move(status));
        continue;
      }
      CURL* const handle = transfer->handle();
      running_[handle] = std::move(transfer);
    }
    return !is_stopping;
  }

  void EndFinished() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode code = message->data.result;
      const auto found = running_.find(message->easy_handle);
      const std::unique_ptr<HttpTransfer> transfer = std::move(found->second);
      running_.erase(found);
      curl_multi_remove_handle(multi_, transfer->handle());
      transfer->End(code);
    }
  }

  const HttpClientOptions options_;
  CURLM* const multi_;
  std::mutex mutex_;
  Transfers new_;  // Guarded, as is the next one.
  bool is_stopping_ = false;
  // Of the thread alone.
  std::map<CURL*, std::unique_ptr<HttpTransfer>> running_;
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<HttpClient>> HttpClient::Make(
    HttpClientOptions options) {
  CURLM* const multi = SetUpLibrary() ? curl_multi_init() : nullptr;
  const long idle_max = options.idle_connections_max;
  if (multi == nullptr ||
      curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, idle_max) != CURLM_OK) {
    return absl::InternalError("libcurl cannot be set up");
  }
  return std::make_unique<CurlClient>(std::move(options), multi);
}

}  // namespace comptoir
