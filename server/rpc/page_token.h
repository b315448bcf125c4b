// Opaque page tokens.
//
//   token := base64url(nonce:12 ciphertext tag:16)
//
// AES-256-GCM over the key where the next page begins, bound to the merchant
// and to the request: a token works for the query and the merchant it was made
// for, tells its holder nothing, and grants nothing.
#ifndef COMPTOIR_SERVER_RPC_PAGE_TOKEN_H_
#define COMPTOIR_SERVER_RPC_PAGE_TOKEN_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "server/rpc/call.h"

namespace comptoir::rpc {

// The token with which `request` continues at `next_key`; empty when
// `next_key` is. All fields of `request` but `page_token`, `page_size` and
// `request_id` are part of the query.
std::string MakePageToken(const Call& call,
                          const google::protobuf::Message& request,
                          std::string_view next_key);

// The key in `request`'s page_token; empty for the first page.
// INVALID_ARGUMENT, reason PAGE_TOKEN_MISMATCH, when the token is of another
// query or merchant, or not a token.
absl::StatusOr<std::string> OpenPageToken(
    const Call& call, const google::protobuf::Message& request);

// How many rows to return: `fallback` when `requested` is 0, at most `max`.
// (Validation has refused negative sizes.)
constexpr int PageSize(int32_t requested, int fallback, int max) {
  if (requested <= 0) return fallback;
  return requested < max ? requested : max;
}

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_PAGE_TOKEN_H_
