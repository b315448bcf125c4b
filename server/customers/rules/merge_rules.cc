#include "server/customers/rules/merge_rules.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "google/protobuf/util/message_differencer.h"
#include "server/base/timestamps.h"
#include "server/customers/rules/merged/merged_lists.h"

namespace comptoir::customers {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::util::MessageDifferencer;
using storage::v1::StoredCustomer;
using storage::v1::StoredFieldSource;
using storage::v1::StoredIdentity;
using v1::Customer;
using v1::OtherPhoneNumber;

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

// Counts the merges into this identity that lists are joined of.
int NextMerge(const StoredCustomer& survivor) {
  int last = 0;
  for (const StoredFieldSource& source : survivor.sources()) {
    last = std::max(last, source.merge());
  }
  return last + 1;
}

// `merge` is 0 for fields that are not joined.
void AddSource(const FieldDescriptor* field, const std::string& customer_id,
               bool is_chosen, int merge, StoredCustomer* survivor) {
  if (!survivor->has_own()) *survivor->mutable_own() = OwnFieldsOf(*survivor);
  StoredFieldSource& source = *survivor->add_sources();
  source.set_path(field->name());
  source.set_customer_id(customer_id);
  source.set_is_chosen(is_chosen);
  source.set_merge(merge);
  if (!is_chosen) return;
  // Before the others: what was chosen last goes first.
  auto& sources = *survivor->mutable_sources();
  std::rotate(sources.pointer_begin(), sources.pointer_end() - 1,
              sources.pointer_end());
}

// Whether the customer has something for the field: for a list also the primary
// value beside it.
bool HasSomething(const Customer& customer, const FieldDescriptor* field) {
  const FieldDescriptor* primary = PrimaryOf(field);
  return HasValue(customer, field) ||
         (primary != nullptr && HasValue(customer, primary));
}

void AddSources(const FieldDescriptor* field,
                const std::vector<const StoredCustomer*>& others,
                const Choices& choices, int merge, StoredCustomer* survivor) {
  const auto choice = choices.find(field->name());
  const bool is_chosen = choice != choices.end();
  if (is_chosen && choice->second == survivor->customer().id()) return;
  if (!IsJoined(field)) merge = 0;
  if (IsJoined(field) || !HasValue(OwnOf(*survivor), field)) {
    for (const StoredCustomer* other : others) {
      if (!HasSomething(other->customer(), field)) continue;
      AddSource(field, other->customer().id(), /*is_chosen=*/false, merge,
                survivor);
    }
  }
  if (!is_chosen) return;
  AddSource(field, choice->second, /*is_chosen=*/true, merge, survivor);
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

// What a list is made of.
struct ListSources {
  // Whose list is the base; null for the profile's own.
  const StoredCustomer* whole = nullptr;
  std::vector<JoinedRow> joined;
};

// A choice hides what its own merge and those before it would join, until who
// was chosen leaves.
ListSources SourcesOfList(const StoredCustomer& profile, const Rows& rows,
                          const FieldDescriptor* list) {
  ListSources sources;
  int chosen_by = 0;
  const bool has_own = HasValue(OwnOf(profile), list);
  for (const StoredFieldSource& source : profile.sources()) {
    if (source.path() != list->name()) continue;
    const auto row = rows.find(source.customer_id());
    if (row == rows.end()) continue;
    const Customer& customer = row->second.customer();
    if (source.is_chosen() || source.merge() == 0) {
      if (sources.whole != nullptr || !HasValue(customer, list) ||
          (has_own && !source.is_chosen())) {
        continue;
      }
      sources.whole = &row->second;
      if (source.is_chosen()) chosen_by = source.merge();
    } else if (source.merge() > chosen_by && HasSomething(customer, list)) {
      sources.joined.push_back(
          {.row = &row->second,
           .is_without_primary = source.is_without_primary()});
    }
  }
  return sources;
}

void ShowList(const Rows& rows, const FieldDescriptor* list,
              StoredCustomer* profile) {
  const ListSources sources = SourcesOfList(*profile, rows, list);
  if (sources.whole == nullptr) {
    CopyField(profile->own(), list, profile);
  } else {
    CopyField(*sources.whole, list, profile);
  }
  JoinList(list, /*has_own_base=*/sources.whole == nullptr, sources.joined,
           profile);
}

// Whose values a list begins with. It follows from who has some, not from which
// of them are the same: callers who may not see them are told it.
const StoredCustomer* FindListSource(const StoredCustomer& profile,
                                     const Rows& rows,
                                     const FieldDescriptor* list) {
  const ListSources sources = SourcesOfList(profile, rows, list);
  if (sources.whole != nullptr || HasValue(OwnOf(profile), list)) {
    return sources.whole;
  }
  const FieldDescriptor* primary = PrimaryOf(list);
  const StoredCustomer* shown =
      primary == nullptr ? nullptr : FindSource(profile, rows, primary);
  for (const JoinedRow& joined : sources.joined) {
    if (joined.row != shown || HasValue(joined.row->customer(), list)) {
      return joined.row;
    }
  }
  return nullptr;
}

// Before the value of a primary field becomes the survivor's own: what stands
// among the others beside it goes on standing there, and what it replaces does
// not come to stand there.
void KeepOthers(const FieldDescriptor* primary, const StoredCustomer& before,
                const Rows& rows, StoredCustomer* profile) {
  const FieldDescriptor* others = OthersOf(primary);
  if (others == nullptr) return;
  const ListSources sources = SourcesOfList(before, rows, others);
  if (sources.whole == nullptr && !sources.joined.empty()) {
    KeepOwnPrimary(primary, before, profile);
  }
  for (StoredFieldSource& source : *profile->mutable_sources()) {
    if (source.path() != others->name() || source.merge() == 0) continue;
    const auto row = rows.find(source.customer_id());
    if (row != rows.end() && HaveSamePrimary(primary, before, row->second)) {
      source.set_is_without_primary(true);
    }
  }
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
  if (!IsOtherPhoneNumbers(field)) return !DiffersIn(field, a, b);
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
  if (!IsPhoneNumber(field) && !IsOtherPhoneNumbers(field)) return false;
  StoredIdentity was;
  StoredIdentity is;
  CopyField(before, field, &was);
  CopyField(after, field, &is);
  return !MessageDifferencer::Equals(was, is);
}

// Of an unchanged list. Another's number means what it means where they live.
void KeepReadings(const FieldDescriptor* list, const StoredCustomer& before,
                  const Rows& rows, StoredCustomer* profile) {
  if (IsReadAnew(list, before, *profile) &&
      SourcesOfList(*profile, rows, list).whole == nullptr) {
    KeepOwnReadings(profile);
  }
}

// Whether an update took away what others stand beside: they had to go with it.
bool IsWithoutPrimary(const FieldDescriptor* list, const Customer& before,
                      const Customer& after) {
  const FieldDescriptor* primary = PrimaryOf(list);
  return primary != nullptr && HasValue(before, primary) &&
         !HasValue(after, primary);
}

template <typename List, typename Predicate>
void EraseIf(List* list, Predicate predicate) {
  list->erase(std::remove_if(list->begin(), list->end(), predicate),
              list->end());
}

}  // namespace

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
  const int merge = NextMerge(*survivor);
  for (const FieldDescriptor* field : MergedFields()) {
    AddSources(field, others, choices, merge, survivor);
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
  // Lists come after the primary fields that they stand beside.
  for (const FieldDescriptor* field : MergedFields()) {
    if (IsJoined(field)) {
      ShowList(rows, field, profile);
    } else if (const StoredCustomer* row = FindSource(*profile, rows, field)) {
      CopyField(*row, field, profile);
    } else {
      CopyField(profile->own(), field, profile);
    }
  }
  DropOwnWithoutSources(profile);
}

std::string SourceOf(const StoredCustomer& profile, const Rows& rows,
                     const FieldDescriptor* field) {
  const StoredCustomer* row = IsJoined(field)
                                  ? FindListSource(profile, rows, field)
                                  : FindSource(profile, rows, field);
  return row == nullptr ? profile.customer().id() : row->customer().id();
}

bool Hides(const StoredCustomer& profile, const FieldDescriptor* field,
           const StoredCustomer& row) {
  if (IsJoined(field)) return HidesContact(profile, field, row);
  if (!DiffersIn(field, row.customer(), profile.customer())) return false;
  return OthersOf(field) == nullptr || HaveSamePrimary(field, row, profile) ||
         HidesContact(profile, field, row);
}

void KeepChanges(const StoredCustomer& before, const Rows& rows,
                 StoredCustomer* profile) {
  if (!profile->has_own()) return;
  for (const FieldDescriptor* field : MergedFields()) {
    if (IsSameAsGiven(field, before.customer(), profile->customer())) {
      if (IsJoined(field)) {
        if (!IsWithoutPrimary(field, before.customer(), profile->customer())) {
          KeepReadings(field, before, rows, profile);
          continue;
        }
      } else {
        if (!IsReadAnew(field, before, *profile)) continue;
        // Another's number means what it means where they live.
        if (ShowsAnothers(*profile, field)) continue;
      }
    } else {
      KeepOthers(field, before, rows, profile);
    }
    CopyField(*profile, field, profile->mutable_own());
    EraseIf(profile->mutable_sources(), [&](const StoredFieldSource& source) {
      return source.path() == field->name();
    });
  }
  ShowSources(rows, profile);
}

}  // namespace comptoir::customers
