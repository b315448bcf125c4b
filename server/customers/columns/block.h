// Customers by number, some thousands at a time: what conditions run over.
#ifndef COMPTOIR_SERVER_CUSTOMERS_COLUMNS_BLOCK_H_
#define COMPTOIR_SERVER_CUSTOMERS_COLUMNS_BLOCK_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace comptoir::customers {

// The place of a customer in the columns of one merchant. Given anew once its
// customer is gone.
using Slot = uint32_t;

inline constexpr size_t kWordSlots = 64;
inline constexpr size_t kBlockWords = 64;
inline constexpr size_t kBlockSlots = kWordSlots * kBlockWords;

// Some of the slots from `first` on, which is a multiple of kBlockSlots.
struct Block {
  Slot first = 0;
  std::array<uint64_t, kBlockWords> words{};

  bool IsEmpty() const {
    for (const uint64_t word : words) {
      if (word != 0) return false;
    }
    return true;
  }
  size_t Count() const {
    size_t count = 0;
    for (const uint64_t word : words) count += std::popcount(word);
    return count;
  }
  // Keeps those that `holds(slot)` says.
  template <typename Holds>
  void Keep(Holds holds) {
    for (size_t i = 0; i < kBlockWords; ++i) {
      const auto base = static_cast<Slot>(first + i * kWordSlots);
      uint64_t kept = 0;
      for (uint64_t rest = words[i]; rest != 0; rest &= rest - 1) {
        const int bit = std::countr_zero(rest);
        kept |= uint64_t{holds(base + static_cast<Slot>(bit)) ? 1u : 0u} << bit;
      }
      words[i] = kept;
    }
  }
  void KeepAlso(const Block& other) {
    for (size_t i = 0; i < kBlockWords; ++i) words[i] &= other.words[i];
  }
  void Add(const Block& other) {
    for (size_t i = 0; i < kBlockWords; ++i) words[i] |= other.words[i];
  }
  void Remove(const Block& other) {
    for (size_t i = 0; i < kBlockWords; ++i) words[i] &= ~other.words[i];
  }
};

// A set of slots, a bit for each that there is.
class SlotSet {
 public:
  void Add(Slot slot) {
    const size_t word = slot / kWordSlots;
    if (word >= words_.size()) words_.resize(word + 1);
    words_[word] |= Bit(slot);
  }
  void Remove(Slot slot) {
    if (Has(slot)) words_[slot / kWordSlots] &= ~Bit(slot);
  }
  bool Has(Slot slot) const {
    const size_t word = slot / kWordSlots;
    return word < words_.size() && (words_[word] & Bit(slot)) != 0;
  }
  // Those of a block.
  Block In(Slot first) const {
    Block block{.first = first};
    const size_t begin = first / kWordSlots;
    for (size_t i = 0; i < kBlockWords && begin + i < words_.size(); ++i) {
      block.words[i] = words_[begin + i];
    }
    return block;
  }
  // Adds the block behind all those before it.
  void Append(const Block& block) {
    words_.insert(words_.end(), block.words.begin(), block.words.end());
  }
  // Above all slots in it.
  size_t limit() const { return words_.size() * kWordSlots; }
  size_t bytes() const { return words_.capacity() * sizeof(uint64_t); }

 private:
  static uint64_t Bit(Slot slot) { return uint64_t{1} << (slot % kWordSlots); }

  std::vector<uint64_t> words_;
};

// One value for each slot. Grows by a sixteenth, not to twice its size: there
// are a dozen for each customer of a shop.
template <typename Value>
class Column {
 public:
  // New ones are Value{}.
  void Resize(size_t slots) {
    if (slots > values_.capacity()) {
      constexpr size_t kLeast = 64;
      values_.reserve(slots + slots / 16 + kLeast);
    }
    values_.resize(slots);
  }
  void ShrinkToFit() { values_.shrink_to_fit(); }
  Value& operator[](Slot slot) { return values_[slot]; }
  const Value& operator[](Slot slot) const { return values_[slot]; }
  size_t size() const { return values_.size(); }
  size_t bytes() const { return values_.capacity() * sizeof(Value); }

 private:
  std::vector<Value> values_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_COLUMNS_BLOCK_H_
