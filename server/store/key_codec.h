// Keys as order-preserving tuples.
//
//   key  := space:1 merchant:16 element*
//   id   := 16 bytes                    (fixed width, see base/ids.h)
//   text := (byte but 0 | 0 0xff)* 0 0x01   (0 is escaped: order is kept and a
//                                        text sorts before its extensions)
//   u64  := 8 bytes, big endian
//   i64  := u64 with the sign bit flipped
//   raw  := fixed-width bytes as they are
//
// Comparing two keys of one space bytewise compares their tuples element by
// element.
#ifndef COMPTOIR_SERVER_STORE_KEY_CODEC_H_
#define COMPTOIR_SERVER_STORE_KEY_CODEC_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "server/base/ids.h"
#include "server/kv/kv.h"
#include "server/store/space.h"

namespace comptoir::store {

// Writes a key from left to right.
//
//   Key(Space::kCustomersByEmail, merchant).Text(email).Id(customer).Take()
class Key {
 public:
  // `merchant_id` must be a well-formed "mer_..." id.
  Key(Space space, std::string_view merchant_id);
  // The same, for a merchant that has been parsed already.
  Key(Space space, const IdBytes& merchant);

  // An id of any prefix; one that is not well-formed is written as 16 zero
  // bytes, which no record has: looking it up finds nothing.
  Key& Id(std::string_view id);
  Key& Text(std::string_view text);
  // The beginning of a text: what follows is any continuation. Only last.
  Key& TextPrefix(std::string_view prefix);
  Key& U64(uint64_t number);
  Key& I64(int64_t number);
  Key& Raw(std::string_view bytes);
  // What another Key's tail() gave.
  Key& Tail(std::string_view encoded);

  const std::string& str() const { return key_; }
  std::string Take() { return std::move(key_); }
  // The encoded elements after the merchant.
  std::string_view tail() const;
  // All keys that begin with these elements.
  kv::Range Prefix() const { return kv::Range::Prefix(key_); }

 private:
  std::string key_;
};

// Every row of a space, of all merchants.
kv::Range AllOf(Space space);

// Reads a key from left to right. Each getter returns false, and changes
// nothing, when the rest of the key is not of that kind.
class KeyReader {
 public:
  explicit KeyReader(std::string_view key);
  // False when the key is shorter than space and merchant.
  bool ok() const { return ok_; }
  Space space() const { return space_; }
  // As a "mer_..." id.
  std::string merchant_id() const;
  bool Id(std::string_view prefix, std::string* id);
  bool Text(std::string* text);
  bool U64(uint64_t* number);
  bool I64(int64_t* number);
  bool Raw(size_t count, std::string* bytes);
  bool AtEnd() const { return rest_.empty(); }
  // What has not been read yet.
  std::string_view rest() const { return rest_; }

 private:
  bool ok_ = false;
  Space space_{};
  std::string_view merchant_;
  std::string_view rest_;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_KEY_CODEC_H_
