// Bearer tokens as text.
//
//   token    := "cmp_" kind "_" merchant "_" secret "_" checksum
//   kind     := "op" | "key" | "ses" | "dev" | "rdr"
//   merchant := the 26 characters of the merchant's id
//   secret   := base64url of 32 random bytes: 43 characters
//   checksum := 6 characters of Crockford's base 32, lower case: the first 30
//               bits of the SHA-256 of everything before the last "_"
//
// The checksum tells a mistyped token from a revoked one without a look at the
// data, and lets secret scanners find leaked tokens without false alarms. The
// merchant leads to the key space in which the token's digest is looked up.
#ifndef COMPTOIR_SERVER_MERCHANTS_TOKEN_H_
#define COMPTOIR_SERVER_MERCHANTS_TOKEN_H_

#include <optional>
#include <string>
#include <string_view>

#include "comptoir/storage/v1/credential.pb.h"

namespace comptoir::merchants {

using storage::v1::CredentialKind;

// What a token says of itself; nothing of it is proven.
struct TokenClaim {
  CredentialKind kind;
  std::string merchant_id;
};

// `secret` is 32 random bytes; `kind` a stored one.
std::string FormatToken(CredentialKind kind, std::string_view merchant_id,
                        std::string_view secret);

// nullopt when `token` is not well formed or its checksum is wrong.
std::optional<TokenClaim> ParseToken(std::string_view token);

// "cred_..." of the first 16 bytes of a token's SHA-256: the key under which
// its StoredCredential stands. The record holds all 32 bytes.
std::string CredentialIdOf(std::string_view token_digest);

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_TOKEN_H_
