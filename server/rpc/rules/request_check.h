// What a method says of a request beyond the rules of its fields, so that a
// client hears of both at once.
#ifndef COMPTOIR_SERVER_RPC_RULES_REQUEST_CHECK_H_
#define COMPTOIR_SERVER_RPC_RULES_REQUEST_CHECK_H_

#include <functional>
#include <map>
#include <string>

#include "google/protobuf/message.h"
#include "server/base/status.h"

namespace comptoir::rpc {

// Adds what is wrong with `request` by itself: whoever needs a record to say so
// says it in the handler. Called for requests whose fields break their rules,
// too: it trusts nothing of them, and does not repeat what those rules say.
using RequestCheck = std::function<void(
    const google::protobuf::Message& request, FieldViolations& violations)>;

// By full method name, as Preparations.
using RequestChecks = std::map<std::string, RequestCheck, std::less<>>;

template <typename Request>
RequestCheck MakeRequestCheck(void (*check)(const Request& request,
                                            FieldViolations& violations)) {
  return [check](const google::protobuf::Message& request,
                 FieldViolations& violations) {
    check(static_cast<const Request&>(request), violations);
  };
}

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_RULES_REQUEST_CHECK_H_
