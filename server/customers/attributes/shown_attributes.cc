#include "server/customers/attributes/shown_attributes.h"

#include <algorithm>
#include <string>
#include <utility>

#include "google/protobuf/repeated_field.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/customers/attributes/value_rules.h"

namespace comptoir::customers {
namespace {

using google::protobuf::util::MessageDifferencer;
using storage::v1::StoredAttributeChoice;
using storage::v1::StoredAttributeValue;
using storage::v1::StoredCustomer;
using storage::v1::StoredIdentity;
using v1::AttributeDefinition;
using v1::AttributeValue;
using Values = google::protobuf::RepeatedPtrField<StoredAttributeValue>;

template <typename List>
auto FindIn(List& values, std::string_view definition_id) {
  return std::find_if(
      values.begin(), values.end(), [&](const StoredAttributeValue& stored) {
        return stored.attribute_definition_id() == definition_id;
      });
}

void EraseFrom(std::string_view definition_id, Values* values) {
  const auto found = FindIn(*values, definition_id);
  if (found != values->end()) values->erase(found);
}

// Whether somebody who was merged into the profile has a value of it.
bool HasCopy(const StoredCustomer& profile,
             const StoredAttributeChoice& choice) {
  return std::any_of(profile.merged().begin(), profile.merged().end(),
                     [&](const StoredIdentity& merged) {
                       return merged.customer().id() == choice.customer_id() &&
                              FindIn(merged.attributes(),
                                     choice.attribute_definition_id()) !=
                                  merged.attributes().end();
                     });
}

void EraseChoices(std::string_view definition_id, StoredCustomer* profile) {
  auto& choices = *profile->mutable_attribute_choices();
  choices.erase(std::remove_if(choices.begin(), choices.end(),
                               [&](const StoredAttributeChoice& choice) {
                                 return choice.attribute_definition_id() ==
                                        definition_id;
                               }),
                choices.end());
}

size_t BytesOf(const Values& values) {
  size_t bytes = 0;
  for (const StoredAttributeValue& stored : values) {
    bytes += stored.ByteSizeLong();
  }
  return bytes;
}

// Whether something was changed or went.
bool Rewrite(std::string_view definition_id, const KeepValue& keep,
             Values* values) {
  const auto found = FindIn(*values, definition_id);
  if (found == values->end()) return false;
  const AttributeValue before = found->value();
  if (!keep(found->mutable_value())) {
    values->erase(found);
    return true;
  }
  return !MessageDifferencer::Equals(before, found->value());
}

// Whether something was changed or went.
bool DropUnknown(const AttributeDefinitions& definitions, Values* values) {
  const size_t bytes = BytesOf(*values);
  values->erase(
      std::remove_if(values->begin(), values->end(),
                     [&](StoredAttributeValue& stored) {
                       const AttributeDefinition* definition =
                           definitions.Find(stored.attribute_definition_id());
                       return definition == nullptr ||
                              !KeepKnown(*definition, stored.mutable_value());
                     }),
      values->end());
  return BytesOf(*values) != bytes;
}

}  // namespace

std::vector<ShownAttribute> ShownAttributes(
    const AttributeDefinitions& definitions, const StoredCustomer& profile) {
  std::vector<ShownAttribute> shown;
  for (const AttributeDefinition& definition : definitions.all()) {
    auto found = FindShown(definition, profile);
    if (found) shown.push_back(*std::move(found));
  }
  return shown;
}

std::vector<AttributeCandidate> AttributeCandidates(
    std::string_view definition_id, const StoredCustomer& profile) {
  std::vector<AttributeCandidate> candidates;
  const auto add = [&](const auto& identity) {
    const auto found = FindIn(identity.attributes(), definition_id);
    if (found == identity.attributes().end()) return;
    candidates.push_back(
        {.value = &found->value(), .customer_id = identity.customer().id()});
  };
  const auto add_with_choices = [&](const auto& identity) {
    for (const StoredAttributeChoice& choice : identity.attribute_choices()) {
      if (choice.attribute_definition_id() != definition_id) continue;
      for (const StoredIdentity& merged : profile.merged()) {
        if (merged.customer().id() == choice.customer_id()) add(merged);
      }
    }
    add(identity);
  };
  add_with_choices(profile);
  for (const StoredIdentity& merged : profile.merged()) {
    add_with_choices(merged);
  }
  return candidates;
}

std::optional<ShownAttribute> FindShown(const AttributeDefinition& definition,
                                        const StoredCustomer& profile) {
  for (const AttributeCandidate& candidate :
       AttributeCandidates(definition.id(), profile)) {
    AttributeValue value = *candidate.value;
    if (!KeepKnown(definition, &value)) continue;
    return ShownAttribute{.definition = &definition,
                          .value = std::move(value),
                          .customer_id = candidate.customer_id};
  }
  return std::nullopt;
}

void SetAttribute(std::string_view definition_id, const AttributeValue& value,
                  StoredCustomer* profile) {
  Values& values = *profile->mutable_attributes();
  const auto own = FindIn(values, definition_id);
  StoredAttributeValue& stored = own == values.end() ? *values.Add() : *own;
  stored.set_attribute_definition_id(std::string(definition_id));
  *stored.mutable_value() = value;
  EraseChoices(definition_id, profile);
}

void ChooseAttribute(std::string_view definition_id,
                     std::string_view customer_id, StoredCustomer* profile) {
  StoredAttributeChoice& choice = *profile->add_attribute_choices();
  choice.set_attribute_definition_id(std::string(definition_id));
  choice.set_customer_id(std::string(customer_id));
  // What was chosen last goes first.
  auto& choices = *profile->mutable_attribute_choices();
  std::rotate(choices.pointer_begin(), choices.pointer_end() - 1,
              choices.pointer_end());
}

void KeepAttribute(std::string_view definition_id, int first_merged,
                   StoredCustomer* profile) {
  for (int i = first_merged; i < profile->merged_size(); ++i) {
    EraseFrom(definition_id, profile->mutable_merged(i)->mutable_attributes());
  }
  DropIdleChoices(profile);
}

std::vector<StoredAttributeChoice> IdleChoices(const StoredCustomer& row) {
  std::vector<StoredAttributeChoice> idle;
  const auto see = [&](const auto& choices) {
    for (const StoredAttributeChoice& choice : choices) {
      if (!HasCopy(row, choice)) idle.push_back(choice);
    }
  };
  see(row.attribute_choices());
  for (const StoredIdentity& merged : row.merged()) {
    see(merged.attribute_choices());
  }
  return idle;
}

void DropIdleChoices(StoredCustomer* row) {
  const auto drop = [row](auto* choices) {
    choices->erase(std::remove_if(choices->begin(), choices->end(),
                                  [row](const StoredAttributeChoice& choice) {
                                    return !HasCopy(*row, choice);
                                  }),
                   choices->end());
  };
  drop(row->mutable_attribute_choices());
  for (StoredIdentity& merged : *row->mutable_merged()) {
    drop(merged.mutable_attribute_choices());
  }
}

void ClearAttribute(std::string_view definition_id, StoredCustomer* profile) {
  EraseFrom(definition_id, profile->mutable_attributes());
  for (StoredIdentity& merged : *profile->mutable_merged()) {
    EraseFrom(definition_id, merged.mutable_attributes());
  }
  DropIdleChoices(profile);
}

bool DropUnknownAttributes(const AttributeDefinitions& definitions,
                           StoredCustomer* row) {
  bool has_changed = DropUnknown(definitions, row->mutable_attributes());
  for (StoredIdentity& merged : *row->mutable_merged()) {
    if (DropUnknown(definitions, merged.mutable_attributes())) {
      has_changed = true;
    }
  }
  DropIdleChoices(row);
  return has_changed;
}

size_t AttributeBytes(const StoredCustomer& row) {
  return BytesOf(row.attributes());
}

bool RewriteAttributes(std::string_view definition_id, const KeepValue& keep,
                       StoredCustomer* row, bool* has_changed) {
  const bool own = Rewrite(definition_id, keep, row->mutable_attributes());
  *has_changed = own;
  for (StoredIdentity& merged : *row->mutable_merged()) {
    if (Rewrite(definition_id, keep, merged.mutable_attributes())) {
      *has_changed = true;
    }
  }
  DropIdleChoices(row);
  return own;
}

}  // namespace comptoir::customers
