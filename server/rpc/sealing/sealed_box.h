// Sealing of small byte strings: AES-256-GCM with derived keys.
//
//   box := nonce:12 ciphertext tag:16
#ifndef COMPTOIR_SERVER_RPC_SEALING_SEALED_BOX_H_
#define COMPTOIR_SERVER_RPC_SEALING_SEALED_BOX_H_

#include <optional>
#include <string>
#include <string_view>

namespace comptoir::rpc {

// 32 bytes that follow from `secret` for the use named by `label`, and say
// nothing about it: HMAC-SHA256.
std::string DeriveKey(std::string_view secret, std::string_view label);

// Hides `text` and binds it to `context`, which is not part of the box. `key`
// is 32 bytes.
std::string Seal(std::string_view key, std::string_view context,
                 std::string_view text);

// The text in the box; nullopt when key or context differ or the box was
// changed.
std::optional<std::string> Unseal(std::string_view key,
                                  std::string_view context,
                                  std::string_view box);

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_SEALING_SEALED_BOX_H_
