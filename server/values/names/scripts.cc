#include "server/values/names/scripts.h"

#include <unicode/uscript.h>

#include "server/values/text.h"

namespace comptoir {
namespace {

// What is written in the Latin alphabet or belongs to no script: digits, marks.
bool IsLatin(UScriptCode script) {
  return script == USCRIPT_LATIN || script == USCRIPT_COMMON ||
         script == USCRIPT_INHERITED || script == USCRIPT_UNKNOWN;
}

NameScript KindOf(UScriptCode script) {
  switch (script) {
    case USCRIPT_HAN:
      return NameScript::kHan;
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
      return NameScript::kKana;
    case USCRIPT_HANGUL:
      return NameScript::kHangul;
    case USCRIPT_ARABIC:
    case USCRIPT_HEBREW:
    case USCRIPT_SYRIAC:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
      return NameScript::kConsonants;
    default:
      return NameScript::kSounds;
  }
}

}  // namespace

NameScript ScriptOf(std::string_view word) {
  while (!word.empty()) {
    const CodePoint c = FirstCodePoint(word);
    UErrorCode error = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(c.value, &error);
    if (U_SUCCESS(error) && !IsLatin(script)) return KindOf(script);
    word.remove_prefix(c.bytes);
  }
  return NameScript::kLatin;
}

}  // namespace comptoir
