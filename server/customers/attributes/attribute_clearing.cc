#include "server/customers/attributes/attribute_clearing.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "comptoir/customers/v1/attribute_definition_events.pb.h"
#include "comptoir/storage/v1/attribute.pb.h"
#include "server/base/status.h"
#include "server/customers/attributes/shown_attributes.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/scan_ids.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredAttributeClearing;
using storage::v1::StoredAttributeDefinition;
using storage::v1::StoredAttributeValue;
using storage::v1::StoredCustomer;
using storage::v1::StoredIdentity;
using store::Key;
using store::Space;

// Rows that one step has found.
struct Found {
  std::vector<std::string> customer_ids;
  // Empty at the end of the table.
  std::string next_after;
};

bool HasValue(
    const google::protobuf::RepeatedPtrField<StoredAttributeValue>& values,
    std::string_view definition_id) {
  return std::any_of(values.begin(), values.end(),
                     [&](const StoredAttributeValue& value) {
                       return value.attribute_definition_id() == definition_id;
                     });
}

bool HoldsValue(const StoredCustomer& row, std::string_view definition_id) {
  return HasValue(row.attributes(), definition_id) ||
         std::any_of(row.merged().begin(), row.merged().end(),
                     [&](const StoredIdentity& merged) {
                       return HasValue(merged.attributes(), definition_id);
                     });
}

absl::StatusOr<Found> FindRows(const CustomerDirectory& directory,
                               const kv::View& view,
                               const std::string& merchant_id,
                               const StoredAttributeClearing& clearing) {
  kv::Range range = Key(Space::kCustomers, merchant_id).Prefix();
  // The first key after the one that was looked at last.
  if (!clearing.after_key().empty()) {
    range.start = clearing.after_key() + '\0';
  }
  Found found;
  const auto rows = view.Scan(range);
  for (int seen = 0; rows->Valid(); rows->Next()) {
    StoredCustomer row;
    if (!row.ParseFromArray(rows->value().data(),
                            static_cast<int>(rows->value().size()))) {
      return Corrupt("customer");
    }
    if (HoldsValue(row, clearing.attribute_definition_id())) {
      found.customer_ids.push_back(store::IdAtEnd(
          directory.tables().customers.declaration(), rows->key()));
    }
    if (++seen == kClearingRowsMax ||
        found.customer_ids.size() == kClearedAtOnceMax) {
      found.next_after = std::string(rows->key());
      break;
    }
  }
  RETURN_IF_ERROR(rows->status());
  return found;
}

// What stays of a value.
KeepValue KeepOf(const StoredAttributeClearing& clearing) {
  return [&clearing](v1::AttributeValue* value) {
    const auto& removed = clearing.option_ids();
    if (removed.empty()) return false;
    auto* chosen = value->mutable_selection()->mutable_option_ids();
    chosen->erase(std::remove_if(chosen->begin(), chosen->end(),
                                 [&](const std::string& id) {
                                   return std::find(removed.begin(),
                                                    removed.end(),
                                                    id) != removed.end();
                                 }),
                  chosen->end());
    return !chosen->empty();
  };
}

// Clears the customer's row and those of whoever it is part of.
absl::Status ClearRows(const CustomerDirectory& directory,
                       store::Transaction& txn, std::string customer_id,
                       StoredAttributeClearing* clearing) {
  const auto& customers = directory.tables().customers;
  const KeepValue keep = KeepOf(*clearing);
  for (int i = 0; !customer_id.empty(); ++i) {
    if (i == kIdentitiesMax) return Corrupt("a customer's merges");
    ASSIGN_OR_RETURN(std::optional<StoredCustomer> row,
                     customers.Find(txn, txn.merchant_id(), customer_id));
    // Deleted meanwhile.
    if (!row) return absl::OkStatus();
    bool has_changed = false;
    if (RewriteAttributes(clearing->attribute_definition_id(), keep, &*row,
                          &has_changed)) {
      clearing->set_customer_count(clearing->customer_count() + 1);
    }
    // Nothing changes for clients: etag and update time stay.
    if (has_changed) RETURN_IF_ERROR(customers.Put(txn, *row));
    customer_id = row->merged_into();
  }
  return absl::OkStatus();
}

absl::Status End(const AttributeTables& tables, store::Transaction& txn,
                 const StoredAttributeClearing& clearing,
                 StoredAttributeDefinition stored) {
  const std::string& id = clearing.attribute_definition_id();
  if (stored.is_deleted()) {
    RETURN_IF_ERROR(tables.definitions.Delete(txn, id).status());
  } else {
    auto* removed = stored.mutable_removed_option_ids();
    const auto& cleared = clearing.option_ids();
    removed->erase(std::remove_if(removed->begin(), removed->end(),
                                  [&](const std::string& option_id) {
                                    return std::find(
                                               cleared.begin(), cleared.end(),
                                               option_id) != cleared.end();
                                  }),
                   removed->end());
    RETURN_IF_ERROR(tables.definitions.Put(txn, stored));
  }
  v1::AttributeValuesCleared event;
  event.set_attribute_definition_id(id);
  event.set_customer_count(clearing.customer_count());
  txn.AppendEvent(event, {id});
  return absl::OkStatus();
}

absl::StatusOr<store::NextStep> Write(const AttributeTables& tables,
                                      const CustomerDirectory& directory,
                                      store::Transaction& txn,
                                      const Found& found,
                                      StoredAttributeClearing clearing) {
  ASSIGN_OR_RETURN(const std::optional<StoredAttributeDefinition> stored,
                   tables.definitions.Find(txn, txn.merchant_id(),
                                           clearing.attribute_definition_id()));
  // Whoever deletes the definition clears its options, too.
  const bool is_superseded =
      !stored || (stored->is_deleted() && !clearing.option_ids().empty());
  if (is_superseded) return store::NextStep::Done();
  for (const std::string& customer_id : found.customer_ids) {
    RETURN_IF_ERROR(ClearRows(directory, txn, customer_id, &clearing));
  }
  if (found.next_after.empty()) {
    RETURN_IF_ERROR(End(tables, txn, clearing, *stored));
    return store::NextStep::Done();
  }
  clearing.set_after_key(found.next_after);
  return store::NextStep::GoOn(clearing.SerializeAsString());
}

}  // namespace

void AddClearing(store::Transaction& txn, std::string_view definition_id,
                 const std::vector<std::string>& option_ids) {
  StoredAttributeClearing clearing;
  clearing.set_attribute_definition_id(std::string(definition_id));
  clearing.mutable_option_ids()->Assign(option_ids.begin(), option_ids.end());
  txn.AddJob({.kind = kAttributeClearing,
              .due = txn.now(),
              .payload = clearing.SerializeAsString()});
}

store::JobKind ClearingOf(const AttributeTables& tables,
                          const CustomerDirectory& directory) {
  // Cannot be dropped: nothing else would clear the values.
  return {.step = [&tables, &directory](const store::Snapshot& snapshot,
                                        const store::JobRun& run)
              -> absl::StatusOr<store::JobWrite> {
    StoredAttributeClearing clearing;
    if (!clearing.ParseFromString(run.cursor.empty() ? run.payload
                                                     : run.cursor)) {
      return Corrupt("a job that clears attributes");
    }
    ASSIGN_OR_RETURN(Found found,
                     FindRows(directory, snapshot, run.merchant_id, clearing));
    return store::JobWrite([&tables, &directory, clearing,
                            found = std::move(found)](store::Transaction& txn) {
      return Write(tables, directory, txn, found, clearing);
    });
  }};
}

}  // namespace comptoir::customers
