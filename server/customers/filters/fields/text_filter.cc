#include "server/customers/filters/fields/text_filter.h"

#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include "comptoir/annotations.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/customers/customer_tables.h"
#include "server/customers/filters/conditions.h"
#include "server/customers/filters/fields/field_columns.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/values/email.h"
#include "server/values/phone/phone.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using store::Key;
using store::Space;
using v1::TextFilter;

// How a field is looked for.
struct FieldRule {
  // Among the texts that are kept...
  std::optional<KeptText> kept;
  // ...or in an index of the store, which is not there for the address, and by
  // a bit that says whether there is one.
  std::optional<Space> index = {};
  uint8_t presence = 0;
  bool is_contact = false;
};

std::optional<FieldRule> RuleOf(v1::TextField field) {
  switch (field) {
    case v1::TEXT_FIELD_GIVEN_NAME:
      return FieldRule{.kept = KeptText::kGivenName};
    case v1::TEXT_FIELD_FAMILY_NAME:
      return FieldRule{.kept = KeptText::kFamilyName};
    case v1::TEXT_FIELD_NICKNAME:
      return FieldRule{.kept = KeptText::kNickname};
    case v1::TEXT_FIELD_COMPANY_NAME:
      return FieldRule{.kept = KeptText::kCompanyName};
    case v1::TEXT_FIELD_LANGUAGE:
      return FieldRule{.kept = KeptText::kLanguage};
    case v1::TEXT_FIELD_COUNTRY:
      return FieldRule{.kept = KeptText::kCountry, .is_contact = true};
    case v1::TEXT_FIELD_LOCALITY:
      return FieldRule{.kept = KeptText::kLocality, .is_contact = true};
    case v1::TEXT_FIELD_POSTAL_CODE:
      return FieldRule{.kept = KeptText::kPostalCode, .is_contact = true};
    case v1::TEXT_FIELD_EMAIL_ADDRESS:
      return FieldRule{.index = Space::kCustomersByEmail,
                       .presence = kHasEmail,
                       .is_contact = true};
    case v1::TEXT_FIELD_PHONE_NUMBER:
      return FieldRule{.index = Space::kCustomersByPhone,
                       .presence = kHasPhone,
                       .is_contact = true};
    case v1::TEXT_FIELD_REFERENCE_ID:
      return FieldRule{.index = Space::kCustomersByReference,
                       .presence = kHasReference};
    case v1::TEXT_FIELD_ADDRESS:
      return FieldRule{.presence = kHasAddress, .is_contact = true};
    default:
      return std::nullopt;
  }
}

const FieldColumns& ColumnsOf(const MerchantColumns& columns, size_t place) {
  return static_cast<const FieldColumns&>(columns.set(place));
}

const std::string& TextOf(const TextFilter& filter) {
  return filter.has_is()         ? filter.is()
         : filter.has_contains() ? filter.contains()
                                 : filter.starts();
}

// Whether there is a text, of those that are kept.
Condition ExistsKept(KeptText text, bool exists, size_t place) {
  return [=](const MerchantColumns& columns) -> Test {
    const CodeColumn& codes = ColumnsOf(columns, place).texts(text).codes;
    return [&codes, exists](Block& block) {
      block.Keep([&](Slot slot) { return (codes[slot] != kNoText) == exists; });
    };
  };
}

Condition ExistsBit(uint8_t bit, bool exists, size_t place) {
  return [=](const MerchantColumns& columns) -> Test {
    const Column<uint8_t>& presence = ColumnsOf(columns, place).presence();
    return [&presence, bit, exists](Block& block) {
      block.Keep(
          [&](Slot slot) { return ((presence[slot] & bit) != 0) == exists; });
    };
  };
}

Test TestOfCode(const CodeColumn& codes, std::optional<TextCode> code) {
  return [&codes, code](Block& block) {
    block.Keep([&](Slot slot) { return code && codes[slot] == *code; });
  };
}

// One look at each text that there is, then at a bit for each customer.
Condition MatchesKept(KeptText text, const TextFilter& filter, size_t place) {
  const std::string wanted = FilterText(TextOf(filter));
  const bool is_whole = filter.has_is();
  const bool is_start = filter.has_starts();
  return [=](const MerchantColumns& columns) -> Test {
    const FieldColumns::Texts& texts = ColumnsOf(columns, place).texts(text);
    if (is_whole) return TestOfCode(texts.codes, texts.dictionary.Find(wanted));
    auto codes = std::make_shared<const std::vector<bool>>(
        texts.dictionary.CodesWhere([&](std::string_view own) {
          return is_start ? own.starts_with(wanted)
                          : own.find(wanted) != std::string_view::npos;
        }));
    return [&own = texts.codes, codes = std::move(codes)](Block& block) {
      block.Keep([&](Slot slot) { return (*codes)[own[slot]]; });
    };
  };
}

absl::StatusOr<std::string> KeyOf(Space index, const std::string& text,
                                  const std::string& field) {
  if (index == Space::kCustomersByEmail) {
    return EmailKey(WithoutIgnorable(text));
  }
  if (index == Space::kCustomersByReference) return ReferenceKey(text);
  const std::optional<std::string> digits = PhoneDigits(text);
  if (!digits || digits->size() < 2 || digits->front() != '+') {
    return InvalidField(field, "must begin with + and the country code");
  }
  return digits->substr(1);
}

absl::StatusOr<Condition> MatchesIndex(const FilterContext& context,
                                       const TextFilter& filter, Space index,
                                       const std::string& field) {
  if (filter.has_contains()) {
    return InvalidField(field + ".contains",
                        "is not for this field: say is or starts");
  }
  const std::string text_field = field + (filter.has_is() ? ".is" : ".starts");
  ASSIGN_OR_RETURN(const std::string key_text,
                   KeyOf(index, Trim(TextOf(filter)), text_field));
  Key key(index, context.call.merchant_id());
  const kv::Range range =
      (filter.has_is() ? key.Text(key_text) : key.TextPrefix(key_text))
          .Prefix();
  size_t& looked_up = *context.looked_up;
  ASSIGN_OR_RETURN(
      std::vector<IdBytes> found,
      IdsInIndex(context.view, range, kLookedUpMax - looked_up, text_field));
  looked_up += found.size();
  return [ids = std::make_shared<const std::vector<IdBytes>>(std::move(found))](
             const MerchantColumns& columns) -> Test {
    SlotSet slots;
    for (const IdBytes& id : *ids) {
      if (const auto slot = columns.ListedSlotOf(id)) slots.Add(*slot);
    }
    return TestOfSet(std::move(slots));
  };
}

}  // namespace

absl::StatusOr<std::vector<IdBytes>> IdsInIndex(const kv::View& view,
                                                const kv::Range& range,
                                                size_t limit,
                                                const std::string& field) {
  std::vector<IdBytes> ids;
  const auto rows = view.Scan(range);
  for (; rows->Valid(); rows->Next()) {
    if (ids.size() == limit) {
      return Error(
          absl::StatusCode::kResourceExhausted, "FILTER_TOO_BROAD",
          fmt::format("{} is the beginning of more than {} customers': "
                      "give more of it",
                      field, limit),
          {{"field", field}});
    }
    const std::string_view key = rows->key();
    IdBytes& id = ids.emplace_back();
    if (key.size() < id.size()) return Corrupt("an index of customers");
    std::memcpy(id.data(), key.data() + key.size() - id.size(), id.size());
  }
  RETURN_IF_ERROR(rows->status());
  return ids;
}

absl::StatusOr<Condition> CompileText(const FilterContext& context,
                                      const TextFilter& filter, size_t place,
                                      const std::string& field) {
  const std::optional<FieldRule> rule = RuleOf(filter.field());
  if (!rule) {
    return InvalidField(field + ".field", "must be a text of this server");
  }
  if (rule->is_contact) {
    RETURN_IF_ERROR(
        RequireFor(context.call, PERMISSION_CUSTOMERS_VIEW_CONTACT, field));
  }
  if (filter.has_exists()) {
    return rule->kept ? ExistsKept(*rule->kept, filter.exists(), place)
                      : ExistsBit(rule->presence, filter.exists(), place);
  }
  if (filter.match_case() == TextFilter::MATCH_NOT_SET ||
      Trim(TextOf(filter)).empty()) {
    return InvalidField(field, "must have a text that is not empty, or exists");
  }
  if (rule->kept) return MatchesKept(*rule->kept, filter, place);
  if (rule->index) return MatchesIndex(context, filter, *rule->index, field);
  return InvalidField(field, "can only ask whether there is one: say exists");
}

}  // namespace comptoir::customers
