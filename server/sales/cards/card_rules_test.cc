#include "server/sales/cards/card_rules.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::sales {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Card;

Card GoodCard() {
  Card card;
  card.set_brand("VISA");
  card.set_last_four("4242");
  card.set_expiry_month(12);
  card.set_expiry_year(2030);
  card.set_fingerprint("fp_1");
  return card;
}

// What is left out of a good card with `change` made to it.
template <typename Change>
std::vector<std::string> LeftOut(Change change) {
  Card card = GoodCard();
  change(card);
  std::vector<std::string> left_out;
  const Card kept = KeptCard(card, &left_out);
  // What is kept stays the same when it is looked at again.
  EXPECT_EQ(KeptCard(kept).SerializeAsString(), kept.SerializeAsString());
  return left_out;
}

TEST(KeptCard, IsTheWholeOfAGoodCard) {
  EXPECT_EQ(KeptCard(GoodCard()).SerializeAsString(),
            GoodCard().SerializeAsString());
  EXPECT_THAT(LeftOut([](Card&) {}), IsEmpty());
  EXPECT_THAT(LeftOut([](Card& card) { card.Clear(); }), IsEmpty());
}

TEST(KeptCard, HasNoCardNumberWhereverItStands) {
  Card card;
  card.set_brand("VISA 4242424242424242");
  card.set_last_four("4242424242424242");
  card.set_fingerprint("4242424242424242");
  std::vector<std::string> left_out;

  EXPECT_EQ(KeptCard(card, &left_out).ByteSizeLong(), 0u);
  EXPECT_THAT(left_out, ElementsAre("brand", "last_four", "fingerprint"));
}

TEST(KeptCard, HasFourLastDigitsOrNone) {
  for (const char* digits :
       {"42", "424", "42424", "424x", "４２４２", " 424"}) {
    EXPECT_THAT(LeftOut([&](Card& card) { card.set_last_four(digits); }),
                ElementsAre("last_four"))
        << digits;
  }
}

TEST(KeptCard, HasADateOrNone) {
  const auto date = [](int month, int year) {
    return [=](Card& card) {
      card.set_expiry_month(month);
      card.set_expiry_year(year);
    };
  };
  EXPECT_THAT(LeftOut(date(1, kCardYearMin)), IsEmpty());
  EXPECT_THAT(LeftOut(date(12, kCardYearMax)), IsEmpty());
  for (const auto& [month, year] :
       {std::pair(13, 2030), std::pair(0, 2030), std::pair(-1, 2030),
        std::pair(12, 30), std::pair(12, kCardYearMin - 1),
        std::pair(12, kCardYearMax + 1), std::pair(12, 0)}) {
    EXPECT_THAT(LeftOut(date(month, year)), ElementsAre("expiry_month"))
        << month << "/" << year;
  }
}

TEST(KeptCard, HasShortTexts) {
  EXPECT_THAT(LeftOut([](Card& card) {
                card.set_brand(std::string(kCardBrandMax, 'x'));
                card.set_fingerprint(std::string(kCardFingerprintMax, 'x'));
              }),
              IsEmpty());
  EXPECT_THAT(LeftOut([](Card& card) {
                card.set_brand(std::string(kCardBrandMax + 1, 'x'));
                card.set_fingerprint(std::string(kCardFingerprintMax + 1, 'x'));
              }),
              ElementsAre("brand", "fingerprint"));
}

TEST(KeptText, IsGoodTextOrNone) {
  EXPECT_EQ(KeptText("LEFÈVRE/HÉLÈNE", kCardholderNameMax), "LEFÈVRE/HÉLÈNE");
  EXPECT_EQ(KeptText("E\u0301LODIE", kCardholderNameMax), "ÉLODIE");
  EXPECT_EQ(KeptText("é", 1), "é");
  EXPECT_EQ(KeptText("éé", 1), "");
  for (const char* text :
       {"A\x01", "A\nB", "A\tB", "\x7f", "\xff\xfe", "4242 4242 4242 4242"}) {
    EXPECT_EQ(KeptText(text, kCardholderNameMax), "") << text;
  }
}

}  // namespace
}  // namespace comptoir::sales
