#include "server/customers/columns/text_dictionary.h"

namespace comptoir::customers {

size_t TextDictionary::Hash::operator()(std::string_view text) const {
  return std::hash<std::string_view>()(text);
}

size_t TextDictionary::Hash::operator()(TextCode code) const {
  return (*this)((*entries)[code].text);
}

bool TextDictionary::Equal::operator()(TextCode code,
                                       std::string_view text) const {
  return (*entries)[code].text == text;
}

bool TextDictionary::Equal::operator()(std::string_view text,
                                       TextCode code) const {
  return (*this)(code, text);
}

TextDictionary::TextDictionary()
    : entries_(1),
      codes_(std::make_unique<Codes>(0, Hash{&entries_}, Equal{&entries_})) {}

TextCode TextDictionary::Take(std::string_view text) {
  if (text.empty()) return kNoText;
  if (const std::optional<TextCode> known = Find(text)) {
    return TakeAgain(*known);
  }
  TextCode code;
  if (free_.empty()) {
    code = static_cast<TextCode>(entries_.size());
    entries_.emplace_back();
  } else {
    code = free_.back();
    free_.pop_back();
  }
  entries_[code] = {.text = std::string(text), .uses = 1};
  codes_->insert(code);
  return code;
}

TextCode TextDictionary::TakeAgain(TextCode code) {
  if (code != kNoText) ++entries_[code].uses;
  return code;
}

void TextDictionary::Release(TextCode code) {
  if (code == kNoText || --entries_[code].uses > 0) return;
  codes_->erase(code);
  entries_[code] = {};
  free_.push_back(code);
}

std::optional<TextCode> TextDictionary::Find(std::string_view text) const {
  const auto found = codes_->find(text);
  if (found == codes_->end()) return std::nullopt;
  return *found;
}

std::vector<bool> TextDictionary::CodesWhere(
    const std::function<bool(std::string_view)>& is_wanted) const {
  std::vector<bool> wanted(entries_.size());
  for (const TextCode code : *codes_) {
    wanted[code] = is_wanted(entries_[code].text);
  }
  return wanted;
}

size_t TextDictionary::bytes() const {
  // What a string keeps in itself.
  const size_t inside = std::string().capacity();
  size_t bytes = entries_.capacity() * sizeof(Entry) +
                 codes_->capacity() * (sizeof(TextCode) + 1) +
                 free_.capacity() * sizeof(TextCode);
  for (const Entry& entry : entries_) {
    if (entry.text.capacity() > inside) bytes += entry.text.capacity() + 1;
  }
  return bytes;
}

}  // namespace comptoir::customers
