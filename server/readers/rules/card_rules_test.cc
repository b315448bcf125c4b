#include "server/readers/rules/card_rules.h"

#include "gtest/gtest.h"

namespace comptoir::readers {
namespace {

using comptoir::sales::v1::Card;

Card GoodCard() {
  Card card;
  card.set_brand("VISA");
  card.set_last_four("4242");
  card.set_expiry_month(12);
  card.set_expiry_year(2030);
  card.set_fingerprint("fp_1");
  return card;
}

TEST(CardRules, KeepsWhatAReaderMayTell) {
  Card card = GoodCard();
  std::string name = "LEFÈVRE/HÉLÈNE";

  Sanitize(card, name);

  EXPECT_EQ(card.SerializeAsString(), GoodCard().SerializeAsString());
  EXPECT_EQ(name, "LEFÈVRE/HÉLÈNE");
}

TEST(CardRules, ClearsACardNumberWhereverItIs) {
  Card card = GoodCard();
  card.set_brand("VISA 4242424242424242");
  card.set_last_four("4242424242424242");
  card.set_fingerprint("4242424242424242");
  std::string name = "4242 4242 4242 4242";

  Sanitize(card, name);

  EXPECT_EQ(card.brand(), "");
  EXPECT_EQ(card.last_four(), "");
  EXPECT_EQ(card.fingerprint(), "");
  EXPECT_EQ(name, "");
  EXPECT_EQ(card.expiry_month(), 12);
}

TEST(CardRules, ClearsADateThatIsNone) {
  Card card = GoodCard();
  card.set_expiry_month(13);
  std::string name;

  Sanitize(card, name);

  EXPECT_EQ(card.expiry_month(), 0);
  EXPECT_EQ(card.expiry_year(), 0);
}

TEST(CardRules, ClearsCodesThatAreTooLongOrHoldACardNumber) {
  EXPECT_EQ(SanitizeCode("insufficient_funds"), "insufficient_funds");
  EXPECT_EQ(SanitizeCode(std::string(65, 'x')), "");
  EXPECT_EQ(SanitizeCode("4242424242424242"), "");
}

}  // namespace
}  // namespace comptoir::readers
