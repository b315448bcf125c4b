#include "server/base/digest.h"

#include <memory>
#include <string>

#include "gtest/gtest.h"

namespace comptoir {
namespace {

std::string Hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const unsigned char byte : bytes) {
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

// The examples of FIPS 180-2.
TEST(Sha256, GivesTheDigestsOfTheStandard) {
  EXPECT_EQ(Hex(Sha256("")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Hex(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Hex(Sha256(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, TakesAViewOfNothing) {
  EXPECT_EQ(Sha256(std::string_view()), Sha256(""));
}

// Test case 2 of RFC 4231.
TEST(HmacSha256, GivesTheCodeOfTheStandard) {
  EXPECT_EQ(Hex(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(EqualInConstantTime, ComparesLengthAndBytes) {
  EXPECT_TRUE(EqualInConstantTime("", ""));
  EXPECT_TRUE(EqualInConstantTime("token", "token"));
  EXPECT_FALSE(EqualInConstantTime("token", "toker"));
  EXPECT_FALSE(EqualInConstantTime("token", "tokens"));
}

TEST(Sha256Hasher, TakesPiecesOfAnySize) {
  std::string bytes;
  Sha256Hasher hasher;
  for (size_t size = 0; size < 150; ++size) {
    const std::string piece(size, static_cast<char>(size));
    hasher.Add(piece);
    bytes += piece;
  }

  EXPECT_EQ(hasher.Finish(), Sha256(bytes));
}

TEST(Sha256Hasher, GoesOnFromWhatWasSaved) {
  const std::string block(kSha256BlockBytes, 'b');
  std::string bytes;
  std::string saved = Sha256Hasher().Save();
  for (int blocks = 0; blocks < 10; ++blocks) {
    std::unique_ptr<Sha256Hasher> hasher = Sha256Hasher::Resume(saved);
    ASSERT_NE(hasher, nullptr);
    hasher->Add(block + block);
    bytes += block + block;
    saved = hasher->Save();
  }
  std::unique_ptr<Sha256Hasher> hasher = Sha256Hasher::Resume(saved);
  hasher->Add("tail");

  EXPECT_EQ(hasher->Finish(), Sha256(bytes + "tail"));
}

// The count of bits outgrows a word.
TEST(Sha256Hasher, SavesLargeCounts) {
  std::string saved = Sha256Hasher().Save();
  saved[saved.size() - 5] = 1;  // 2^32 bytes.

  EXPECT_EQ(Sha256Hasher::Resume(saved)->Save(), saved);
}

TEST(Sha256Hasher, RefusesWhatWasNotSaved) {
  std::string odd = Sha256Hasher().Save();
  odd.back() = 1;

  EXPECT_EQ(Sha256Hasher::Resume(odd), nullptr);
  EXPECT_EQ(Sha256Hasher::Resume(""), nullptr);
  EXPECT_EQ(Sha256Hasher::Resume(Sha256("abc")), nullptr);
}

}  // namespace
}  // namespace comptoir
