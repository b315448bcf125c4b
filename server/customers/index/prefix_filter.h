// Answers "does any term begin with this?" without looking at the terms.
#ifndef COMPTOIR_SERVER_CUSTOMERS_INDEX_PREFIX_FILTER_H_
#define COMPTOIR_SERVER_CUSTOMERS_INDEX_PREFIX_FILTER_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace comptoir::customers {

// A Bloom filter of texts by a hash that can be changed letter by letter, so
// that the hundreds of spellings one typo away from a word cost a few
// nanoseconds each. False positives below 1 %; no false negatives.
class PrefixFilter {
 public:
  // Text is hashed to here; what is longer is taken for its beginning.
  static constexpr size_t kLengthMax = 24;

  // The hash of a text; Append(Append(0, 'a'), 'b') is that of "ab".
  static uint64_t Append(uint64_t hash, char c) {
    return hash * kBase + static_cast<unsigned char>(c) + 1;
  }
  // The hash of a text of `hash` followed by one of `length` letters, at most
  // kLengthMax, whose hash is `rest`.
  static uint64_t Join(uint64_t hash, uint64_t rest, size_t length) {
    return hash * kPowers[length] + rest;
  }

  // Empties the filter and makes room for `count` texts.
  void Reset(size_t count) {
    blocks_.assign(std::bit_ceil(count * kBitsPerText / 64 + 1), 0);
  }

  void Add(uint64_t hash) {
    const uint64_t mixed = Mix(hash);
    blocks_[mixed & (blocks_.size() - 1)] |= BitsOf(mixed);
  }

  bool MayContain(uint64_t hash) const {
    const uint64_t mixed = Mix(hash);
    const uint64_t bits = BitsOf(mixed);
    return (blocks_[mixed & (blocks_.size() - 1)] & bits) == bits;
  }

  size_t bytes() const { return blocks_.capacity() * sizeof(uint64_t); }

 private:
  static constexpr uint64_t kBase = 0x9e3779b97f4a7c15u;
  static constexpr size_t kBitsPerText = 12;

  static constexpr auto kPowers = [] {
    std::array<uint64_t, kLengthMax + 1> powers{1};
    for (size_t i = 1; i < powers.size(); ++i)
      powers[i] = powers[i - 1] * kBase;
    return powers;
  }();

  static uint64_t Mix(uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
  }
  // Four bits of one word, from the half of the hash that does not choose it.
  static uint64_t BitsOf(uint64_t mixed) {
    return uint64_t{1} << (mixed >> 58) | uint64_t{1} << (mixed >> 52 & 63) |
           uint64_t{1} << (mixed >> 46 & 63) |
           uint64_t{1} << (mixed >> 40 & 63);
  }

  std::vector<uint64_t> blocks_ = {0};
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_INDEX_PREFIX_FILTER_H_
