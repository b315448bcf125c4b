#include "server/customers/rules/merge_rules.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "google/protobuf/util/field_mask_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/base/timestamps.h"
#include "server/records/changes.h"

namespace comptoir::customers {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::util::FieldMaskUtil;
using google::protobuf::util::MessageDifferencer;
using storage::v1::StoredCustomer;
using storage::v1::StoredFieldSource;
using storage::v1::StoredIdentity;
using v1::Customer;
using v1::OtherPhoneNumber;

bool IsPhone(const FieldDescriptor* field) {
  return field->number() == Customer::kPhoneNumberFieldNumber;
}

bool IsOtherPhones(const FieldDescriptor* field) {
  return field->number() == Customer::kOtherPhoneNumbersFieldNumber;
}

// The field of the label of what stands in `field`; 0 for none.
int LabelOf(const FieldDescriptor* field) {
  switch (field->number()) {
    case Customer::kPhoneNumberFieldNumber:
      return Customer::kPhoneLabelFieldNumber;
    case Customer::kEmailAddressFieldNumber:
      return Customer::kEmailLabelFieldNumber;
    case Customer::kAddressFieldNumber:
      return Customer::kAddressLabelFieldNumber;
    default:
      return 0;
  }
}

std::vector<const FieldDescriptor*> WithoutLabels(
    std::vector<const FieldDescriptor*> fields) {
  std::set<int> labels;
  for (const FieldDescriptor* field : fields) labels.insert(LabelOf(field));
  std::erase_if(fields, [&](const FieldDescriptor* field) {
    return labels.contains(field->number());
  });
  return fields;
}

// StoredCustomer or StoredIdentity: both have what was read of numbers.
template <typename From, typename To>
void CopyPhone(const From& from, To* to) {
  Customer& customer = *to->mutable_customer();
  customer.set_phone_number(from.customer().phone_number());
  customer.set_phone_label(from.customer().phone_label());
  customer.set_phone_e164(from.customer().phone_e164());
  customer.set_phone_extension(from.customer().phone_extension());
  customer.set_phone_state(from.customer().phone_state());
  to->set_phone_key(from.phone_key());
  to->set_phone_national(from.phone_national());
}

template <typename From, typename To>
void CopyOtherPhones(const From& from, To* to) {
  *to->mutable_customer()->mutable_other_phone_numbers() =
      from.customer().other_phone_numbers();
  *to->mutable_other_phones() = from.other_phones();
}

template <typename From, typename To>
void CopyField(const From& from, const FieldDescriptor* field, To* to) {
  if (IsPhone(field)) return CopyPhone(from, to);
  if (IsOtherPhones(field)) return CopyOtherPhones(from, to);
  const FieldDescriptor* label =
      Customer::descriptor()->FindFieldByNumber(LabelOf(field));
  FieldMask mask;
  mask.add_paths(field->name());
  if (label != nullptr) mask.add_paths(label->name());
  FieldMaskUtil::MergeOptions replace;
  replace.set_replace_message_fields(true);
  replace.set_replace_repeated_fields(true);
  Customer& customer = *to->mutable_customer();
  customer.GetReflection()->ClearField(&customer, field);
  FieldMaskUtil::MergeMessageTo(from.customer(), mask, replace, &customer);
}

template <typename From>
StoredIdentity OwnFieldsOf(const From& row) {
  StoredIdentity own;
  for (const FieldDescriptor* field : MergedFields()) {
    CopyField(row, field, &own);
  }
  return own;
}

// What the identity is found by, without what it has from others.
template <typename From>
StoredIdentity FoundBy(const std::string& id, const From& row) {
  const Customer& from = row.customer();
  StoredIdentity found;
  CopyPhone(row, &found);
  CopyOtherPhones(row, &found);
  Customer& customer = *found.mutable_customer();
  customer.set_id(id);
  customer.set_given_name(from.given_name());
  customer.set_family_name(from.family_name());
  customer.set_nickname(from.nickname());
  customer.set_company_name(from.company_name());
  customer.set_email_address(from.email_address());
  customer.set_email_label(from.email_label());
  *customer.mutable_other_email_addresses() = from.other_email_addresses();
  customer.set_reference_id(from.reference_id());
  return found;
}

StoredIdentity FoundBy(const StoredCustomer& row) {
  const std::string& id = row.customer().id();
  StoredIdentity found =
      row.has_own() ? FoundBy(id, row.own()) : FoundBy(id, row);
  *found.mutable_attributes() = row.attributes();
  *found.mutable_attribute_choices() = row.attribute_choices();
  return found;
}

const Customer& OwnOf(const StoredCustomer& row) {
  return row.has_own() ? row.own().customer() : row.customer();
}

void AddSource(const FieldDescriptor* field, const std::string& customer_id,
               bool is_chosen, StoredCustomer* survivor) {
  if (!survivor->has_own()) *survivor->mutable_own() = OwnFieldsOf(*survivor);
  StoredFieldSource& source = *survivor->add_sources();
  source.set_path(field->name());
  source.set_customer_id(customer_id);
  source.set_is_chosen(is_chosen);
  if (!is_chosen) return;
  // Before the others: what was chosen last goes first.
  auto& sources = *survivor->mutable_sources();
  std::rotate(sources.pointer_begin(), sources.pointer_end() - 1,
              sources.pointer_end());
}

void AddSources(const FieldDescriptor* field,
                const std::vector<const StoredCustomer*>& others,
                const Choices& choices, StoredCustomer* survivor) {
  const auto choice = choices.find(field->name());
  const bool is_chosen = choice != choices.end();
  if (is_chosen && choice->second == survivor->customer().id()) return;
  if (!HasValue(OwnOf(*survivor), field)) {
    for (const StoredCustomer* other : others) {
      if (!HasValue(other->customer(), field)) continue;
      AddSource(field, other->customer().id(), /*is_chosen=*/false, survivor);
    }
  }
  if (is_chosen) AddSource(field, choice->second, /*is_chosen=*/true, survivor);
}

void DropOwnWithoutSources(StoredCustomer* profile) {
  if (profile->sources().empty()) profile->clear_own();
}

// Keeps the ids that clients see the same as those in `merged`.
void ListMerged(StoredCustomer* profile) {
  Customer& customer = *profile->mutable_customer();
  customer.clear_merged_customer_ids();
  for (const StoredIdentity& merged : profile->merged()) {
    customer.add_merged_customer_ids(merged.customer().id());
  }
}

// The row whose value the profile shows in the field; null for its own.
const StoredCustomer* FindSource(const StoredCustomer& profile,
                                 const Rows& rows,
                                 const FieldDescriptor* field) {
  const bool has_own = HasValue(OwnOf(profile), field);
  for (const StoredFieldSource& source : profile.sources()) {
    if (source.path() != field->name()) continue;
    if (has_own && !source.is_chosen()) return nullptr;
    const auto row = rows.find(source.customer_id());
    if (row != rows.end() && HasValue(row->second.customer(), field)) {
      return &row->second;
    }
  }
  return nullptr;
}

// Whether the profile shows what it has from somebody who was merged into it.
bool ShowsAnothers(const StoredCustomer& profile,
                   const FieldDescriptor* field) {
  const bool has_own = HasValue(OwnOf(profile), field);
  return std::any_of(profile.sources().begin(), profile.sources().end(),
                     [&](const StoredFieldSource& source) {
                       return source.path() == field->name() &&
                              (source.is_chosen() || !has_own);
                     });
}

// Whether the two have the same in the field as clients gave it: what was read
// of numbers left aside.
bool IsSameAsGiven(const FieldDescriptor* field, const Customer& a,
                   const Customer& b) {
  if (!IsOtherPhones(field)) return !DiffersIn(field, a, b);
  return std::equal(
      a.other_phone_numbers().begin(), a.other_phone_numbers().end(),
      b.other_phone_numbers().begin(), b.other_phone_numbers().end(),
      [](const OtherPhoneNumber& one, const OtherPhoneNumber& other) {
        return one.number() == other.number() && one.label() == other.label();
      });
}

// Also a number that stayed may mean another one: its country became known.
bool IsReadAnew(const FieldDescriptor* field, const StoredCustomer& before,
                const StoredCustomer& after) {
  if (!IsPhone(field) && !IsOtherPhones(field)) return false;
  StoredIdentity was;
  StoredIdentity is;
  CopyField(before, field, &was);
  CopyField(after, field, &is);
  return !MessageDifferencer::Equals(was, is);
}

template <typename List, typename Predicate>
void EraseIf(List* list, Predicate predicate) {
  list->erase(std::remove_if(list->begin(), list->end(), predicate),
              list->end());
}

}  // namespace

const std::vector<const FieldDescriptor*>& MergedFields() {
  static const auto& fields = *new std::vector<const FieldDescriptor*>(
      WithoutLabels(records::ChangeableFields(Customer::descriptor())));
  return fields;
}

bool HasValue(const Customer& customer, const FieldDescriptor* field) {
  return records::Differs(customer, Customer::default_instance(), field);
}

bool DiffersIn(const FieldDescriptor* field, const Customer& a,
               const Customer& b) {
  const FieldDescriptor* label =
      Customer::descriptor()->FindFieldByNumber(LabelOf(field));
  return records::Differs(a, b, field) ||
         (label != nullptr && records::Differs(a, b, label));
}

void SortBySource(std::vector<const StoredCustomer*>* others) {
  const auto rank = [](const StoredCustomer* row) {
    return std::tuple(
        -absl::ToUnixMicros(ToTime(row->customer().update_time())),
        std::string_view(row->customer().id()));
  };
  std::sort(others->begin(), others->end(),
            [&](const auto* a, const auto* b) { return rank(a) < rank(b); });
}

void AddToProfile(const std::vector<const StoredCustomer*>& others,
                  const Choices& choices, StoredCustomer* survivor) {
  for (const FieldDescriptor* field : MergedFields()) {
    AddSources(field, others, choices, survivor);
  }
  for (const StoredCustomer* other : others) {
    *survivor->add_merged() = FoundBy(*other);
    survivor->mutable_merged()->MergeFrom(other->merged());
  }
  ListMerged(survivor);
}

void TakeFromProfile(const StoredCustomer& identity, StoredCustomer* profile) {
  const std::string& id = identity.customer().id();
  std::set<std::string_view> leaving = {id};
  for (const StoredIdentity& merged : identity.merged()) {
    leaving.insert(merged.customer().id());
  }
  EraseIf(profile->mutable_merged(), [&](const StoredIdentity& merged) {
    return leaving.contains(merged.customer().id());
  });
  ListMerged(profile);
  EraseIf(profile->mutable_sources(), [&](const StoredFieldSource& source) {
    return source.customer_id() == id;
  });
}

void ShowSources(const Rows& rows, StoredCustomer* profile) {
  // Of one without sources, what it shows is its own.
  if (!profile->has_own()) return;
  for (const FieldDescriptor* field : MergedFields()) {
    if (const StoredCustomer* row = FindSource(*profile, rows, field)) {
      CopyField(*row, field, profile);
    } else {
      CopyField(profile->own(), field, profile);
    }
  }
  DropOwnWithoutSources(profile);
}

std::string SourceOf(const StoredCustomer& profile, const Rows& rows,
                     const FieldDescriptor* field) {
  const StoredCustomer* row = FindSource(profile, rows, field);
  return row == nullptr ? profile.customer().id() : row->customer().id();
}

void KeepChanges(const StoredCustomer& before, StoredCustomer* profile) {
  if (!profile->has_own()) return;
  for (const FieldDescriptor* field : MergedFields()) {
    if (IsSameAsGiven(field, before.customer(), profile->customer())) {
      if (!IsReadAnew(field, before, *profile)) continue;
      // Another's number means what it means where they live.
      if (ShowsAnothers(*profile, field)) {
        CopyField(before, field, profile);
        continue;
      }
    }
    CopyField(*profile, field, profile->mutable_own());
    EraseIf(profile->mutable_sources(), [&](const StoredFieldSource& source) {
      return source.path() == field->name();
    });
  }
  DropOwnWithoutSources(profile);
}

}  // namespace comptoir::customers
