// One request of the HTTP client, as libcurl runs it.
#ifndef COMPTOIR_SERVER_BASE_HTTP_HTTP_TRANSFER_H_
#define COMPTOIR_SERVER_BASE_HTTP_HTTP_TRANSFER_H_

#include <curl/curl.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/base/http/http_client.h"

namespace comptoir {

// Not thread-safe. Stays where it is: libcurl has its address.
class HttpTransfer {
 public:
  HttpTransfer(const HttpClientOptions& options, HttpRequest request,
               HttpDone done);
  HttpTransfer(const HttpTransfer&) = delete;

  // INVALID_ARGUMENT, reason INVALID_URL; INTERNAL when libcurl refuses.
  absl::Status SetUp();

  CURL* handle() { return handle_.get(); }

  // Tells whoever waits. Once.
  void End(CURLcode code) { done_(ResultOf(code)); }
  void End(absl::Status status) { done_(std::move(status)); }

 private:
  struct Free {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };

  static curl_socket_t OpenSocket(void* self, curlsocktype purpose,
                                  curl_sockaddr* address);
  static size_t OnHeader(char* data, size_t size, size_t count, void* self);
  static size_t OnBody(char* data, size_t size, size_t count, void* self);

  absl::Status SetUrl();
  bool SetLimits();
  bool SetMessage();
  bool MayConnectTo(const curl_sockaddr& address) const;
  bool Fits(size_t bytes);
  void SeeHeader(std::string_view line);
  absl::StatusOr<HttpResponse> ResultOf(CURLcode code);
  absl::Status ErrorOf(CURLcode code) const;

  const HttpClientOptions& options_;
  const HttpRequest request_;
  const HttpDone done_;
  std::unique_ptr<CURL, Free> handle_;
  std::unique_ptr<curl_slist, Free> headers_;
  bool is_plain_ = false;     // http, not https.
  bool was_refused_ = false;  // An address was not allowed,
  bool was_allowed_ = false;  // another one was.
  size_t bytes_ = 0;          // Of the answer so far.
  bool has_headers_ = false;  // All of them, of the final answer.
  HttpResponse response_;
};

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_HTTP_HTTP_TRANSFER_H_
