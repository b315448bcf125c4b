#include "server/base/http/http_transfer.h"

#include <sys/socket.h>

#include <optional>
#include <utility>

#include "fmt/format.h"
#include "server/base/http/address_rules.h"
#include "server/base/http/url.h"
#include "server/base/status.h"

namespace comptoir {
namespace {

absl::Status Unavailable(std::string_view reason, std::string_view message) {
  return Error(absl::StatusCode::kUnavailable, reason, message);
}

absl::Status InvalidUrl() {
  return Error(absl::StatusCode::kInvalidArgument, "INVALID_URL",
               "the URL is not one of a web server");
}

bool IsAboutTls(CURLcode code) {
  switch (code) {
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CLIENTCERT:
      return true;
    default:
      return false;
  }
}

}  // namespace

HttpTransfer::HttpTransfer(const HttpClientOptions& options,
                           HttpRequest request, HttpDone done)
    : options_(options),
      request_(std::move(request)),
      done_(std::move(done)),
      handle_(curl_easy_init()) {}

absl::Status HttpTransfer::SetUp() {
  if (handle_ == nullptr) return absl::InternalError("libcurl has no handle");
  RETURN_IF_ERROR(SetUrl());
  if (SetLimits() && SetMessage()) return absl::OkStatus();
  return absl::InternalError("libcurl does not take its options");
}

absl::Status HttpTransfer::SetUrl() {
  const std::optional<Url> url = ParseUrl(request_.url);
  if (!url || (url->scheme != "https" && url->scheme != "http")) {
    return InvalidUrl();
  }
  is_plain_ = url->scheme == "http";
  const bool is_set =
      curl_easy_setopt(handle(), CURLOPT_URL, url->text.c_str()) == CURLE_OK &&
      curl_easy_setopt(handle(), CURLOPT_PROTOCOLS_STR, url->scheme.c_str()) ==
          CURLE_OK;
  return is_set ? absl::OkStatus() : InvalidUrl();
}

bool HttpTransfer::SetLimits() {
  const auto set = [this](CURLoption option, auto value) {
    return curl_easy_setopt(handle(), option, value) == CURLE_OK;
  };
  const auto milliseconds = [](absl::Duration duration) {
    return static_cast<long>(absl::ToInt64Milliseconds(duration));
  };
  return set(CURLOPT_NOSIGNAL, 1L) && set(CURLOPT_FOLLOWLOCATION, 0L) &&
         // Whatever the environment says.
         set(CURLOPT_PROXY, "") && set(CURLOPT_NOPROXY, "*") &&
         set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED)) &&
         set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1)) &&
         set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2)) &&
         set(CURLOPT_SSL_VERIFYPEER, 1L) && set(CURLOPT_SSL_VERIFYHOST, 2L) &&
         (options_.ca_file.empty() ||
          set(CURLOPT_CAINFO, options_.ca_file.c_str())) &&
         set(CURLOPT_CONNECTTIMEOUT_MS,
             milliseconds(options_.connect_timeout)) &&
         set(CURLOPT_TIMEOUT_MS, milliseconds(options_.timeout)) &&
         // A look-up that hangs does not hang the end of the client.
         set(CURLOPT_QUICK_EXIT, 1L) &&
         set(CURLOPT_OPENSOCKETFUNCTION, &OpenSocket) &&
         set(CURLOPT_OPENSOCKETDATA, this) &&
         set(CURLOPT_HEADERFUNCTION, &OnHeader) &&
         set(CURLOPT_HEADERDATA, this) && set(CURLOPT_WRITEFUNCTION, &OnBody) &&
         set(CURLOPT_WRITEDATA, this);
}

bool HttpTransfer::SetMessage() {
  // Else a long body would wait for "100 Continue".
  curl_slist* list = curl_slist_append(nullptr, "Expect:");
  for (const auto& [name, value] : request_.headers) {
    list = curl_slist_append(list, fmt::format("{}: {}", name, value).c_str());
  }
  headers_.reset(list);
  const auto size = static_cast<curl_off_t>(request_.body.size());
  return curl_easy_setopt(handle(), CURLOPT_HTTPHEADER, list) == CURLE_OK &&
         curl_easy_setopt(handle(), CURLOPT_POST, 1L) == CURLE_OK &&
         curl_easy_setopt(handle(), CURLOPT_POSTFIELDSIZE_LARGE, size) ==
             CURLE_OK &&
         curl_easy_setopt(handle(), CURLOPT_POSTFIELDS, request_.body.data()) ==
             CURLE_OK;
}

// The very address that is connected to: nothing is looked up again after it.
curl_socket_t HttpTransfer::OpenSocket(void* self, curlsocktype,
                                       curl_sockaddr* address) {
  HttpTransfer& transfer = *static_cast<HttpTransfer*>(self);
  if (!transfer.MayConnectTo(*address)) {
    transfer.was_refused_ = true;
    return CURL_SOCKET_BAD;
  }
  transfer.was_allowed_ = true;
  return socket(address->family, address->socktype | SOCK_CLOEXEC,
                address->protocol);
}

bool HttpTransfer::MayConnectTo(const curl_sockaddr& address) const {
  const AddressKind kind = KindOfAddress(address.addr);
  if (is_plain_ && kind != AddressKind::kLoopback) return false;
  switch (kind) {
    case AddressKind::kPublic:
      return true;
    case AddressKind::kLoopback:
    case AddressKind::kPrivate:
      return options_.allow_private;
    case AddressKind::kNobody:
      return false;
  }
  return false;
}

bool HttpTransfer::Fits(size_t bytes) {
  bytes_ += bytes;
  return bytes_ <= options_.answer_bytes_max;
}

size_t HttpTransfer::OnHeader(char* data, size_t size, size_t count,
                              void* self) {
  HttpTransfer& transfer = *static_cast<HttpTransfer*>(self);
  if (!transfer.Fits(size * count)) return 0;
  transfer.SeeHeader({data, size * count});
  return size * count;
}

// The empty line ends the headers, unless they are of a "103 Early Hints".
void HttpTransfer::SeeHeader(std::string_view line) {
  if (line != "\r\n" && line != "\n") return;
  long status = 0;
  curl_easy_getinfo(handle(), CURLINFO_RESPONSE_CODE, &status);
  has_headers_ = status >= 200;
  response_.status = static_cast<int>(status);
}

size_t HttpTransfer::OnBody(char*, size_t size, size_t count, void* self) {
  HttpTransfer& transfer = *static_cast<HttpTransfer*>(self);
  return transfer.Fits(size * count) ? size * count : 0;
}

absl::StatusOr<HttpResponse> HttpTransfer::ResultOf(CURLcode code) {
  if (!has_headers_) {
    return code == CURLE_OK ? ErrorOf(CURLE_WEIRD_SERVER_REPLY) : ErrorOf(code);
  }
  curl_off_t seconds = 0;
  curl_easy_getinfo(handle(), CURLINFO_RETRY_AFTER, &seconds);
  response_.retry_after = absl::Seconds(seconds);
  return response_;
}

absl::Status HttpTransfer::ErrorOf(CURLcode code) const {
  if (IsAboutTls(code)) {
    return Unavailable("TLS_FAILED",
                       "the server's certificate or TLS is not accepted");
  }
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return Error(absl::StatusCode::kDeadlineExceeded, "HTTP_TIMEOUT",
                   fmt::format("the server did not answer within {} s",
                               absl::ToInt64Seconds(options_.timeout)));
    case CURLE_COULDNT_RESOLVE_HOST:
      return Unavailable("HOST_NOT_FOUND", "the host name is not known");
    case CURLE_URL_MALFORMAT:
      return InvalidUrl();
    case CURLE_COULDNT_CONNECT:
      if (!was_refused_ || was_allowed_) break;
      return Unavailable("ADDRESS_NOT_ALLOWED",
                         is_plain_
                             ? "plain http goes to this machine alone, when "
                               "that is allowed: use https"
                             : "the host is this machine or in a private "
                               "network, where requests may not go");
    case CURLE_UNSUPPORTED_PROTOCOL:  // An answer in HTTP/0.9.
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_GOT_NOTHING:
    case CURLE_WRITE_ERROR:
    case CURLE_OUT_OF_MEMORY:
      return Unavailable("ANSWER_MALFORMED",
                         "the server did not answer in HTTP");
    default:
      break;
  }
  return Unavailable(
      "CONNECTION_FAILED",
      fmt::format("the connection failed: {}", curl_easy_strerror(code)));
}

}  // namespace comptoir
