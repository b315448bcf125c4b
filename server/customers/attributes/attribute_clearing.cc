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
  // Keys of customers' rows.
  std::vector<std::string> keys;
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

absl::StatusOr<Found> FindRows(const kv::View& view,
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
      found.keys.emplace_back(rows->key());
    }
    if (++seen == kClearingRowsMax || found.keys.size() == kClearedAtOnceMax) {
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

// Clears customers in one transaction, as long as it has room.
class Clearer {
 public:
  Clearer(const store::Table<StoredCustomer>& customers,
          store::Transaction& txn, StoredAttributeClearing& clearing)
      : customers_(customers),
        txn_(txn),
        clearing_(clearing),
        keep_(KeepOf(clearing)) {}

  // Clears the customer's row and those of whoever it is part of. The outermost
  // comes first, so that while the customer still has its value, which is what
  // is looked for, those may get copies of it again, and once it has not they
  // cannot. False when there is no room for all.
  absl::StatusOr<bool> Clear(std::string customer_id) {
    std::vector<StoredCustomer> rows;
    while (!customer_id.empty()) {
      if (rows.size() == kIdentitiesMax) return Corrupt("a customer's merges");
      ASSIGN_OR_RETURN(std::optional<StoredCustomer> row,
                       customers_.Find(txn_, txn_.merchant_id(), customer_id));
      // Deleted meanwhile.
      if (!row) break;
      customer_id = row->merged_into();
      rows.push_back(*std::move(row));
    }
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
      ASSIGN_OR_RETURN(const bool has_room, ClearRow(*row));
      if (!has_room) return false;
    }
    return true;
  }

 private:
  absl::StatusOr<bool> ClearRow(StoredCustomer& row) {
    bool has_changed = false;
    const bool is_own = RewriteAttributes(clearing_.attribute_definition_id(),
                                          keep_, &row, &has_changed);
    if (!has_changed) return true;
    const size_t bytes = row.ByteSizeLong();
    if (bytes_ > 0 && bytes_ + bytes > kClearedBytesMax) return false;
    bytes_ += bytes;
    // Nothing changes for clients: etag and update time stay.
    RETURN_IF_ERROR(customers_.Put(txn_, row));
    if (is_own) clearing_.set_customer_count(clearing_.customer_count() + 1);
    return true;
  }

  const store::Table<StoredCustomer>& customers_;
  store::Transaction& txn_;
  StoredAttributeClearing& clearing_;
  const KeepValue keep_;
  size_t bytes_ = 0;
};

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
  const auto& customers = directory.tables().customers;
  Clearer clearer(customers, txn, clearing);
  for (const std::string& key : found.keys) {
    ASSIGN_OR_RETURN(const bool is_clear, clearer.Clear(store::IdAtEnd(
                                              customers.declaration(), key)));
    if (!is_clear) return store::NextStep::GoOn(clearing.SerializeAsString());
    clearing.set_after_key(key);
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
                     FindRows(snapshot, run.merchant_id, clearing));
    return store::JobWrite([&tables, &directory, clearing,
                            found = std::move(found)](store::Transaction& txn) {
      return Write(tables, directory, txn, found, clearing);
    });
  }};
}

}  // namespace comptoir::customers
