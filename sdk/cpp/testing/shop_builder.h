// Opens a shop on a server, as an operator does it with the CLI.
#ifndef COMPTOIR_SDK_CPP_TESTING_SHOP_BUILDER_H_
#define COMPTOIR_SDK_CPP_TESTING_SHOP_BUILDER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "comptoir/sdk/testing/in_process_server.h"

namespace comptoir::sdk::testing {

// `connect` gives a channel with a bearer token, or without one for "".
absl::StatusOr<Shop> BuildShop(
    const std::string& operator_token,
    const std::function<std::shared_ptr<Channel>(std::string)>& connect);

}  // namespace comptoir::sdk::testing

#endif  // COMPTOIR_SDK_CPP_TESTING_SHOP_BUILDER_H_
