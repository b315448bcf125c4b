// Whatever text stands around it, a card number is found; and what is found
// lies inside of the text.
#include <string>
#include <vector>

#include "server/values/card_number.h"
#include "tests/fuzz/fuzz_target.h"

namespace comptoir::fuzz {

std::vector<std::string> Seeds() {
  return {"4111 1111 1111 1111",
          "card 5555-5555-5555-4444 exp 12/30 cvv 123",
          "+33 6 12 34 56 78",
          "FR76 3000 6000 0112 3456 7890 189",
          "\xef\xbc\x94\xef\xbc\x91\xef\xbc\x91\xef\xbc\x91",
          "3782 822463 10005",
          "1234.56 EUR",
          "\xe2\x80\x8b"
          "4111111111111111"};
}

void Check(std::string_view input) {
  for (const CardNumberSpan& span : FindCardNumbers(input)) {
    Require(span.begin < span.end && span.end <= input.size(),
            "a card number lies inside of its text");
  }
  // Words before and after do not hide it.
  const std::string hidden = std::string(input) + " . 4111 1111 1111 1111 . ";
  Require(ContainsCardNumber(hidden), "a card number is found");
}

}  // namespace comptoir::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  comptoir::fuzz::Check(comptoir::fuzz::View(data, size));
  return 0;
}
