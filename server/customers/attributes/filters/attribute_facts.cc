#include "server/customers/attributes/filters/attribute_facts.h"

#include <optional>
#include <set>
#include <utility>

#include "server/base/digest.h"
#include "server/customers/attributes/shown_attributes.h"
#include "server/customers/attributes/value_rules.h"
#include "server/customers/filters/fields/field_columns.h"
#include "server/values/decimal.h"
#include "server/values/email.h"
#include "server/values/phone/phone.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredAttributeValue;
using storage::v1::StoredCustomer;
using storage::v1::StoredIdentity;
using v1::AttributeValue;

// No byte of UTF-8.
constexpr char kCutMark = '\xff';

int64_t Fingerprint(std::string_view text) {
  const std::string digest = Sha256(text);
  uint64_t bits = 0;
  for (size_t i = 0; i < sizeof bits; ++i) {
    bits = bits << 8 | static_cast<uint8_t>(digest[i]);
  }
  return static_cast<int64_t>(bits);
}

std::vector<IdBytes> ChosenIn(const v1::AttributeSelection& selection) {
  std::vector<IdBytes> chosen;
  for (const std::string& id : selection.option_ids()) {
    if (const auto option = ParseId("opt", id)) chosen.push_back(*option);
  }
  return chosen;
}

AttributeFact FactOf(const IdBytes& definition_id,
                     const AttributeValue& value) {
  AttributeFact fact = {.definition_id = definition_id};
  switch (value.kind_case()) {
    case AttributeValue::kText:
      fact.value = FilteredText(value.text());
      break;
    case AttributeValue::kNumber:
      fact.value = DecimalUnits(value.number());
      break;
    case AttributeValue::kBoolean:
      fact.value = uint32_t{value.boolean() ? 1u : 0u};
      break;
    case AttributeValue::kDate:
      fact.value =
          NumberOfDay(DayOfDate(value.date()).value_or(absl::CivilDay(1)));
      break;
    case AttributeValue::kEmail:
      fact.value = EmailFingerprint(value.email());
      break;
    case AttributeValue::kPhone:
      fact.value = PhoneFingerprint(value.phone());
      break;
    case AttributeValue::kSelection:
      fact.value = Selections{ChosenIn(value.selection())};
      break;
    default:
      fact.value = uint32_t{1};
  }
  return fact;
}

// The fact of what a profile may show of a definition.
AttributeFact FactOf(const std::vector<AttributeCandidate>& candidates,
                     const IdBytes& definition_id) {
  AttributeFact fact = FactOf(definition_id, *candidates.front().value);
  if (auto* selections = std::get_if<Selections>(&fact.value)) {
    for (size_t i = 1; i < candidates.size(); ++i) {
      selections->push_back(ChosenIn(candidates[i].value->selection()));
    }
  }
  return fact;
}

// The definitions of the values that there are, each once.
std::set<std::string_view> DefinitionsIn(const StoredCustomer& row) {
  std::set<std::string_view> ids;
  const auto add = [&](const auto& identity) {
    for (const StoredAttributeValue& stored : identity.attributes()) {
      ids.insert(stored.attribute_definition_id());
    }
  };
  add(row);
  for (const StoredIdentity& merged : row.merged()) add(merged);
  return ids;
}

}  // namespace

std::vector<AttributeFact> AttributeFactsOf(const StoredCustomer& row) {
  std::vector<AttributeFact> facts;
  if (!row.merged_into().empty()) return facts;
  for (const std::string_view definition_id : DefinitionsIn(row)) {
    const std::optional<IdBytes> id = ParseId("atd", definition_id);
    if (!id) continue;
    facts.push_back(FactOf(AttributeCandidates(definition_id, row), *id));
  }
  return facts;
}

uint32_t NumberOfDay(absl::CivilDay day) {
  return static_cast<uint32_t>(day - absl::CivilDay(1));
}

int64_t EmailFingerprint(std::string_view email) {
  return Fingerprint(EmailKey(WithoutIgnorable(email)));
}

int64_t PhoneFingerprint(std::string_view phone) {
  const std::string text = WithoutIgnorable(phone);
  // One with an extension has letters.
  return Fingerprint(PhoneDigits(text).value_or(ToPlainForm(text)));
}

std::string FilteredText(std::string_view text) {
  std::string folded = FilterText(text);
  if (folded.size() <= kFilteredTextBytesMax) return folded;
  size_t end = kFilteredTextBytesMax;
  // Not within a code point.
  while ((static_cast<uint8_t>(folded[end]) & 0xc0) == 0x80) --end;
  folded.resize(end);
  folded += kCutMark;
  return folded;
}

}  // namespace comptoir::customers
