#include "server/base/csv/encoding/encoding_guess.h"

#include <uchardet/uchardet.h>
#include <unicode/ucsdet.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/base/csv/encoding/converter.h"
#include "server/base/csv/encoding/plausibility.h"

namespace comptoir {
namespace {

constexpr char kWestern[] = "windows-1252";
constexpr char kCentral[] = "windows-1250";
constexpr char kCentralIso[] = "ISO-8859-2";
constexpr char kOldMac[] = "macintosh";
// What ICU may be surer of than of a central European reading.
constexpr int kMarginMax = 6;
// ICU is never surer than this of what it only thinks possible.
constexpr int kPossible = 10;

// What ICU calls the encodings that uchardet names, where it is not the same,
// or where Windows has more letters at the same places.
constexpr std::pair<std::string_view, std::string_view> kNames[] = {
    {"ASCII", kWestern},
    {"BIG5", "Big5"},
    {"EUC-KR", "windows-949"},
    {"ISO-8859-1", kWestern},
    {"ISO-8859-15", kWestern},
    {"ISO-8859-16", kCentral},
    {"ISO-8859-9", "windows-1254"},
    {"MAC-CENTRALEUROPE", "x-mac-centraleurroman"},
    {"MAC-CYRILLIC", "x-mac-cyrillic"},
    {"SHIFT_JIS", "windows-31j"},
    {"UHC", "windows-949"},
};

// Of several bytes a letter, with the languages that ICU must think of, too.
constexpr std::pair<std::string_view, std::string_view> kManyBytes[] = {
    {"Big5", "zh"},        {"EUC-JP", "ja"},      {"EUC-TW", "zh"},
    {"GB18030", "zh"},     {"ISO-2022-JP", "ja"}, {"windows-31j", "ja"},
    {"windows-949", "ko"},
};

// Readings of old tables that are tried where Windows' is not it. DOS had its
// code page of central Europe, which is much like the western one.
constexpr const char* kOld[] = {"ISO-8859-15", kOldMac,  "IBM850",
                                "IBM852",      kCentral, kCentralIso};

std::string Propose(std::string_view bytes) {
  const std::unique_ptr<std::remove_pointer_t<uchardet_t>,
                        decltype(&uchardet_delete)>
      detector(uchardet_new(), &uchardet_delete);
  uchardet_handle_data(detector.get(), bytes.data(), bytes.size());
  uchardet_data_end(detector.get());
  const std::string_view proposed = uchardet_get_charset(detector.get());
  for (const auto& [name, known] : kNames) {
    if (name == proposed) return std::string(known);
  }
  constexpr std::string_view kWindows = "WINDOWS";
  if (proposed.starts_with(kWindows)) {
    return "windows" + std::string(proposed.substr(kWindows.size()));
  }
  // Nothing that it knows: what nearly all are.
  return proposed.empty() ? kWestern : std::string(proposed);
}

// How sure ICU is of each encoding and language, in percent.
class Opinion {
 public:
  explicit Opinion(std::string_view bytes) {
    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<UCharsetDetector, decltype(&ucsdet_close)> detector(
        ucsdet_open(&error), &ucsdet_close);
    ucsdet_setText(detector.get(), bytes.data(),
                   static_cast<int32_t>(bytes.size()), &error);
    int32_t count = 0;
    const UCharsetMatch** matches =
        ucsdet_detectAll(detector.get(), &count, &error);
    for (int32_t i = 0; U_SUCCESS(error) && i < count; ++i) {
      const std::string name = ucsdet_getName(matches[i], &error);
      const std::string language = ucsdet_getLanguage(matches[i], &error);
      const int sure = ucsdet_getConfidence(matches[i], &error);
      Raise(name, sure);
      // Encodings of one byte have languages of their own, too.
      if (sure > kPossible) Raise(language, sure);
    }
  }

  // Of an encoding or a language; 0 when it did not come to its mind.
  int SurenessOf(std::string_view name) const {
    const auto found = sure_.find(name);
    return found == sure_.end() ? 0 : found->second;
  }

 private:
  void Raise(const std::string& name, int sure) {
    int& known = sure_[name];
    known = std::max(known, sure);
  }

  std::map<std::string, int, std::less<>> sure_;
};

// The text in an encoding, if it can have been written so.
std::optional<std::string> Reading(std::string_view bytes,
                                   std::string_view encoding) {
  std::optional<std::string> text = ToUtf8(bytes, encoding);
  if (text && !IsPlausible(*text)) text.reset();
  return text;
}

// The one of `encodings` in which the bytes are plausible; nullopt when there
// is none, or when two of them say different things.
std::optional<std::string> TheOnePlausible(
    std::string_view bytes, const std::vector<std::string>& encodings) {
  std::optional<std::string> found;
  std::optional<std::string> text;
  for (const std::string& encoding : encodings) {
    std::optional<std::string> reading = Reading(bytes, encoding);
    if (!reading) continue;
    if (text && *text != *reading) return std::nullopt;
    if (!found) found = encoding;
    text = std::move(reading);
  }
  return found;
}

// Between Windows' and ISO's code page of central Europe, and against the
// western one, which has letters at all of their places.
std::optional<std::string> GuessCentral(std::string_view bytes,
                                        const std::string& proposed) {
  const Opinion icu(bytes);
  const int central =
      std::max(icu.SurenessOf(kCentral), icu.SurenessOf(kCentralIso));
  const int western =
      std::max(icu.SurenessOf(kWestern), icu.SurenessOf("ISO-8859-1"));
  const bool is_western =
      Reading(bytes, kWestern).has_value() && western > central + kMarginMax;
  if (is_western) return std::nullopt;
  // An old Mac's umlauts are letters of central Europe, too.
  if (Reading(bytes, kOldMac).has_value()) return std::nullopt;
  const auto windows = Reading(bytes, kCentral);
  const auto iso = Reading(bytes, kCentralIso);
  if (windows && iso && *windows != *iso &&
      icu.SurenessOf(proposed) < central) {
    return std::nullopt;
  }
  if (windows && iso) return proposed;
  if (windows) return kCentral;
  return iso ? std::optional<std::string>(kCentralIso) : std::nullopt;
}

// Whether most letters beyond ASCII are those that Windows put where ISO has
// control characters: western names have few of them.
bool HasOddWesternLetters(std::string_view bytes) {
  size_t high = 0;
  size_t odd = 0;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    high += byte >= 0x80 ? 1 : 0;
    odd += byte == 0x8a || byte == 0x8e || byte == 0x9a || byte == 0x9c ||
                   byte == 0x9e || byte == 0x9f
               ? 1
               : 0;
  }
  return 2 * odd > high;
}

// Whether letters beyond ASCII come two by two, as the bytes of Chinese and
// Korean do; accents stand alone.
bool ComesInPairs(std::string_view bytes) {
  size_t run = 0;
  for (const char c : bytes) {
    if (static_cast<unsigned char>(c) >= 0x80) {
      ++run;
    } else if (run % 2 != 0) {
      return false;
    } else {
      run = 0;
    }
  }
  return run % 2 == 0;
}

}  // namespace

std::optional<std::string> GuessEncoding(std::string_view bytes) {
  const std::string proposed = Propose(bytes);
  for (const auto& [encoding, language] : kManyBytes) {
    if (encoding != proposed) continue;
    const bool agrees = Opinion(bytes).SurenessOf(language) > kPossible;
    if (agrees && Reading(bytes, proposed)) return proposed;
  }
  if (ComesInPairs(bytes)) return std::nullopt;
  if (proposed == kCentral || proposed == kCentralIso) {
    if (auto central = GuessCentral(bytes, proposed)) return central;
  }
  const bool is_western = !HasOddWesternLetters(bytes);
  if (proposed == kWestern && is_western && Reading(bytes, kWestern)) {
    return kWestern;
  }
  std::vector<std::string> tried(std::begin(kOld), std::end(kOld));
  if (is_western) tried.insert(tried.begin(), kWestern);
  if (proposed != kWestern) tried.insert(tried.begin(), proposed);
  return TheOnePlausible(bytes, tried);
}

}  // namespace comptoir
