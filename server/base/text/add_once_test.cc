#include "server/base/text/add_once.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir {
namespace {

TEST(AddOnce, KeepsTheOrderAndNothingTwice) {
  std::vector<std::string> texts;
  for (const char* text : {"b", "a", "", "b", "a", "c"}) AddOnce(text, &texts);

  EXPECT_THAT(texts, testing::ElementsAre("b", "a", "c"));
}

}  // namespace
}  // namespace comptoir
