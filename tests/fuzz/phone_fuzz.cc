// Any text may be read as a phone number, and a number that was read reads the
// same again in its international form.
#include <optional>
#include <string>
#include <vector>

#include "server/values/phone/phone_reader.h"
#include "tests/fuzz/fuzz_target.h"

namespace comptoir::fuzz {

std::vector<std::string> Seeds() {
  return {"06 12 34 56 78",
          "+33 6 12 34 56 78",
          "0033612345678",
          "(514) 555-0123 x 42",
          "+1-514-555-0123",
          "22 34 56 78",
          "\xef\xbc\x90\xef\xbc\x99\xef\xbc\x90",
          "tel:+44 20 7946 0018"};
}

void Check(std::string_view input) {
  PhoneDigits(input);
  PhoneKeyPrefixes(input, {"FR"});
  const std::optional<Phone> phone = ParsePhone(input, {"FR", "US"});
  Require(phone.has_value() || !LooksLikePhone(input),
          "what looks like a number is kept");
  if (!phone || !phone->is_verified()) return;
  const std::optional<Phone> again = ParsePhone(phone->e164, {});
  Require(again.has_value() && again->e164 == phone->e164,
          "a number reads the same in its international form");
}

}  // namespace comptoir::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  comptoir::fuzz::Check(comptoir::fuzz::View(data, size));
  return 0;
}
