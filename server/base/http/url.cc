#include "server/base/http/url.h"

#include <curl/curl.h>

#include <memory>
#include <string_view>

#include "server/base/http/host_name.h"

namespace comptoir {
namespace {

struct Free {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using CurlUrl = std::unique_ptr<CURLU, Free>;

// Null for what libcurl takes for no URL. A scheme that it does not know is
// none of a web server.
CurlUrl Read(const std::string& text) {
  CurlUrl url(curl_url());
  const bool is_read =
      url != nullptr && text.find('\0') == std::string::npos &&
      curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) == CURLUE_OK;
  return is_read ? std::move(url) : nullptr;
}

// nullopt when the URL has no such part.
std::optional<std::string> PartOf(const CurlUrl& url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url.get(), part, &text, 0) != CURLUE_OK) return std::nullopt;
  std::string copy = text;
  curl_free(text);
  return copy;
}

// With the host in its ASCII form; null when it has none. Read once more, since
// only then the host is seen for the address that it may be.
CurlUrl ReadWithAsciiHost(const std::string& text) {
  CurlUrl url = Read(text);
  if (url == nullptr) return nullptr;
  const std::optional<std::string> host = PartOf(url, CURLUPART_HOST);
  if (!host) return nullptr;
  const std::optional<std::string> ascii = ToAsciiHost(*host);
  if (!ascii) return nullptr;
  if (*ascii == *host) return url;
  if (curl_url_set(url.get(), CURLUPART_HOST, ascii->c_str(), 0) != CURLUE_OK) {
    return nullptr;
  }
  const std::optional<std::string> whole = PartOf(url, CURLUPART_URL);
  return whole ? Read(*whole) : nullptr;
}

// libcurl passes over a colon that no port follows.
bool EndsInColon(std::string_view text) {
  const size_t begin = text.find_first_not_of('/', text.find(':') + 1);
  if (begin == std::string_view::npos) return false;
  const std::string_view rest = text.substr(begin);
  return rest.substr(0, rest.find_first_of("/?#")).ends_with(':');
}

}  // namespace

std::optional<Url> ParseUrl(const std::string& text) {
  const CurlUrl url = ReadWithAsciiHost(text);
  if (url == nullptr || EndsInColon(text)) return std::nullopt;
  const std::optional<std::string> scheme = PartOf(url, CURLUPART_SCHEME);
  const std::optional<std::string> host = PartOf(url, CURLUPART_HOST);
  const std::optional<std::string> whole = PartOf(url, CURLUPART_URL);
  if (!scheme || !host || !whole) return std::nullopt;
  const bool is_bracketed = host->starts_with('[');
  if (!is_bracketed && !CanBeLookedUp(*host)) return std::nullopt;
  if (PartOf(url, CURLUPART_PORT) == "0") return std::nullopt;
  return Url{.scheme = *scheme,
             .host = *host,
             .text = *whole,
             .has_user = PartOf(url, CURLUPART_USER).has_value() ||
                         PartOf(url, CURLUPART_PASSWORD).has_value(),
             .has_fragment = PartOf(url, CURLUPART_FRAGMENT).has_value()};
}

}  // namespace comptoir
