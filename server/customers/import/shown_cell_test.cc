#include "server/customers/import/shown_cell.h"

#include "gtest/gtest.h"

namespace comptoir::customers {
namespace {

TEST(ShownCell, HidesCardNumbersAlone) {
  EXPECT_EQ(ShownCell("card 4111-1111-1111-1111"), "card ****-****-****-1111");
  EXPECT_EQ(ShownCell("06 12 34 56 78"), "06 12 34 56 78");
  EXPECT_EQ(ShownCell("caf\xe9"), "caf\xe9");
  EXPECT_EQ(ShownCell(""), "");
}

}  // namespace
}  // namespace comptoir::customers
