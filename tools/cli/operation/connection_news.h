// What a command that follows something says of its connection.
#ifndef COMPTOIR_TOOLS_CLI_OPERATION_CONNECTION_NEWS_H_
#define COMPTOIR_TOOLS_CLI_OPERATION_CONNECTION_NEWS_H_

#include <functional>
#include <string_view>

#include "absl/status/status.h"

namespace comptoir::cli {

// For sdk::WatchOptions::on_connection: says once that the connection is lost,
// or cannot be made, and why, and once that there is one again.
std::function<void(const absl::Status&)> ConnectionNews(
    std::function<void(std::string_view)> say);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_OPERATION_CONNECTION_NEWS_H_
