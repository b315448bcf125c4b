#include "server/customers/attributes/attribute_definition_service.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "comptoir/customers/v1/attribute_definition_events.pb.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "server/base/status.h"
#include "server/customers/attributes/attribute_clearing.h"
#include "server/customers/attributes/attribute_sight.h"
#include "server/customers/attributes/definition_rules.h"
#include "server/records/changes.h"
#include "server/records/page.h"
#include "server/records/stamps.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredAttributeDefinition;
using store::Key;
using store::Snapshot;
using store::Space;
using store::Transaction;
using v1::AttributeDefinition;

// Gives a new definition without a key one that is made of its name.
absl::Status SetKey(const Transaction& txn, AttributeDefinition* definition) {
  const std::string key = KeyOfName(definition->display_name());
  if (!definition->key().empty() || key.empty()) return absl::OkStatus();
  definition->set_key(key);
  // There are fewer definitions than this loop has numbers.
  for (int number = 2; number <= kAttributeDefinitionsMax + 1; ++number) {
    ASSIGN_OR_RETURN(
        const std::string taken_by,
        IdOfAttributeKey(txn, txn.merchant_id(), definition->key()));
    if (taken_by.empty()) break;
    definition->set_key(NumberedKey(key, number));
  }
  return absl::OkStatus();
}

absl::Status RequireFreeKey(const Transaction& txn,
                            const AttributeDefinition& definition) {
  ASSIGN_OR_RETURN(const std::string taken_by,
                   IdOfAttributeKey(txn, txn.merchant_id(), definition.key()));
  if (taken_by.empty()) return absl::OkStatus();
  return Error(absl::StatusCode::kAlreadyExists, "ATTRIBUTE_KEY_TAKEN",
               "another attribute has the key, maybe in other case of its "
               "letters: choose another one");
}

absl::Status RequireRoom(const AttributeDefinitions& definitions) {
  if (definitions.all().size() < kAttributeDefinitionsMax) {
    return absl::OkStatus();
  }
  return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_ATTRIBUTES",
               fmt::format("a merchant has at most {} custom attributes: "
                           "delete one first",
                           kAttributeDefinitionsMax));
}

// Puts a definition that says nothing of its place after all others.
void SetPosition(const AttributeDefinitions& definitions,
                 AttributeDefinition* definition) {
  if (definition->position() != 0) return;
  int last = 0;
  for (const AttributeDefinition& other : definitions.all()) {
    if (other.id() != definition->id()) last = other.position();
  }
  definition->set_position(std::min(last + 1, kAttributePositionMax));
}

// A program keeps what it keeps from others; it cannot give away what is not
// its own.
absl::Status SetOwner(const Call& call, const std::string& before,
                      AttributeDefinition* definition) {
  if (call.principal().kind != Principal::Kind::kApiKey) {
    return absl::OkStatus();
  }
  const std::string& caller = call.principal().id;
  const v1::AttributeAccess access = definition->others_access();
  const bool is_kept = access == v1::ATTRIBUTE_ACCESS_READ_ONLY ||
                       access == v1::ATTRIBUTE_ACCESS_HIDDEN;
  std::string* owner = definition->mutable_owner_api_key_id();
  if (owner->empty() && is_kept) *owner = caller;
  if (owner->empty() || *owner == caller || before == caller ||
      *owner == before) {
    return absl::OkStatus();
  }
  return InvalidField("attribute_definition.owner_api_key_id",
                      "must be the calling API key, or empty");
}

// Whether the caller may change the definition.
absl::Status RequireDefines(const Call& call, const AttributeTables& tables,
                            const AttributeDefinition& definition) {
  const AttributeSight sight = AttributeSightOf(call, definition);
  if (sight.is_hidden) return tables.definitions.NotFoundError(definition.id());
  if (sight.may_define) return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, "ATTRIBUTE_OWNED",
               fmt::format("attribute {} is kept by another program: it, or a "
                           "team member who manages attributes, changes it",
                           definition.id()),
               {{"owner_api_key_id", definition.owner_api_key_id()}});
}

// Nobody shows contact data to themselves.
absl::Status RequireForVisibility(const Call& call,
                                  const AttributeDefinition& before,
                                  const AttributeDefinition& after) {
  const bool shows_more =
      before.visibility() == v1::ATTRIBUTE_VISIBILITY_CONTACT &&
      after.visibility() != v1::ATTRIBUTE_VISIBILITY_CONTACT;
  return shows_more ? call.Require(PERMISSION_CUSTOMERS_VIEW_CONTACT)
                    : absl::OkStatus();
}

absl::Status OptionsLeftOut(const std::vector<std::string>& option_ids) {
  const std::string ids = fmt::format("{}", fmt::join(option_ids, ","));
  return Error(absl::StatusCode::kFailedPrecondition, "OPTIONS_LEFT_OUT",
               fmt::format("options are left out: {}. Send them along, or set "
                           "remove_options: customers who have them lose them",
                           ids),
               {{"option_ids", ids}});
}

}  // namespace

absl::StatusOr<v1::CreateAttributeDefinitionResponse>
AttributeDefinitionService::CreateAttributeDefinition(
    const Call& call, Transaction& txn,
    const v1::CreateAttributeDefinitionRequest& request) {
  RETURN_IF_ERROR(records::CheckRequired(request.attribute_definition(),
                                         "attribute_definition"));
  StoredAttributeDefinition stored;
  AttributeDefinition& definition = *stored.mutable_attribute_definition();
  definition = request.attribute_definition();
  definition.set_id(txn.NewId("atd"));
  for (v1::AttributeOption& option : *definition.mutable_options()) {
    option.clear_id();
  }
  RETURN_IF_ERROR(SetOwner(call, /*before=*/"", &definition));
  NormalizeDefinition(&definition);
  RETURN_IF_ERROR(SetKey(txn, &definition));
  RETURN_IF_ERROR(CheckDefinition(definition));
  RETURN_IF_ERROR(IdentifyOptions(
      {}, [&txn] { return txn.NewId("opt"); }, &definition));
  RETURN_IF_ERROR(RequireFreeKey(txn, definition));
  ASSIGN_OR_RETURN(const AttributeDefinitions definitions,
                   tables_.All(txn, txn.merchant_id()));
  RETURN_IF_ERROR(RequireRoom(definitions));
  SetPosition(definitions, &definition);
  records::StampCreation(txn, &definition);
  RETURN_IF_ERROR(tables_.definitions.Put(txn, stored));
  v1::AttributeDefinitionCreated event;
  event.set_attribute_definition_id(definition.id());
  txn.AppendEvent(event, {definition.id()}, {definition.id()});
  v1::CreateAttributeDefinitionResponse response;
  *response.mutable_attribute_definition() = std::move(definition);
  return response;
}

absl::StatusOr<v1::GetAttributeDefinitionResponse>
AttributeDefinitionService::GetAttributeDefinition(
    const Call& call, const Snapshot& snapshot,
    const v1::GetAttributeDefinitionRequest& request) {
  ASSIGN_OR_RETURN(StoredAttributeDefinition stored,
                   tables_.Get(snapshot, call.merchant_id(),
                               request.attribute_definition_id()));
  if (AttributeSightOf(call, stored.attribute_definition()).is_hidden) {
    return tables_.definitions.NotFoundError(request.attribute_definition_id());
  }
  v1::GetAttributeDefinitionResponse response;
  *response.mutable_attribute_definition() =
      std::move(*stored.mutable_attribute_definition());
  return response;
}

absl::StatusOr<v1::ListAttributeDefinitionsResponse>
AttributeDefinitionService::ListAttributeDefinitions(
    const Call& call, const Snapshot& snapshot,
    const v1::ListAttributeDefinitionsRequest& request) {
  const Key by_position(Space::kAttributeDefinitionsByPosition,
                        call.merchant_id());
  ASSIGN_OR_RETURN(auto page,
                   records::ListIndexPage<StoredAttributeDefinition>(
                       call, snapshot, tables_.definitions, request,
                       {.range = by_position.Prefix()},
                       [&call](const StoredAttributeDefinition& stored) {
                         return !AttributeSightOf(call,
                                                  stored.attribute_definition())
                                     .is_hidden;
                       }));
  v1::ListAttributeDefinitionsResponse response;
  for (StoredAttributeDefinition& stored : page.records) {
    *response.add_attribute_definitions() =
        std::move(*stored.mutable_attribute_definition());
  }
  response.set_next_page_token(std::move(page.next_page_token));
  return response;
}

absl::StatusOr<v1::UpdateAttributeDefinitionResponse>
AttributeDefinitionService::UpdateAttributeDefinition(
    const Call& call, Transaction& txn,
    const v1::UpdateAttributeDefinitionRequest& request) {
  ASSIGN_OR_RETURN(StoredAttributeDefinition stored,
                   tables_.Get(txn, call.merchant_id(),
                               request.attribute_definition().id()));
  AttributeDefinition& definition = *stored.mutable_attribute_definition();
  const AttributeDefinition before = definition;
  RETURN_IF_ERROR(RequireDefines(call, tables_, before));
  RETURN_IF_ERROR(records::ApplyUpdate(call, request, &definition));
  RETURN_IF_ERROR(SetOwner(call, before.owner_api_key_id(), &definition));
  NormalizeDefinition(&definition);
  RETURN_IF_ERROR(RequireForVisibility(call, before, definition));
  RETURN_IF_ERROR(IdentifyOptions(
      before.options(), [&txn] { return txn.NewId("opt"); }, &definition));
  RETURN_IF_ERROR(CheckDefinition(definition));
  ASSIGN_OR_RETURN(const AttributeDefinitions definitions,
                   tables_.All(txn, txn.merchant_id()));
  SetPosition(definitions, &definition);
  v1::UpdateAttributeDefinitionResponse response;
  if (!records::IsNoChange(call, before, definition)) {
    const std::vector<std::string> removed =
        RemovedOptions(before.options(), definition.options());
    if (!removed.empty()) {
      if (!request.remove_options()) return OptionsLeftOut(removed);
      if (use_check_) {
        RETURN_IF_ERROR(
            use_check_(txn, call.merchant_id(), definition, removed));
      }
      for (const std::string& id : removed) stored.add_removed_option_ids(id);
      AddClearing(txn, definition.id(), removed);
    }
    records::StampChange(txn, &definition);
    RETURN_IF_ERROR(tables_.definitions.Put(txn, stored));
    v1::AttributeDefinitionUpdated event;
    event.set_attribute_definition_id(definition.id());
    *event.mutable_changed_fields() =
        records::ChangedFields(before, definition);
    txn.AppendEvent(event, {definition.id()}, {definition.id()});
  }
  *response.mutable_attribute_definition() = std::move(definition);
  return response;
}

absl::StatusOr<v1::DeleteAttributeDefinitionResponse>
AttributeDefinitionService::DeleteAttributeDefinition(
    const Call& call, Transaction& txn,
    const v1::DeleteAttributeDefinitionRequest& request) {
  const std::string& id = request.attribute_definition_id();
  ASSIGN_OR_RETURN(const StoredAttributeDefinition stored,
                   tables_.Get(txn, call.merchant_id(), id));
  RETURN_IF_ERROR(RequireDefines(call, tables_, stored.attribute_definition()));
  RETURN_IF_ERROR(records::CheckEtag("attribute definition", request.etag(),
                                     stored.attribute_definition()));
  if (use_check_) {
    RETURN_IF_ERROR(use_check_(txn, call.merchant_id(),
                               stored.attribute_definition(),
                               /*option_ids=*/{}));
  }
  StoredAttributeDefinition deleted;
  deleted.set_is_deleted(true);
  deleted.mutable_attribute_definition()->set_id(id);
  RETURN_IF_ERROR(tables_.definitions.Put(txn, deleted));
  AddClearing(txn, id, {});
  v1::AttributeDefinitionDeleted event;
  event.set_attribute_definition_id(id);
  txn.AppendEvent(event, {id});
  return v1::DeleteAttributeDefinitionResponse();
}

}  // namespace comptoir::customers
