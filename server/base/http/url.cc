#include "server/base/http/url.h"

#include <curl/curl.h>

#include <memory>

namespace comptoir {
namespace {

// nullopt when the URL has no such part.
std::optional<std::string> PartOf(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return std::nullopt;
  std::string copy = text;
  curl_free(text);
  return copy;
}

}  // namespace

std::optional<Url> ParseUrl(const std::string& text) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(
      curl_url(), curl_url_cleanup);
  // A scheme that libcurl does not know is none of a web server.
  if (url == nullptr ||
      curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) {
    return std::nullopt;
  }
  const std::optional<std::string> scheme = PartOf(url.get(), CURLUPART_SCHEME);
  const std::optional<std::string> host = PartOf(url.get(), CURLUPART_HOST);
  if (!scheme || !host || host->empty()) return std::nullopt;
  return Url{.scheme = *scheme,
             .host = *host,
             .has_user = PartOf(url.get(), CURLUPART_USER).has_value() ||
                         PartOf(url.get(), CURLUPART_PASSWORD).has_value(),
             .has_fragment = PartOf(url.get(), CURLUPART_FRAGMENT).has_value()};
}

}  // namespace comptoir
