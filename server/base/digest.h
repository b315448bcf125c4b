// Digests of byte strings, and comparing what must not leak by timing.
#ifndef COMPTOIR_SERVER_BASE_DIGEST_H_
#define COMPTOIR_SERVER_BASE_DIGEST_H_

#include <string>
#include <string_view>

namespace comptoir {

// 32 bytes.
std::string Sha256(std::string_view bytes);

// 32 bytes: HMAC-SHA256 of `bytes` under `key`.
std::string HmacSha256(std::string_view key, std::string_view bytes);

// Takes as long whatever the bytes are; only the lengths may leak.
bool EqualInConstantTime(std::string_view a, std::string_view b);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_DIGEST_H_
