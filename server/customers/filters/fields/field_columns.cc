#include "server/customers/filters/fields/field_columns.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "server/customers/rules/customer_names.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

// As lists by name of the store (customer_names.cc).
constexpr size_t kSortNameBytesMax = 200;
constexpr std::string_view kAfterAllNames = "\xff";

// The name that lists go by, of folded texts.
std::string SortNameOfTexts(std::string_view given, std::string_view family,
                            std::string_view company,
                            std::string_view nickname) {
  std::string name(given);
  if (!given.empty() && !family.empty()) name += ' ';
  name += family;
  if (name.empty()) name = company.empty() ? nickname : company;
  if (name.empty()) return std::string(kAfterAllNames);
  name.resize(std::min(name.size(), kSortNameBytesMax));
  return name;
}

// The first bytes of a name, so that most comparisons need no more.
uint64_t PrefixOf(std::string_view name) {
  uint64_t prefix = 0;
  for (size_t i = 0; i < sizeof prefix; ++i) {
    const uint8_t byte = i < name.size() ? static_cast<uint8_t>(name[i]) : 0;
    prefix = prefix << 8 | byte;
  }
  return prefix;
}

int Digits(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

bool HasAddress(const types::v1::Address& address) {
  return address.ByteSizeLong() > 0;
}

}  // namespace

std::string FilterText(std::string_view text) {
  std::string folded = Fold(text);
  if (folded.empty()) folded = ToPlainForm(text);
  return folded.empty() ? std::string(text) : folded;
}

YearDay YearDayOf(std::string_view birthday) {
  constexpr size_t kLength = 5;
  if (birthday.size() < kLength) return 0;
  const std::string_view day = birthday.substr(birthday.size() - kLength);
  return static_cast<YearDay>(32 * Digits(day.substr(0, 2)) +
                              Digits(day.substr(3)));
}

FieldFacts::FieldFacts(const v1::Customer& customer)
    : creation_source(static_cast<uint8_t>(customer.creation_source())),
      birthday(YearDayOf(customer.birthday())),
      create_time(ToSeconds(customer.create_time())),
      update_time(ToSeconds(customer.update_time())),
      texts{FilterText(customer.given_name()),
            FilterText(customer.family_name()),
            FilterText(customer.nickname()),
            FilterText(customer.company_name()),
            FilterText(customer.language()),
            FilterText(customer.address().country()),
            FilterText(customer.address().locality()),
            FilterText(customer.address().postal_code())} {
  if (!customer.email_address().empty()) presence |= kHasEmail;
  if (!customer.phone_number().empty()) presence |= kHasPhone;
  if (!customer.reference_id().empty()) presence |= kHasReference;
  if (HasAddress(customer.address())) presence |= kHasAddress;
  std::string name = SortName(customer);
  if (name != SortNameOfTexts(texts[0], texts[1], texts[3], texts[2])) {
    odd_sort_name = std::move(name);
    presence |= kHasOddSortName;
  }
}

FieldColumns::FieldColumns(const SlotTable& slots) : slots_(slots) {}

void FieldColumns::Resize(size_t slots) {
  creation_source_.Resize(slots);
  presence_.Resize(slots);
  birthday_.Resize(slots);
  create_time_.Resize(slots);
  update_time_.Resize(slots);
  for (Texts& texts : texts_) texts.codes.Resize(slots);
}

void FieldColumns::Set(Slot slot, const FieldFacts& facts) {
  // A slot stands among names by what it has.
  by_name_.erase(slot);
  if ((facts.presence & kHasOddSortName) != 0) {
    odd_sort_names_[slot] = facts.odd_sort_name;
  } else {
    odd_sort_names_.erase(slot);
  }
  creation_source_[slot] = facts.creation_source;
  presence_[slot] = facts.presence;
  birthday_[slot] = facts.birthday;
  create_time_[slot] = facts.create_time;
  update_time_[slot] = facts.update_time;
  for (size_t i = 0; i < kKeptTexts; ++i) {
    Texts& texts = texts_[i];
    const TextCode before = texts.codes[slot];
    texts.codes.Set(slot, texts.dictionary.Take(facts.texts[i]));
    texts.dictionary.Release(before);
  }
  if (!is_loading_) by_name_.insert(slot);
}

void FieldColumns::Clear(Slot slot) {
  by_name_.erase(slot);
  odd_sort_names_.erase(slot);
  creation_source_[slot] = 0;
  presence_[slot] = 0;
  birthday_[slot] = 0;
  create_time_[slot] = 0;
  update_time_[slot] = 0;
  ReleaseTexts(slot);
}

void FieldColumns::ReleaseTexts(Slot slot) {
  for (Texts& texts : texts_) {
    texts.dictionary.Release(texts.codes[slot]);
    texts.codes.Set(slot, kNoText);
  }
}

void FieldColumns::Fold(Slot profile, std::span<const Slot> identities) {
  // A profile shows what its survivor's row does.
  const Slot survivor = identities.front();
  Clear(profile);
  creation_source_[profile] = creation_source_[survivor];
  presence_[profile] = presence_[survivor];
  birthday_[profile] = birthday_[survivor];
  create_time_[profile] = create_time_[survivor];
  update_time_[profile] = update_time_[survivor];
  for (Texts& texts : texts_) {
    texts.codes.Set(profile, texts.dictionary.TakeAgain(texts.codes[survivor]));
  }
  if (const auto odd = odd_sort_names_.find(survivor);
      odd != odd_sort_names_.end()) {
    const std::string name = odd->second;
    odd_sort_names_[profile] = name;
  }
  if (!is_loading_) by_name_.insert(profile);
}

void FieldColumns::FinishLoading() {
  is_loading_ = false;
  creation_source_.ShrinkToFit();
  presence_.ShrinkToFit();
  birthday_.ShrinkToFit();
  create_time_.ShrinkToFit();
  update_time_.ShrinkToFit();
  for (Texts& texts : texts_) texts.codes.ShrinkToFit();
  std::vector<std::pair<uint64_t, Slot>> slots;
  for (Slot slot = 0; slot < presence_.size(); ++slot) {
    if ((presence_[slot] & kIsThere) == 0) continue;
    slots.emplace_back(PrefixOf(SortNameOf(slot)), slot);
  }
  std::sort(slots.begin(), slots.end(), [this](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first
                              : ByName{this}(a.second, b.second);
  });
  for (const auto& [prefix, slot] : slots)
    by_name_.insert(by_name_.end(), slot);
}

std::string FieldColumns::SortNameOf(Slot slot) const {
  if ((presence_[slot] & kHasOddSortName) != 0) {
    return odd_sort_names_.at(slot);
  }
  const auto text = [&](KeptText kept) {
    const Texts& own = texts(kept);
    return own.dictionary.TextOf(own.codes[slot]);
  };
  return SortNameOfTexts(
      text(KeptText::kGivenName), text(KeptText::kFamilyName),
      text(KeptText::kCompanyName), text(KeptText::kNickname));
}

int FieldColumns::Compare(Slot slot, std::string_view name,
                          const IdBytes& id) const {
  if (const int order = std::string_view(SortNameOf(slot)).compare(name)) {
    return order;
  }
  const IdBytes& own = slots_.IdOf(slot);
  return std::string_view(own.data(), own.size())
      .compare(std::string_view(id.data(), id.size()));
}

bool FieldColumns::ByName::operator()(Slot a, Slot b) const {
  if (a == b) return false;
  const int order =
      columns->Compare(a, columns->SortNameOf(b), columns->slots_.IdOf(b));
  // An identity and the profile that it is the survivor of have one name.
  return order != 0 ? order < 0 : a < b;
}

bool FieldColumns::ByName::operator()(Slot a, const NamePlace& b) const {
  return columns->Compare(a, b.name, b.id) < 0;
}

bool FieldColumns::ByName::operator()(const NamePlace& a, Slot b) const {
  return columns->Compare(b, a.name, a.id) > 0;
}

void FieldColumns::WalkByName(const NamePlace* after, bool is_backward,
                              const std::function<bool(Slot slot)>& use) const {
  if (!is_backward) {
    auto next =
        after == nullptr ? by_name_.begin() : by_name_.upper_bound(*after);
    while (next != by_name_.end() && use(*next)) ++next;
    return;
  }
  auto behind =
      after == nullptr ? by_name_.end() : by_name_.lower_bound(*after);
  while (behind != by_name_.begin() && use(*--behind)) {
  }
}

size_t FieldColumns::bytes() const {
  // Nodes of the tree are mostly full.
  constexpr size_t kTreeBytes = 6;
  size_t bytes = creation_source_.bytes() + presence_.bytes() +
                 birthday_.bytes() + create_time_.bytes() +
                 update_time_.bytes() + by_name_.size() * kTreeBytes;
  for (const Texts& texts : texts_) {
    bytes += texts.codes.bytes() + texts.dictionary.bytes();
  }
  return bytes;
}

}  // namespace comptoir::customers
