// How many numbers of other schemes are taken for card numbers. Each has check
// digits of its own, some those of cards.
#include <array>
#include <random>
#include <string>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "server/values/card_number.h"

namespace comptoir {
namespace {

constexpr int kNumbers = 100'000;
// One in a thousand.
constexpr int kRefusedMax = kNumbers / 1000;
constexpr uint32_t kSeed = 20260301;

constexpr std::array<std::string_view, 4> kVariants = {"8", "9", "a", "b"};

class Numbers {
 public:
  Numbers() : random_(kSeed) {}

  std::string Digits(size_t count) {
    std::string digits;
    while (digits.size() < count) {
      digits.push_back(static_cast<char>('0' + random_() % 10));
    }
    return digits;
  }
  std::string HexDigits(size_t count) {
    std::string digits;
    while (digits.size() < count) {
      digits.push_back("0123456789abcdef"[random_() % 16]);
    }
    return digits;
  }
  char Letter() { return static_cast<char>('A' + random_() % 26); }
  template <size_t n>
  std::string_view AnyOf(const std::array<std::string_view, n>& choices) {
    return choices[random_() % n];
  }

 private:
  std::mt19937 random_;
};

std::string WithLuhn(const std::string& digits) {
  int sum = 0;
  bool doubles = true;
  for (size_t i = digits.size(); i-- > 0; doubles = !doubles) {
    const int value = digits[i] - '0';
    sum += doubles ? value * 2 / 10 + value * 2 % 10 : value;
  }
  return digits + static_cast<char>('0' + (10 - sum % 10) % 10);
}

// The check digit of GS1: weights 3 and 1 from the right.
std::string WithGs1(const std::string& digits) {
  int sum = 0;
  bool weighs = true;
  for (size_t i = digits.size(); i-- > 0; weighs = !weighs) {
    sum += (digits[i] - '0') * (weighs ? 3 : 1);
  }
  return digits + static_cast<char>('0' + (10 - sum % 10) % 10);
}

std::string Ean(Numbers& numbers) { return WithGs1(numbers.Digits(12)); }

std::string Siret(Numbers& numbers) {
  return WithLuhn(WithLuhn(numbers.Digits(8)) + numbers.Digits(4));
}

std::string SpacedSiret(Numbers& numbers) {
  std::string siret = Siret(numbers);
  for (const size_t at : {9, 6, 3}) siret.insert(at, " ");
  return siret;
}

// The first two digits say who allocated the type: these do.
std::string Imei(Numbers& numbers) {
  constexpr std::array<std::string_view, 9> kAllocators = {
      "01", "10", "33", "35", "44", "45", "86", "91", "99"};
  return WithLuhn(std::string(numbers.AnyOf(kAllocators)) + numbers.Digits(12));
}

std::string AmazonOrder(Numbers& numbers) {
  return fmt::format("{}-{}-{}", numbers.Digits(3), numbers.Digits(7),
                     numbers.Digits(7));
}

std::string AmazonOrderWithoutDashes(Numbers& numbers) {
  constexpr std::array<std::string_view, 10> kCountries = {
      "111", "112", "113", "114", "202", "203", "402", "403", "503", "701"};
  return std::string(numbers.AnyOf(kCountries)) + numbers.Digits(14);
}

std::string ShopifyOrder(Numbers& numbers) { return numbers.Digits(13); }

std::string EbayOrder(Numbers& numbers) {
  return fmt::format("{}-{}-{}", numbers.Digits(2), numbers.Digits(5),
                     numbers.Digits(5));
}

// Of a SIM card: telecommunications have 89.
std::string Iccid(Numbers& numbers) {
  return WithLuhn("89" + numbers.Digits(16));
}

std::string TikTokOrder(Numbers& numbers) { return "57" + numbers.Digits(16); }

std::string GooglePlayOrder(Numbers& numbers) {
  return fmt::format("GPA.{}-{}-{}-{}", numbers.Digits(4), numbers.Digits(4),
                     numbers.Digits(4), numbers.Digits(5));
}

// As an SDK makes them for request ids: version 4, variant 1.
std::string Uuid(Numbers& numbers) {
  return fmt::format("{}-{}-4{}-{}{}-{}", numbers.HexDigits(8),
                     numbers.HexDigits(4), numbers.HexDigits(3),
                     numbers.AnyOf(kVariants), numbers.HexDigits(3),
                     numbers.HexDigits(12));
}

// The same, when by chance it has no letters.
std::string UuidOfDigits(Numbers& numbers) {
  return fmt::format("{}-{}-4{}-{}-{}", numbers.Digits(8), numbers.Digits(4),
                     numbers.Digits(3), numbers.Digits(4), numbers.Digits(12));
}

// Of shops and their programs: a word of two to five letters before the digits
// of most cards, or a letter behind them.
std::string OrderWithLetters(Numbers& numbers) {
  std::string id;
  const size_t letters = 2 + numbers.Digits(1)[0] % 4;
  for (size_t i = 0; i < letters; ++i) id.push_back(numbers.Letter());
  return id + numbers.Digits(16);
}

std::string OrderOfADayWithLetters(Numbers& numbers) {
  constexpr std::array<std::string_view, 4> kYears = {"23", "24", "25", "26"};
  constexpr std::array<std::string_view, 4> kWords = {"ORD", "INV", "TXN", "R"};
  return std::string(numbers.AnyOf(kWords)) +
         std::string(numbers.AnyOf(kYears)) + "1127" + numbers.Digits(10);
}

std::string OrderWithALetterBehind(Numbers& numbers) {
  return numbers.Digits(16) + numbers.Letter();
}

struct Scheme {
  const char* name;
  std::string (*make)(Numbers& numbers);
};

class OtherScheme : public testing::TestWithParam<Scheme> {};

TEST_P(OtherScheme, IsHardlyEverTakenForACard) {
  SCOPED_TRACE(fmt::format("seed {}", kSeed));
  Numbers numbers;
  int refused = 0;
  for (int i = 0; i < kNumbers; ++i) {
    const std::string number = GetParam().make(numbers);
    refused += ContainsCardNumber(i % 2 == 0 ? number
                                             : "no. " + number + ", see below");
  }
  RecordProperty("refused", refused);
  EXPECT_LE(refused, kRefusedMax);
}

INSTANTIATE_TEST_SUITE_P(
    Schemes, OtherScheme,
    testing::Values(Scheme{"Ean", Ean}, Scheme{"Siret", Siret},
                    Scheme{"SpacedSiret", SpacedSiret}, Scheme{"Imei", Imei},
                    Scheme{"AmazonOrder", AmazonOrder},
                    Scheme{"AmazonOrderWithoutDashes",
                           AmazonOrderWithoutDashes},
                    Scheme{"ShopifyOrder", ShopifyOrder},
                    Scheme{"EbayOrder", EbayOrder}, Scheme{"Iccid", Iccid},
                    Scheme{"TikTokOrder", TikTokOrder},
                    Scheme{"GooglePlayOrder", GooglePlayOrder},
                    Scheme{"OrderWithLetters", OrderWithLetters},
                    Scheme{"OrderOfADayWithLetters", OrderOfADayWithLetters},
                    Scheme{"OrderWithALetterBehind", OrderWithALetterBehind},
                    Scheme{"Uuid", Uuid}, Scheme{"UuidOfDigits", UuidOfDigits}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace comptoir
