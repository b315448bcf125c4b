#include "server/base/csv/encoding/plausibility.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace comptoir {
namespace {

// Of what is not ASCII one in so many may be odd: a bullet in a note.
constexpr size_t kOddPart = 20;
// More accents in a row are hardly ever a word in Latin letters.
constexpr int kAccentsMax = 2;

// Signs that nobody writes beside a letter, and that wrong readings are full
// of.
constexpr UChar32 kNeverBesideLetters[] = {
    0x00a1, 0x00a2, 0x00a4, 0x00a5, 0x00a6, 0x00a7, 0x00a8, 0x00ac,
    0x00af, 0x00b6, 0x00b8, 0x0192, 0x02c6, 0x02c7, 0x02d8, 0x02d9,
    0x02da, 0x02db, 0x02dc, 0x02dd, 0x2020, 0x2021, 0x2030, 0x221a,
    0x221e, 0x2248, 0x2260, 0x2264, 0x2265, 0x25ca, 0xfb01, 0xfb02};

bool IsNeverBesideLetters(UChar32 c) {
  return std::find(std::begin(kNeverBesideLetters),
                   std::end(kNeverBesideLetters),
                   c) != std::end(kNeverBesideLetters);
}

// What DOS drew tables with: half of its signs beyond ASCII.
bool IsLineOfABox(UChar32 c) { return c >= 0x2500 && c <= 0x259f; }

bool IsOpeningQuote(UChar32 c) {
  return c == 0x201a || c == 0x201c || c == 0x201e || c == 0x00ab ||
         c == 0x00bf;
}

// Between letters these are apostrophes, or ordinals behind one.
bool MayStandInAWord(UChar32 c) {
  return c == 0x2019 || c == 0x00b4 || c == 0x00b7 || c == 0x00ad ||
         c == 0x2010 || c == 0x2011 || c == 0x00b0 || c == 0x00a0;
}

UScriptCode ScriptOf(UChar32 c) {
  UErrorCode error = U_ZERO_ERROR;
  return uscript_getScript(c, &error);
}

// Letters of one word are of one of these. Chinese, Japanese and Korean stand
// beside Latin letters in every second company's name.
bool IsAlphabet(UScriptCode script) {
  return script == USCRIPT_LATIN || script == USCRIPT_CYRILLIC ||
         script == USCRIPT_GREEK || script == USCRIPT_HEBREW ||
         script == USCRIPT_ARABIC;
}

// Of old Japanese programs, which wrote no Latin letters beside them.
bool IsHalfWidthKatakana(UChar32 c) { return c >= 0xff61 && c <= 0xff9f; }

bool IsAscii(UChar32 c) { return c < 0x80; }

// Walks the text with the characters before and behind at hand.
class Walk {
 public:
  void Step(UChar32 next) {
    Look(next);
    before_ = at_;
    at_ = next;
  }

  bool is_plausible() const { return odd_ * kOddPart <= seen_; }

 private:
  // Looks at the character that stands before `next`.
  void Look(UChar32 next) {
    if (IsAscii(at_)) {
      accents_ = 0;
      return;
    }
    ++seen_;
    if (u_isalpha(at_) != 0 && !IsNeverBesideLetters(at_)) {
      if (IsOddLetter(next)) ++odd_;
    } else {
      accents_ = 0;
      if (IsOddSign(next)) ++odd_;
    }
  }

  bool IsOddSign(UChar32 next) const {
    const int8_t type = u_charType(at_);
    if (type == U_CONTROL_CHAR || type == U_PRIVATE_USE_CHAR ||
        type == U_UNASSIGNED || at_ == 0xfffd || IsLineOfABox(at_)) {
      return true;
    }
    const bool is_after = u_isalpha(before_) != 0;
    const bool is_before = u_isalpha(next) != 0;
    if (IsNeverBesideLetters(at_)) return is_after || is_before;
    if (IsOpeningQuote(at_) && is_after) return true;
    return is_after && is_before && !MayStandInAWord(at_);
  }

  bool IsOddLetter(UChar32 next) {
    const bool is_after = u_isalpha(before_) != 0;
    const bool is_before = u_isalpha(next) != 0;
    const UScriptCode script = ScriptOf(at_);
    if (!IsAlphabet(script)) {
      accents_ = 0;
      const bool is_in_latin =
          IsAscii(before_) && IsAscii(next) && is_after && is_before;
      const bool is_beside_latin =
          (is_after && IsAscii(before_)) || (is_before && IsAscii(next));
      return is_in_latin || (IsHalfWidthKatakana(at_) && is_beside_latin);
    }
    if ((is_after && ScriptOf(before_) != script) ||
        (is_before && ScriptOf(next) != script)) {
      return true;
    }
    accents_ = script == USCRIPT_LATIN ? accents_ + 1 : 0;
    if (accents_ > kAccentsMax) return true;
    if (u_isupper(at_) == 0) return is_before && u_isupper(next) != 0;
    // "RenÈ"; "JŸrgen".
    return is_after && (u_islower(before_) != 0 ||
                        (u_isupper(before_) != 0 && u_islower(next) != 0));
  }

  UChar32 before_ = ' ';
  UChar32 at_ = ' ';
  int accents_ = 0;
  size_t seen_ = 0;
  size_t odd_ = 0;
};

}  // namespace

bool IsPlausible(std::string_view text) {
  Walk walk;
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < length;) {
    UChar32 c;
    U8_NEXT(text.data(), i, length, c);
    walk.Step(c);
  }
  walk.Step(' ');
  return walk.is_plausible();
}

}  // namespace comptoir
