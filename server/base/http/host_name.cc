#include "server/base/http/host_name.h"

#include <unicode/bytestream.h>
#include <unicode/idna.h>
#include <unicode/stringpiece.h>

#include <algorithm>
#include <memory>

namespace comptoir {
namespace {

// Browsers bear hyphens in these places, since there are such names.
constexpr uint32_t kBearable = UIDNA_ERROR_LEADING_HYPHEN |
                               UIDNA_ERROR_TRAILING_HYPHEN |
                               UIDNA_ERROR_HYPHEN_3_4;

// Immutable once made; null where ICU has no data.
const icu::IDNA* Converter() {
  static const std::unique_ptr<const icu::IDNA> converter = [] {
    UErrorCode error = U_ZERO_ERROR;
    std::unique_ptr<const icu::IDNA> made(icu::IDNA::createUTS46Instance(
        UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_USE_STD3_RULES |
            UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ,
        error));
    return U_SUCCESS(error) ? std::move(made) : nullptr;
  }();
  return converter.get();
}

}  // namespace

std::optional<std::string> ToAsciiHost(const std::string& host) {
  const bool is_ascii = std::all_of(host.begin(), host.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x80;
  });
  if (is_ascii) return host;
  if (Converter() == nullptr) return std::nullopt;
  std::string ascii;
  icu::StringByteSink<std::string> sink(&ascii);
  icu::IDNAInfo info;
  UErrorCode error = U_ZERO_ERROR;
  Converter()->nameToASCII_UTF8(host, sink, info, error);
  if (U_FAILURE(error) || (info.getErrors() & ~kBearable) != 0) {
    return std::nullopt;
  }
  return ascii;
}

bool CanBeLookedUp(const std::string& host) {
  const size_t size = host.size() - (host.ends_with('.') ? 1 : 0);
  if (size == 0 || size > kHostNameBytesMax) return false;
  size_t begin = 0;
  while (begin <= size) {
    const size_t end = std::min(host.find('.', begin), size);
    const size_t label = end - begin;
    if (label == 0 || label > kHostLabelBytesMax) return false;
    begin = end + 1;
  }
  return true;
}

}  // namespace comptoir
