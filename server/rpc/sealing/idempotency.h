// The names under which first answers to request ids are kept.
#ifndef COMPTOIR_SERVER_RPC_SEALING_IDEMPOTENCY_H_
#define COMPTOIR_SERVER_RPC_SEALING_IDEMPOTENCY_H_

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "google/protobuf/message.h"

namespace comptoir::rpc {

// SHA-256 of `parts`, each preceded by its length, so that no two lists of
// parts are alike.
std::string Digest(std::initializer_list<std::string_view> parts);

// The same bytes for equal messages of one build: fields in order, maps sorted.
std::string SerializeDeterministically(
    const google::protobuf::Message& message);

// What Store keeps an answer under: 16 bytes of SHA-256 of who asks and the
// request id. Request ids of two callers never meet.
std::string RequestKey(std::string_view actor, std::string_view request_id);

// Tells requests apart that came with the same id: a digest of the method and
// the request without its `request_id`, which is taken out meanwhile. Keyed
// with the installation's `secret`, since it is stored and a request may hold a
// passcode of four digits.
std::string RequestHash(std::string_view secret, std::string_view method,
                        google::protobuf::Message& request,
                        const google::protobuf::FieldDescriptor& request_id);

// A kept answer that holds a token or a code is sealed with a key that follows
// from the caller's request id, which is stored nowhere: who steals the
// database cannot read it. `secret` is the installation's.
std::string SealAnswer(std::string_view secret, std::string_view actor,
                       std::string_view request_id, std::string_view answer);
std::optional<std::string> UnsealAnswer(std::string_view secret,
                                        std::string_view actor,
                                        std::string_view request_id,
                                        std::string_view sealed);

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_SEALING_IDEMPOTENCY_H_
