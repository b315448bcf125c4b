// What a merchant's settings say of profiles that are made of names on cards.
#include <string>

#include "gtest/gtest.h"
#include "server/sales/testing/sales_fixture.h"

namespace comptoir::sales {
namespace {

class InstantProfilesTest : public SalesFixture {};

TEST_F(InstantProfilesTest, AreNotCreatedForWhoWantsNone) {
  merchants::v1::Merchant merchant;
  merchant.set_id(merchant_);
  const auto customer_after = [&](const std::string& fingerprint) {
    const absl::Status put =
        store_.Write(merchant_, [&](store::Transaction& txn) {
          return merchants_.merchants.Put(txn, merchant);
        });
    EXPECT_TRUE(put.ok()) << put;
    CardPayment payment = CardFor(Open(), fingerprint);
    payment.cardholder_name = "DUPONT/HELENE";
    const auto applied = Apply(payment);
    EXPECT_EQ(applied->sale.state(), v1::SALE_STATE_COMPLETED);
    return applied->sale.customer_id();
  };

  merchant.mutable_directory_settings()->set_instant_profiles_off(true);
  EXPECT_EQ(customer_after("f1"), "");
  merchant.clear_directory_settings();
  merchant.mutable_directory_settings()->set_consent_required(true);
  EXPECT_EQ(customer_after("f2"), "");
  merchant.clear_directory_settings();
  const std::string known = customer_after("f3");
  EXPECT_NE(known, "");

  // Who is known is recognised.
  merchant.mutable_directory_settings()->set_instant_profiles_off(true);
  EXPECT_EQ(customer_after("f3"), known);
}

}  // namespace
}  // namespace comptoir::sales
