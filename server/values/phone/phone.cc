#include "server/values/phone/phone.h"

#include "server/values/phone/written_number.h"

namespace comptoir {

bool LooksLikePhone(std::string_view text) {
  return ReadWrittenNumber(text).has_value();
}

std::optional<std::string> PhoneDigits(std::string_view text) {
  return ReadTypedDigits(text);
}

}  // namespace comptoir
