// Digests of byte strings, and comparing what must not leak by timing.
#ifndef COMPTOIR_SERVER_BASE_DIGEST_H_
#define COMPTOIR_SERVER_BASE_DIGEST_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

// OpenSSL's.
struct SHA256state_st;

namespace comptoir {

// 32 bytes.
std::string Sha256(std::string_view bytes);

// Save() works after any multiple of this many bytes.
inline constexpr size_t kSha256BlockBytes = 64;

// The SHA-256 of bytes that come in pieces, and perhaps over several lives of
// this process. Not thread-safe.
class Sha256Hasher {
 public:
  Sha256Hasher();
  ~Sha256Hasher();

  // Goes on from what Save() gave; null when it is not that.
  static std::unique_ptr<Sha256Hasher> Resume(std::string_view saved);

  void Add(std::string_view bytes);
  // 32 bytes. Nothing may be added afterwards.
  std::string Finish();
  // All that matters of what was added so far. Stored: saved := (hash word:4)*8
  // bytes added:8, big endian.
  std::string Save() const;

 private:
  const std::unique_ptr<SHA256state_st> state_;
};

// 32 bytes: HMAC-SHA256 of `bytes` under `key`.
std::string HmacSha256(std::string_view key, std::string_view bytes);

// Takes as long whatever the bytes are; only the lengths may leak.
bool EqualInConstantTime(std::string_view a, std::string_view b);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_DIGEST_H_
