#include "server/base/ids.h"

#include <openssl/rand.h>

#include <cstdlib>

namespace comptoir {
namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr size_t kTextLength = 26;

// The value of each character, -1 for what is no digit.
constexpr std::array<int8_t, 256> kValues = [] {
  std::array<int8_t, 256> values{};
  values.fill(-1);
  for (size_t digit = 0; digit < kAlphabet.size(); ++digit) {
    values[static_cast<unsigned char>(kAlphabet[digit])] =
        static_cast<int8_t>(digit);
  }
  return values;
}();

int ValueOf(char c) { return kValues[static_cast<unsigned char>(c)]; }

// A full-period mix of 64 bits (the finaliser of splitmix64): ids of one call
// differ in all their random bits.
uint64_t Mix(uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

}  // namespace

std::string RandomBytes(size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()),
                 static_cast<int>(count)) != 1) {
    std::abort();
  }
  return bytes;
}

IdMaker::IdMaker(absl::Time time, std::string_view seed)
    : time_ms_(static_cast<uint64_t>(absl::ToUnixMillis(time))) {
  seed_ = {0, 0};
  seed.copy(reinterpret_cast<char*>(seed_.data()), sizeof(seed_));
}

IdMaker::IdMaker(absl::Time time) : IdMaker(time, RandomBytes(16)) {}

std::string IdMaker::Make(std::string_view prefix) {
  const uint64_t n = made_++;
  // The sequence number leads the random part, so that ids made by one call
  // sort in the order they were made.
  const uint64_t high = (time_ms_ << 16) | (((seed_[0] & 0x7fff) + n) & 0xffff);
  const uint64_t low = Mix(seed_[1] ^ Mix(seed_[0] + n));
  char bytes[16];
  for (int i = 0; i < 8; ++i) {
    bytes[i] = static_cast<char>(high >> (56 - 8 * i));
    bytes[8 + i] = static_cast<char>(low >> (56 - 8 * i));
  }
  return FormatId(prefix, std::string_view(bytes, 16));
}

std::string_view PrefixOf(std::string_view id) {
  const size_t underscore = id.rfind('_');
  return underscore == std::string_view::npos ? "" : id.substr(0, underscore);
}

std::optional<IdBytes> ParseAnyId(std::string_view id) {
  return ParseId(PrefixOf(id), id);
}

std::optional<IdBytes> ParseId(std::string_view prefix, std::string_view id) {
  if (prefix.empty() || id.size() != prefix.size() + 1 + kTextLength ||
      id.substr(0, prefix.size()) != prefix || id[prefix.size()] != '_') {
    return std::nullopt;
  }
  id.remove_prefix(prefix.size() + 1);
  // 26 characters hold 130 bits: the first one may only be 0 to 7.
  IdBytes bytes{};
  unsigned __int128 value = 0;
  for (size_t i = 0; i < kTextLength; ++i) {
    const int digit = ValueOf(id[i]);
    if (digit < 0 || (i == 0 && digit > 7)) return std::nullopt;
    value = (value << 5) | static_cast<unsigned>(digit);
  }
  for (int i = 15; i >= 0; --i, value >>= 8)
    bytes[i] = static_cast<char>(value);
  return bytes;
}

std::string FormatId(std::string_view prefix, std::string_view bytes16) {
  unsigned __int128 value = 0;
  for (char c : bytes16.substr(0, 16)) {
    value = (value << 8) | static_cast<unsigned char>(c);
  }
  std::string id(prefix.size() + 1 + kTextLength, '_');
  prefix.copy(id.data(), prefix.size());
  for (size_t i = id.size(); i > prefix.size() + 1; value >>= 5) {
    id[--i] = kAlphabet[static_cast<size_t>(value & 31)];
  }
  return id;
}

}  // namespace comptoir
