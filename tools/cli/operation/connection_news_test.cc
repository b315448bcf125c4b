#include "tools/cli/operation/connection_news.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::cli {
namespace {

using ::testing::ElementsAre;

TEST(ConnectionNews, AreSaidOnce) {
  std::vector<std::string> said;
  const auto tell =
      ConnectionNews([&](std::string_view line) { said.emplace_back(line); });
  const absl::Status gone = absl::UnavailableError("gone");

  for (const absl::Status& connection :
       {absl::OkStatus(), gone, gone, absl::OkStatus(), absl::OkStatus(),
        absl::UnavailableError("full")}) {
    tell(connection);
  }

  EXPECT_THAT(said,
              ElementsAre("not connected, trying again: UNAVAILABLE: gone",
                          "connected again",
                          "not connected, trying again: UNAVAILABLE: full"));
}

// Such as a server that is not there when a command begins.
TEST(ConnectionNews, BeginWithWhatIsWrong) {
  std::vector<std::string> said;
  const auto tell =
      ConnectionNews([&](std::string_view line) { said.emplace_back(line); });

  tell(absl::UnavailableError("gone"));

  EXPECT_THAT(said,
              ElementsAre("not connected, trying again: UNAVAILABLE: gone"));
}

}  // namespace
}  // namespace comptoir::cli
