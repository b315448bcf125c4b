// By what the build knows of who depends on whom: a transaction cannot read a
// phone number, since nothing that runs in one has what reads them.
#include <fstream>
#include <sstream>
#include <string>

#include "gtest/gtest.h"

namespace comptoir::customers {
namespace {

std::string Answer(const std::string& query) {
  std::ifstream in("server/customers/phones/" + query);
  EXPECT_TRUE(in.is_open()) << query;
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(PhoneReaders, AreBehindNoHandler) {
  EXPECT_EQ(Answer("readers_behind_handlers"), "");
}

TEST(PhoneReaders, AreFoundWhereTheyAre) {
  EXPECT_EQ(Answer("readers_behind_area"),
            "//server/values/phone:phone_reader\n");
}

}  // namespace
}  // namespace comptoir::customers
