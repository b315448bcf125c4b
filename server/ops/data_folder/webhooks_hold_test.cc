#include "server/ops/data_folder/webhooks_hold.h"

#include <filesystem>
#include <string>

#include "gtest/gtest.h"
#include "server/base/status.h"

namespace comptoir::ops {
namespace {

TEST(WebhooksHold, StaysUntilItIsReleased) {
  const std::string folder = testing::TempDir() + "/held";
  std::filesystem::create_directory(folder);

  EXPECT_FALSE(*ReleaseWebhooks(folder));
  ASSERT_TRUE(HoldWebhooks(folder).ok());
  EXPECT_TRUE(std::filesystem::exists(WebhooksHoldPath(folder)));
  EXPECT_TRUE(*ReleaseWebhooks(folder));
  EXPECT_FALSE(std::filesystem::exists(WebhooksHoldPath(folder)));
  EXPECT_FALSE(*ReleaseWebhooks(folder));
}

TEST(WebhooksHold, IsOfAFolderThatIsThere) {
  EXPECT_EQ(ReasonOf(ReleaseWebhooks("/nowhere").status()), "DATA_DIR");
}

}  // namespace
}  // namespace comptoir::ops
