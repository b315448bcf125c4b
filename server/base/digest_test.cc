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

// Of FIPS 180-2.
TEST(Sha256, IsTheStandardOne) {
  EXPECT_EQ(Hex(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
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
