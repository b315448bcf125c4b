#include "server/customers/attributes/filters/attribute_columns.h"

#include <optional>
#include <utility>
#include <variant>

namespace comptoir::customers {
namespace {

constexpr size_t kNumberBytes = 3;
// Of no option.
constexpr uint32_t kNoOption = 0;

void AppendNumber(uint32_t number, std::string* text) {
  for (size_t i = kNumberBytes; i-- > 0;) {
    text->push_back(static_cast<char>(number >> (8 * i) & 0xff));
  }
}

uint32_t NumberAt(std::string_view text, size_t place) {
  uint32_t number = 0;
  for (size_t i = 0; i < kNumberBytes; ++i) {
    number = number << 8 | static_cast<uint8_t>(text[place + i]);
  }
  return number;
}

// Whether the first list with an option that is known has one that is wanted.
bool HasChosen(std::string_view text, const std::vector<bool>& known,
               const std::vector<bool>& wanted) {
  bool is_shown = false;
  for (size_t place = 0; place < text.size(); place += kNumberBytes) {
    const uint32_t number = NumberAt(text, place);
    if (number == kNoOption) {
      if (is_shown) return false;
    } else if (known[number]) {
      if (wanted[number]) return true;
      is_shown = true;
    }
  }
  return false;
}

}  // namespace

void AttributeColumn::Set(Slot slot, const AttributeFact& fact, size_t slots) {
  Clear(slot);
  if (const auto* wide = std::get_if<int64_t>(&fact.value)) {
    wide_.Set(slot, *wide, slots);
  } else if (const auto* narrow = std::get_if<uint32_t>(&fact.value)) {
    narrow_.Set(slot, *narrow, slots);
  } else if (const auto* text = std::get_if<std::string>(&fact.value)) {
    codes_.Set(slot, texts_.Take(*text), slots);
  } else {
    codes_.Set(slot, texts_.Take(TextOf(std::get<Selections>(fact.value))),
               slots);
  }
}

void AttributeColumn::Copy(Slot from, Slot to, size_t slots) {
  if (const auto wide = wide_.Find(from)) wide_.Set(to, *wide, slots);
  if (const auto narrow = narrow_.Find(from)) narrow_.Set(to, *narrow, slots);
  if (const auto code = codes_.Find(from)) {
    codes_.Set(to, texts_.TakeAgain(*code), slots);
  }
}

void AttributeColumn::Clear(Slot slot) {
  wide_.Erase(slot);
  narrow_.Erase(slot);
  const std::optional<TextCode> code = codes_.Find(slot);
  if (!code) return;
  codes_.Erase(slot);
  texts_.Release(*code);
}

Test AttributeColumn::Within(const Bounds& bounds) const {
  const auto holds = [bounds](int64_t value) { return bounds.Hold(value); };
  return wide_.size() > 0 ? wide_.Where(holds) : narrow_.Where(holds);
}

Test AttributeColumn::WhereText(
    std::function<bool(std::string_view text)> holds) const {
  // One look at each text that there is, then at a bit for each customer.
  auto codes =
      std::make_shared<const std::vector<bool>>(texts_.CodesWhere(holds));
  return codes_.Where(
      [codes = std::move(codes)](TextCode code) { return (*codes)[code]; });
}

Test AttributeColumn::WhereChosen(std::span<const IdBytes> known,
                                  std::span<const IdBytes> wanted) const {
  return WhereText([known = Numbered(known),
                    wanted = Numbered(wanted)](std::string_view text) {
    return HasChosen(text, known, wanted);
  });
}

std::string AttributeColumn::TextOf(const Selections& selections) {
  std::string text;
  for (const std::vector<IdBytes>& chosen : selections) {
    if (!text.empty()) AppendNumber(kNoOption, &text);
    for (const IdBytes& id : chosen) AppendNumber(NumberOf(id), &text);
  }
  return text;
}

uint32_t AttributeColumn::NumberOf(const IdBytes& option_id) {
  const auto next = static_cast<uint32_t>(options_.size() + 1);
  return options_.try_emplace(option_id, next).first->second;
}

std::vector<bool> AttributeColumn::Numbered(
    std::span<const IdBytes> option_ids) const {
  std::vector<bool> numbers(options_.size() + 1);
  for (const IdBytes& id : option_ids) {
    const auto found = options_.find(id);
    if (found != options_.end()) numbers[found->second] = true;
  }
  return numbers;
}

void AttributeColumn::ShrinkToFit() {
  wide_.ShrinkToFit();
  narrow_.ShrinkToFit();
  codes_.ShrinkToFit();
}

size_t AttributeColumn::bytes() const {
  return sizeof(*this) + wide_.bytes() + narrow_.bytes() + texts_.bytes() +
         codes_.bytes() +
         options_.capacity() * (sizeof(IdBytes) + sizeof(uint32_t) + 1);
}

void AttributeColumns::Set(Slot slot, const std::vector<AttributeFact>& facts) {
  Clear(slot);
  for (const AttributeFact& fact : facts) {
    std::unique_ptr<AttributeColumn>& column = columns_[fact.definition_id];
    if (column == nullptr) column = std::make_unique<AttributeColumn>();
    column->Set(slot, fact, slots_);
  }
}

const AttributeColumn* AttributeColumns::Find(
    const IdBytes& definition_id) const {
  const auto found = columns_.find(definition_id);
  return found == columns_.end() ? nullptr : found->second.get();
}

void AttributeColumns::Clear(Slot slot) {
  for (auto next = columns_.begin(); next != columns_.end();) {
    const auto column = next++;
    column->second->Clear(slot);
    if (column->second->IsEmpty()) columns_.erase(column);
  }
}

void AttributeColumns::Fold(Slot profile, std::span<const Slot> identities) {
  Clear(profile);
  for (const auto& [id, column] : columns_) {
    column->Copy(identities.front(), profile, slots_);
  }
}

void AttributeColumns::FinishLoading() {
  for (const auto& [id, column] : columns_) column->ShrinkToFit();
}

size_t AttributeColumns::bytes() const {
  size_t bytes = columns_.capacity() * (sizeof(IdBytes) + sizeof(void*) + 1);
  for (const auto& [id, column] : columns_) bytes += column->bytes();
  return bytes;
}

}  // namespace comptoir::customers
