#include "server/base/csv/text_encoding.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "server/base/csv/encoding/converter.h"
#include "server/base/csv/encoding/encoding_guess.h"
#include "server/base/csv/encoding/utf7.h"

namespace comptoir {
namespace {

constexpr char kUtf8[] = "UTF-8";
constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
// How old Japanese mail switches alphabets within ASCII (ISO-2022).
constexpr std::string_view kSwitches[] = {"\x1b$", "\x1b("};

constexpr char kHowToName[] =
    "name it with --encoding, such as windows-1252 (western Windows), "
    "windows-1250 (central European), windows-1251 (Cyrillic), macintosh, "
    "IBM850 (DOS) or Shift_JIS, or save the file as UTF-8";

struct Mark {
  std::string_view bytes;
  const char* encoding;
};

// The longer ones first.
constexpr Mark kMarks[] = {
    {std::string_view("\xFF\xFE\0\0", 4), "UTF-32LE"},
    {std::string_view("\0\0\xFE\xFF", 4), "UTF-32BE"},
    {kUtf8Mark, kUtf8},
    {"\xFF\xFE", "UTF-16LE"},
    {"\xFE\xFF", "UTF-16BE"},
};

// How much of some bytes is UTF-8 beyond ASCII.
struct Utf8Count {
  size_t letters = 0;
  size_t wrong_bytes = 0;
  // Of the first wrong byte; the first line is 1.
  int wrong_line = 0;
};

Utf8Count CountUtf8(std::string_view bytes) {
  Utf8Count count;
  int line = 1;
  const auto length = static_cast<int32_t>(bytes.size());
  for (int32_t i = 0; i < length;) {
    UChar32 code_point;
    U8_NEXT(bytes.data(), i, length, code_point);
    if (code_point < 0) {
      if (count.wrong_bytes == 0) count.wrong_line = line;
      ++count.wrong_bytes;
    } else if (code_point >= 0x80) {
      ++count.letters;
    } else if (code_point == '\n') {
      ++line;
    }
  }
  return count;
}

// UTF-16 without a mark: every second byte of Latin text is 0.
const char* Utf16WithoutMark(std::string_view bytes) {
  constexpr size_t kLooked = 1024;
  size_t even = 0;
  size_t odd = 0;
  const size_t count = std::min(bytes.size(), kLooked) & ~size_t{1};
  for (size_t i = 0; i < count; i += 2) {
    even += bytes[i] == 0 ? 1 : 0;
    odd += bytes[i + 1] == 0 ? 1 : 0;
  }
  if (count == 0 || bytes.size() % 2 != 0) return nullptr;
  if (odd * 4 > count && even == 0) return "UTF-16LE";
  return even * 4 > count && odd == 0 ? "UTF-16BE" : nullptr;
}

bool HasSwitches(std::string_view bytes) {
  return std::any_of(std::begin(kSwitches), std::end(kSwitches),
                     [bytes](std::string_view escape) {
                       return bytes.find(escape) != std::string_view::npos;
                     });
}

absl::StatusOr<DecodedText> DecodeAs(std::string_view bytes,
                                     std::string_view encoding) {
  std::optional<std::string> text = ToUtf8(bytes, encoding);
  if (!text) {
    return absl::InvalidArgumentError(
        fmt::format("is not written in {}: {}", encoding, kHowToName));
  }
  if (text->starts_with(kUtf8Mark)) text->erase(0, kUtf8Mark.size());
  return DecodedText{*std::move(text), std::string(encoding)};
}

absl::StatusOr<DecodedText> DecodeNamed(std::string_view bytes,
                                        std::string_view named) {
  const std::string name = EncodingName(named);
  if (name.empty()) {
    return absl::InvalidArgumentError(
        fmt::format("{} is no encoding that is known; {}", named, kHowToName));
  }
  return DecodeAs(bytes, name);
}

absl::StatusOr<DecodedText> DecodeUnnamed(std::string_view bytes) {
  for (const auto& [mark, encoding] : kMarks) {
    if (bytes.starts_with(mark)) {
      return DecodeAs(bytes.substr(mark.size()), encoding);
    }
  }
  if (const char* encoding = Utf16WithoutMark(bytes)) {
    return DecodeAs(bytes, encoding);
  }
  const Utf8Count utf8 = CountUtf8(bytes);
  if (utf8.wrong_bytes == 0 && utf8.letters == 0 && IsUtf7(bytes)) {
    return absl::InvalidArgumentError(
        "seems to be UTF-7, in which é is written as +AOk-: name what it is "
        "with --encoding UTF-7 or --encoding UTF-8, or save it as UTF-8");
  }
  if (utf8.wrong_bytes == 0 && (utf8.letters > 0 || !HasSwitches(bytes))) {
    return DecodedText{std::string(bytes), kUtf8};
  }
  // Bytes of other encodings are letters of UTF-8 by accident only.
  constexpr size_t kAccident = 3;
  if (utf8.letters > kAccident * utf8.wrong_bytes) {
    return absl::InvalidArgumentError(fmt::format(
        "line {} is not UTF-8, though the rest of the file is: save it as "
        "UTF-8 again, or name its encoding with --encoding",
        utf8.wrong_line));
  }
  const std::optional<std::string> encoding = GuessEncoding(bytes);
  if (encoding) return DecodeAs(bytes, *encoding);
  return absl::InvalidArgumentError(fmt::format(
      "in which encoding it is written is not certain: {}", kHowToName));
}

}  // namespace

absl::StatusOr<DecodedText> DecodeText(std::string_view bytes,
                                       std::string_view named) {
  if (bytes.size() > kTextBytesMax) {
    return absl::InvalidArgumentError(fmt::format(
        "has {} bytes, more than {}: split it", bytes.size(), kTextBytesMax));
  }
  absl::StatusOr<DecodedText> decoded =
      named.empty() ? DecodeUnnamed(bytes) : DecodeNamed(bytes, named);
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
