#include "server/base/csv/text_encoding.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fmt/format.h"

namespace comptoir {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view kUtf16LittleMark = "\xFF\xFE";
constexpr std::string_view kUtf16BigMark = "\xFE\xFF";

bool IsUtf8(std::string_view bytes) {
  const auto length = static_cast<int64_t>(bytes.size());
  for (int64_t i = 0; i < length;) {
    UChar32 code_point;
    U8_NEXT(bytes.data(), i, length, code_point);
    if (code_point < 0) return false;
  }
  return true;
}

absl::StatusOr<std::string> Convert(std::string_view bytes,
                                    const char* encoding) {
  UErrorCode error = U_ZERO_ERROR;
  UConverter* converter = ucnv_open(encoding, &error);
  const icu::UnicodeString text(
      bytes.data(), static_cast<int32_t>(bytes.size()), converter, error);
  ucnv_close(converter);
  if (U_FAILURE(error)) {
    return absl::InvalidArgumentError(
        fmt::format("cannot be read as {}: {}", encoding, u_errorName(error)));
  }
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

absl::StatusOr<DecodedText> Decode(std::string_view bytes) {
  if (bytes.starts_with(kUtf8Mark)) {
    bytes.remove_prefix(kUtf8Mark.size());
    if (IsUtf8(bytes)) return DecodedText{std::string(bytes), "UTF-8"};
  }
  for (const auto& [mark, name] : {std::pair(kUtf16LittleMark, "UTF-16LE"),
                                   std::pair(kUtf16BigMark, "UTF-16BE")}) {
    if (!bytes.starts_with(mark)) continue;
    absl::StatusOr<std::string> text = Convert(bytes.substr(mark.size()), name);
    if (!text.ok()) return text.status();
    return DecodedText{*std::move(text), name};
  }
  if (IsUtf8(bytes)) return DecodedText{std::string(bytes), "UTF-8"};
  absl::StatusOr<std::string> text = Convert(bytes, "windows-1252");
  if (!text.ok()) return text.status();
  return DecodedText{*std::move(text), "Windows-1252"};
}

}  // namespace

absl::StatusOr<DecodedText> DecodeText(std::string_view bytes) {
  absl::StatusOr<DecodedText> decoded = Decode(bytes);
  if (decoded.ok() && decoded->text.find('\0') != std::string::npos) {
    return absl::InvalidArgumentError("is not a text file: it has a NUL byte");
  }
  return decoded;
}

std::string FoldHeading(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* decompose = icu::Normalizer2::getNFKDInstance(error);
  const icu::UnicodeString source = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  const icu::UnicodeString split = decompose->normalize(source, error);
  icu::UnicodeString folded;
  for (int32_t i = 0; i < split.length(); i = split.moveIndex32(i, 1)) {
    const UChar32 c = split.char32At(i);
    if (u_isalnum(c)) {
      folded.append(u_tolower(c));
    } else if (u_getCombiningClass(c) == 0 && !folded.isEmpty() &&
               folded.charAt(folded.length() - 1) != ' ') {
      folded.append(u' ');
    }
  }
  folded.trim();
  std::string utf8;
  folded.toUTF8String(utf8);
  return utf8;
}

}  // namespace comptoir
