// Texts that many customers share, each kept once.
#ifndef COMPTOIR_SERVER_CUSTOMERS_COLUMNS_TEXT_DICTIONARY_H_
#define COMPTOIR_SERVER_CUSTOMERS_COLUMNS_TEXT_DICTIONARY_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"

namespace comptoir::customers {

// What stands for a text.
using TextCode = uint32_t;
inline constexpr TextCode kNoText = 0;

// Counts the uses of each text; one without is forgotten, and its code given to
// another. Not thread-safe.
class TextDictionary {
 public:
  TextDictionary();
  TextDictionary(const TextDictionary&) = delete;
  TextDictionary& operator=(const TextDictionary&) = delete;

  // The code of `text`, which is used once more; kNoText for an empty one.
  TextCode Take(std::string_view text);
  // Uses what `code` stands for once more.
  TextCode TakeAgain(TextCode code);
  // Uses it once less.
  void Release(TextCode code);

  // Empty for kNoText.
  std::string_view TextOf(TextCode code) const { return entries_[code].text; }
  std::optional<TextCode> Find(std::string_view text) const;
  // By code, whether `is_wanted` says so of the text; never of kNoText.
  std::vector<bool> CodesWhere(
      const std::function<bool(std::string_view)>& is_wanted) const;

  // Texts in use.
  size_t size() const { return codes_->size(); }
  size_t bytes() const;

 private:
  struct Entry {
    std::string text;
    uint32_t uses = 0;
  };
  // By text.
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const;
    size_t operator()(TextCode code) const;
    const std::vector<Entry>* entries;
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(TextCode a, TextCode b) const { return a == b; }
    bool operator()(TextCode code, std::string_view text) const;
    bool operator()(std::string_view text, TextCode code) const;
    const std::vector<Entry>* entries;
  };
  using Codes = absl::flat_hash_set<TextCode, Hash, Equal>;

  // By code; the first is kNoText's.
  std::vector<Entry> entries_;
  std::vector<TextCode> free_;
  std::unique_ptr<Codes> codes_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_COLUMNS_TEXT_DICTIONARY_H_
