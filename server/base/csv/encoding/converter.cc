#include "server/base/csv/encoding/converter.h"

#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>
#include <unicode/unistr.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace comptoir {
namespace {

struct CloseConverter {
  void operator()(UConverter* converter) { ucnv_close(converter); }
};
using OwnedConverter = std::unique_ptr<UConverter, CloseConverter>;

OwnedConverter Open(std::string_view encoding) {
  UErrorCode error = U_ZERO_ERROR;
  OwnedConverter converter(ucnv_open(std::string(encoding).c_str(), &error));
  if (U_FAILURE(error)) return nullptr;
  return converter;
}

}  // namespace

std::string EncodingName(std::string_view named) {
  // An empty name would open the system's own.
  if (named.empty()) return "";
  const OwnedConverter converter = Open(named);
  if (converter == nullptr) return "";
  UErrorCode error = U_ZERO_ERROR;
  const char* name = ucnv_getName(converter.get(), &error);
  const char* preferred = ucnv_getStandardName(name, "MIME", &error);
  return preferred == nullptr ? std::string(named) : std::string(preferred);
}

std::optional<std::string> ToUtf8(std::string_view bytes,
                                  std::string_view encoding) {
  const OwnedConverter converter = Open(encoding);
  if (converter == nullptr) return std::nullopt;
  UErrorCode error = U_ZERO_ERROR;
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr,
                      nullptr, nullptr, &error);
  const icu::UnicodeString text(
      bytes.data(), static_cast<int32_t>(bytes.size()), converter.get(), error);
  if (U_FAILURE(error)) return std::nullopt;
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

}  // namespace comptoir
