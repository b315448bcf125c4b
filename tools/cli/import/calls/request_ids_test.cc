#include "tools/cli/import/calls/request_ids.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::cli {
namespace {

using customers::v1::Customer;

Customer Named(const char* name) {
  Customer customer;
  customer.set_given_name(name);
  return customer;
}

TEST(RequestIds, FollowFromWhatIsAskedFor) {
  RequestIds first;
  RequestIds second;

  EXPECT_EQ(first.Next(Named("Awa")), second.Next(Named("Awa")));
  EXPECT_NE(first.Next(Named("Noé")), first.Next(Named("Ida")));
  EXPECT_LE(first.Next(Named("Noé")).size(), 64u);
  // The next version must ask for the same, or it creates everybody again.
  EXPECT_EQ(RequestIds().Next(Named("Awa")),
            "import-e8fb970edbd66f0ded05cafac514fa54-1");
}

TEST(RequestIds, TellPeopleOfOneNameApart) {
  RequestIds ids;
  RequestIds again;
  const std::string first = ids.Next(Named("Awa"));
  const std::string second = ids.Next(Named("Awa"));

  EXPECT_NE(first, second);
  EXPECT_EQ(again.Next(Named("Awa")), first);
  EXPECT_EQ(again.Next(Named("Awa")), second);
}

TEST(RequestIdAfter, IsAnotherForEachCustomer) {
  EXPECT_NE(RequestIdAfter("a", "cus_1"), RequestIdAfter("a", "cus_2"));
  EXPECT_NE(RequestIdAfter("a", "cus_1"), RequestIdAfter("b", "cus_1"));
  EXPECT_EQ(RequestIdAfter("a", "cus_1"), RequestIdAfter("a", "cus_1"));
  EXPECT_LE(RequestIdAfter(std::string(64, 'a'), "cus_1").size(), 64u);
}

}  // namespace
}  // namespace comptoir::cli
