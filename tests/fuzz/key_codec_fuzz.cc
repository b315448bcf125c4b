// Any bytes may be read as a key, and what was written reads back and keeps its
// order.
#include <string>
#include <vector>

#include "server/base/ids.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "tests/fuzz/fuzz_target.h"

namespace comptoir::fuzz {
namespace {

using store::Key;
using store::KeyReader;
using store::Space;

const std::string& Merchant() {
  static const std::string& id =
      *new std::string(FormatId("mer", "merchant-0000001"));
  return id;
}

// Each getter in turn, as the bytes say.
void ReadAnything(std::string_view bytes) {
  KeyReader reader(bytes);
  reader.merchant_id();
  for (const char choice : bytes) {
    std::string text;
    uint64_t number;
    int64_t signed_number;
    bool has_read = false;
    switch (static_cast<unsigned char>(choice) % 5) {
      case 0:
        has_read = reader.Text(&text);
        break;
      case 1:
        has_read = reader.Id("cus", &text);
        break;
      case 2:
        has_read = reader.U64(&number);
        break;
      case 3:
        has_read = reader.I64(&signed_number);
        break;
      default:
        has_read = reader.Raw(3, &text);
    }
    if (!has_read) return;
  }
}

void ReadBack(std::string_view text, uint64_t number) {
  const std::string key =
      Key(Space::kLog, Merchant()).Text(text).U64(number).Text(text).Take();
  KeyReader reader(key);
  std::string first;
  std::string second;
  uint64_t between = 0;
  Require(reader.Text(&first) && reader.U64(&between) && reader.Text(&second) &&
              reader.AtEnd(),
          "a key that was written can be read");
  Require(first == text && second == text && between == number,
          "a key reads as it was written");
}

void KeepOrder(std::string_view a, std::string_view b) {
  const std::string key_a = Key(Space::kLog, Merchant()).Text(a).Take();
  const std::string key_b = Key(Space::kLog, Merchant()).Text(b).Take();
  Require((a < b) == (key_a < key_b) && (a == b) == (key_a == key_b),
          "keys are ordered as their texts");
}

}  // namespace

std::vector<std::string> Seeds() {
  return {"", std::string("a\0b", 3), std::string("\0\xff\0\x01", 4),
          "helene\xc3\xa9",
          Key(Space::kCustomersByEmail, Merchant())
              .Text("a@example.com")
              .Id(FormatId("cus", "customer-0000001"))
              .Take()};
}

void Check(std::string_view input) {
  ReadAnything(input);
  ReadBack(input, input.size() * 0x9e3779b97f4a7c15u);
  KeepOrder(input.substr(0, input.size() / 2), input.substr(input.size() / 2));
}

}  // namespace comptoir::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  comptoir::fuzz::Check(comptoir::fuzz::View(data, size));
  return 0;
}
