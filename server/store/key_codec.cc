#include "server/store/key_codec.h"

#include <cstring>
#include <optional>
#include <utility>

#include "server/base/ids.h"

namespace comptoir::store {
namespace {

constexpr size_t kIdBytes = 16;
// Space and merchant.
constexpr size_t kHeadBytes = 1 + kIdBytes;
constexpr size_t kNumberBytes = 8;
// Room for most keys.
constexpr size_t kUsualKeyBytes = 64;
constexpr uint64_t kSignBit = uint64_t{1} << 63;

// Within a text: 0 is written as (0, kEscaped), its end as (0, kEnd).
constexpr char kEscaped = '\xff';
constexpr char kEnd = '\x01';

void AppendId(std::string_view id, std::string* out) {
  const std::optional<IdBytes> bytes = ParseAnyId(id);
  if (bytes) {
    out->append(bytes->data(), bytes->size());
  } else {
    out->append(kIdBytes, '\0');
  }
}

void AppendEscaped(std::string_view text, std::string* out) {
  for (size_t zero = text.find('\0'); zero != std::string_view::npos;
       zero = text.find('\0')) {
    out->append(text.substr(0, zero + 1));
    out->push_back(kEscaped);
    text.remove_prefix(zero + 1);
  }
  out->append(text);
}

}  // namespace

Key::Key(Space space, std::string_view merchant_id) {
  key_.reserve(kUsualKeyBytes);
  key_.push_back(static_cast<char>(space));
  AppendId(merchant_id, &key_);
}

Key::Key(Space space, const IdBytes& merchant) {
  key_.reserve(kUsualKeyBytes);
  key_.push_back(static_cast<char>(space));
  key_.append(merchant.data(), merchant.size());
}

Key& Key::Id(std::string_view id) {
  AppendId(id, &key_);
  return *this;
}

Key& Key::Text(std::string_view text) {
  AppendEscaped(text, &key_);
  key_.push_back('\0');
  key_.push_back(kEnd);
  return *this;
}

Key& Key::TextPrefix(std::string_view prefix) {
  AppendEscaped(prefix, &key_);
  return *this;
}

Key& Key::U64(uint64_t number) {
  char bytes[kNumberBytes];
  for (size_t i = 0; i < kNumberBytes; ++i) {
    bytes[i] = static_cast<char>(number >> (56 - 8 * i));
  }
  key_.append(bytes, kNumberBytes);
  return *this;
}

Key& Key::I64(int64_t number) {
  return U64(static_cast<uint64_t>(number) ^ kSignBit);
}

Key& Key::Raw(std::string_view bytes) {
  key_.append(bytes);
  return *this;
}

Key& Key::Tail(std::string_view encoded) { return Raw(encoded); }

std::string_view Key::tail() const {
  return std::string_view(key_).substr(kHeadBytes);
}

KeyReader::KeyReader(std::string_view key) {
  if (key.size() < kHeadBytes) return;
  ok_ = true;
  space_ = static_cast<Space>(key[0]);
  merchant_ = key.substr(1, kIdBytes);
  rest_ = key.substr(kHeadBytes);
}

std::string KeyReader::merchant_id() const {
  return ok_ ? FormatId("mer", merchant_) : std::string();
}

bool KeyReader::Id(std::string_view prefix, std::string* id) {
  if (rest_.size() < kIdBytes) return false;
  *id = FormatId(prefix, rest_.substr(0, kIdBytes));
  rest_.remove_prefix(kIdBytes);
  return true;
}

bool KeyReader::Text(std::string* text) {
  std::string read;
  std::string_view rest = rest_;
  while (true) {
    const size_t zero = rest.find('\0');
    if (zero == std::string_view::npos || zero + 1 == rest.size()) return false;
    read.append(rest.substr(0, zero));
    const char mark = rest[zero + 1];
    rest.remove_prefix(zero + 2);
    if (mark == kEnd) break;
    if (mark != kEscaped) return false;
    read.push_back('\0');
  }
  *text = std::move(read);
  rest_ = rest;
  return true;
}

bool KeyReader::U64(uint64_t* number) {
  if (rest_.size() < kNumberBytes) return false;
  uint64_t read = 0;
  for (char byte : rest_.substr(0, kNumberBytes)) {
    read = (read << 8) | static_cast<unsigned char>(byte);
  }
  *number = read;
  rest_.remove_prefix(kNumberBytes);
  return true;
}

bool KeyReader::I64(int64_t* number) {
  uint64_t read;
  if (!U64(&read)) return false;
  *number = static_cast<int64_t>(read ^ kSignBit);
  return true;
}

bool KeyReader::Raw(size_t count, std::string* bytes) {
  if (rest_.size() < count) return false;
  bytes->assign(rest_.substr(0, count));
  rest_.remove_prefix(count);
  return true;
}

kv::Range AllOf(Space space) {
  return kv::Range::Prefix(std::string(1, static_cast<char>(space)));
}

}  // namespace comptoir::store
