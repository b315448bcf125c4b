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

// The value in it, if any is left.
std::optional<AttributeValue> KnownValue(const AttributeDefinition& definition,
                                         const Values& values) {
  const auto found = FindIn(values, definition.id());
  if (found == values.end()) return std::nullopt;
  AttributeValue value = found->value();
  if (!KeepKnown(definition, &value)) return std::nullopt;
  return value;
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

std::optional<ShownAttribute> FindShown(const AttributeDefinition& definition,
                                        const StoredCustomer& profile) {
  ShownAttribute shown = {.definition = &definition};
  if (auto own = KnownValue(definition, profile.attributes())) {
    shown.value = *std::move(own);
    shown.customer_id = profile.customer().id();
    return shown;
  }
  for (const StoredIdentity& merged : profile.merged()) {
    auto value = KnownValue(definition, merged.attributes());
    if (!value) continue;
    shown.value = *std::move(value);
    shown.customer_id = merged.customer().id();
    return shown;
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
}

void ClearAttribute(std::string_view definition_id, StoredCustomer* profile) {
  EraseFrom(definition_id, profile->mutable_attributes());
  for (StoredIdentity& merged : *profile->mutable_merged()) {
    EraseFrom(definition_id, merged.mutable_attributes());
  }
}

bool DropUnknownAttributes(const AttributeDefinitions& definitions,
                           StoredCustomer* row) {
  bool has_changed = DropUnknown(definitions, row->mutable_attributes());
  for (StoredIdentity& merged : *row->mutable_merged()) {
    if (DropUnknown(definitions, merged.mutable_attributes())) {
      has_changed = true;
    }
  }
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
  return own;
}

}  // namespace comptoir::customers
