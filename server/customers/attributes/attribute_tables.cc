#include "server/customers/attributes/attribute_tables.h"

#include <utility>

#include "server/base/status.h"
#include "server/base/strings.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredAttributeDefinition;
using store::Key;
using store::Space;

// The key of a deleted definition is free, and lists do not show it.
std::vector<std::string> KeyRows(const StoredAttributeDefinition& stored) {
  if (stored.is_deleted()) return {};
  Key key(Space::kAttributeDefinitionsByKey, "");
  key.Text(AttributeKey(stored.attribute_definition().key()));
  return {std::string(key.tail())};
}

std::vector<std::string> PositionRows(const StoredAttributeDefinition& stored) {
  if (stored.is_deleted()) return {};
  const v1::AttributeDefinition& definition = stored.attribute_definition();
  Key key(Space::kAttributeDefinitionsByPosition, "");
  key.I64(definition.position()).Text(AttributeKey(definition.key()));
  return {std::string(key.tail())};
}

}  // namespace

AttributeDefinitions::AttributeDefinitions(
    std::vector<v1::AttributeDefinition> all)
    : all_(std::move(all)) {
  for (size_t i = 0; i < all_.size(); ++i) {
    by_id_.emplace(all_[i].id(), i);
    by_key_.emplace(AttributeKey(all_[i].key()), i);
  }
}

const v1::AttributeDefinition* AttributeDefinitions::Find(
    std::string_view id) const {
  const auto found = by_id_.find(ToAbsl(id));
  return found == by_id_.end() ? nullptr : &all_[found->second];
}

const v1::AttributeDefinition* AttributeDefinitions::FindKey(
    std::string_view key) const {
  const auto found = by_key_.find(AttributeKey(key));
  return found == by_key_.end() ? nullptr : &all_[found->second];
}

AttributeTables::AttributeTables()
    : definitions({.space = Space::kAttributeDefinitions,
                   .noun = "attribute definition",
                   .id_prefix = "atd",
                   .id =
                       [](const StoredAttributeDefinition& r) {
                         return r.attribute_definition().id();
                       },
                   .indexes = {{.space = Space::kAttributeDefinitionsByKey,
                                .rows = KeyRows},
                               {.space = Space::kAttributeDefinitionsByPosition,
                                .rows = PositionRows}}}) {}

absl::StatusOr<StoredAttributeDefinition> AttributeTables::Get(
    const kv::View& view, std::string_view merchant_id,
    std::string_view id) const {
  ASSIGN_OR_RETURN(StoredAttributeDefinition stored,
                   definitions.Get(view, merchant_id, id));
  if (stored.is_deleted()) return definitions.NotFoundError(id);
  return stored;
}

absl::StatusOr<AttributeDefinitions> AttributeTables::All(
    const kv::View& view, std::string_view merchant_id) const {
  ASSIGN_OR_RETURN(
      const store::IdPage page,
      store::ScanIds(
          view,
          Key(Space::kAttributeDefinitionsByPosition, merchant_id).Prefix(),
          "atd", kAttributeDefinitionsMax));
  ASSIGN_OR_RETURN(std::vector<StoredAttributeDefinition> stored,
                   definitions.GetMany(view, merchant_id, page.ids));
  std::vector<v1::AttributeDefinition> all;
  all.reserve(stored.size());
  for (StoredAttributeDefinition& record : stored) {
    all.push_back(std::move(*record.mutable_attribute_definition()));
  }
  return AttributeDefinitions(std::move(all));
}

std::string AttributeKey(std::string_view key) { return ToLower(key); }

absl::StatusOr<std::string> IdOfAttributeKey(const kv::View& view,
                                             std::string_view merchant_id,
                                             std::string_view key) {
  ASSIGN_OR_RETURN(
      const store::IdPage page,
      store::ScanIds(view,
                     Key(Space::kAttributeDefinitionsByKey, merchant_id)
                         .Text(AttributeKey(key))
                         .Prefix(),
                     "atd", /*limit=*/1));
  return page.ids.empty() ? std::string() : page.ids.front();
}

}  // namespace comptoir::customers
