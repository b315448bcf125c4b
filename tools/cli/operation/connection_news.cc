#include "tools/cli/operation/connection_news.h"

#include <utility>

#include "comptoir/sdk/errors.h"
#include "fmt/format.h"

namespace comptoir::cli {

std::function<void(const absl::Status&)> ConnectionNews(
    std::function<void(std::string_view)> say) {
  return [say = std::move(say),
          was_there = true](const absl::Status& connection) mutable {
    if (std::exchange(was_there, connection.ok()) == connection.ok()) return;
    say(connection.ok() ? "connected again"
                        : fmt::format("not connected, trying again: {}",
                                      sdk::Explain(connection)));
  };
}

}  // namespace comptoir::cli
