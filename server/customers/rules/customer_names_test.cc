#include "server/customers/rules/customer_names.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/index/name_index.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Customer;

Customer Named(std::string given, std::string family) {
  Customer customer;
  customer.set_given_name(std::move(given));
  customer.set_family_name(std::move(family));
  return customer;
}

TEST(CustomerNames, ShowTheBestNameThereIs) {
  Customer customer = Named("Hélène", "Martin");
  EXPECT_EQ(DisplayName(customer), "Hélène Martin");
  customer.clear_family_name();
  EXPECT_EQ(DisplayName(customer), "Hélène");
  customer.clear_given_name();
  customer.set_nickname("Nell");
  EXPECT_EQ(DisplayName(customer), "Nell");
  customer.set_company_name("Boulangerie Martin");
  EXPECT_EQ(DisplayName(customer), "Boulangerie Martin");
  EXPECT_EQ(DisplayName(Customer()), "");
}

TEST(CustomerNames, SortWithoutAccentsAndNamelessLast) {
  EXPECT_EQ(SortName(Named("Élodie", "GROẞ")), "elodie gross");
  EXPECT_GT(SortName(Customer()), SortName(Named("zzz", "")));
  EXPECT_EQ(SortName(Named(std::string(300, 'x'), "")).size(), 200u);
}

TEST(CustomerNames, GiveTheTermsOfAllNames) {
  Customer customer = Named("Jean-Luc", "d'Artagnan");
  customer.set_nickname("Jean");
  customer.set_company_name("L'Étoile");

  EXPECT_THAT(NameTerms(customer),
              ElementsAre("jean", "luc", "dartagnan", "artagnan", "letoile",
                          "etoile", InitialsTerm("jd"), InitialsTerm("jld")));
  EXPECT_THAT(NameTerms(Customer()), IsEmpty());
}

TEST(CustomerNames, MatchByBeginningsInAnyOrder) {
  const Customer customer = Named("Hélène", "Martin");

  EXPECT_TRUE(HasNames(customer, ReadNameQuery("mar hel", {})));
  EXPECT_FALSE(HasNames(customer, ReadNameQuery("mar xin", {})));
  EXPECT_TRUE(HasNames(customer, ReadNameQuery("mar tin", {})));
  EXPECT_TRUE(HasNames(customer, ReadNameQuery("martinhel", {})));
}

TEST(CustomerNames, MatchWhole) {
  Customer customer = Named("Hélène", "Martin");
  customer.set_company_name("Roy & Fils");

  EXPECT_TRUE(IsWholeName(customer, WholeName("helene martin")));
  EXPECT_TRUE(IsWholeName(customer, WholeName("martin helene")));
  EXPECT_TRUE(IsWholeName(customer, WholeName("roy fils")));
  EXPECT_FALSE(IsWholeName(customer, WholeName("helene")));
  EXPECT_FALSE(IsWholeName(customer, WholeName("")));
}

}  // namespace
}  // namespace comptoir::customers
