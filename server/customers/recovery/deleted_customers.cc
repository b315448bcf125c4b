#include "server/customers/recovery/deleted_customers.h"

#include <utility>

#include "absl/time/time.h"
#include "comptoir/annotations.pb.h"
#include "comptoir/customers/v1/customer_events.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/customers/customer_tables.h"
#include "server/records/stamps.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;
using storage::v1::StoredIdentity;
using store::Transaction;
using v1::Customer;

absl::Status MergedAwayError(const std::string& customer_id,
                             const std::string& survivor_id) {
  return Error(absl::StatusCode::kFailedPrecondition, "MERGED_AWAY",
               fmt::format("customer {} is part of the profile of {}: unmerge "
                           "it first, or delete that one with all who are part "
                           "of it",
                           customer_id, survivor_id),
               {{"field", "customer_id"},
                {"customer_id", customer_id},
                {"survivor_customer_id", survivor_id}});
}

absl::Status PurgedError(const std::string& customer_id) {
  return Error(absl::StatusCode::kNotFound, "CUSTOMER_PURGED",
               fmt::format("customer {} was deleted for ever: {} days after a "
                           "deletion nobody can be brought back",
                           customer_id, kRecoveryWindow / absl::Hours(24)),
               {{"field", "customer_id"}, {"id", customer_id}});
}

// Whether something was ever told of the id: who is in no table and was
// somebody was purged.
absl::StatusOr<bool> WasSomebody(const Transaction& txn,
                                 const std::string& customer_id) {
  const auto rows = txn.Scan(store::Key(store::Space::kFeed, txn.merchant_id())
                                 .Id(customer_id)
                                 .Prefix());
  const bool has_row = rows->Valid();
  RETURN_IF_ERROR(rows->status());
  return has_row;
}

std::vector<std::string> IdsOf(const std::vector<StoredCustomer>& rows) {
  std::vector<std::string> ids;
  for (const StoredCustomer& row : rows) ids.push_back(row.customer().id());
  return ids;
}

}  // namespace

bool IsPurgeDue(const Customer& deleted, absl::Time now) {
  return ToTime(deleted.purge_time()) <= now;
}

absl::StatusOr<Customer> DeletedCustomers::Delete(
    Transaction& txn, const std::string& customer_id,
    std::string_view etag) const {
  const CustomerTables& tables = directory_.tables();
  ASSIGN_OR_RETURN(Customer customer,
                   directory_.Get(txn, txn.merchant_id(), customer_id));
  if (customer.id() != customer_id) {
    return MergedAwayError(customer_id, customer.id());
  }
  RETURN_IF_ERROR(records::CheckEtag("customer", etag, customer));
  ASSIGN_OR_RETURN(
      const std::vector<std::string> identities,
      directory_.CustomerIdentities(txn, txn.merchant_id(), customer_id));
  ASSIGN_OR_RETURN(
      Rows rows, tables.customers.GetMany(txn, txn.merchant_id(), identities));
  const absl::Time purge_time = txn.now() + kRecoveryWindow;
  records::StampChange(txn, &customer);
  *customer.mutable_delete_time() = ToTimestamp(txn.now());
  *customer.mutable_purge_time() = ToTimestamp(purge_time);
  *rows.front().mutable_customer() = customer;
  // The survivor's first: who follows it still finds all whom it stands for.
  for (const StoredCustomer& row : rows) {
    RETURN_IF_ERROR(tables.customers.Delete(txn, row.customer().id()).status());
    RETURN_IF_ERROR(tables.deleted.Put(txn, row));
  }
  txn.AddJob({.kind = kPurgeJob, .due = purge_time, .payload = customer_id});
  v1::CustomerDeleted event;
  event.set_customer_id(customer_id);
  *event.mutable_purge_time() = customer.purge_time();
  txn.AppendEvent(event, identities, identities);
  return customer;
}

absl::StatusOr<Customer> DeletedCustomers::Undelete(
    Transaction& txn, const std::string& customer_id,
    std::string_view etag) const {
  const CustomerTables& tables = directory_.tables();
  ASSIGN_OR_RETURN(Rows rows, RowsOf(txn, txn.merchant_id(), customer_id));
  if (rows.empty()) return NotDeleted(txn, customer_id);
  Customer& customer = *rows.front().mutable_customer();
  if (IsPurgeDue(customer, txn.now())) return PurgedError(customer_id);
  RETURN_IF_ERROR(records::CheckEtag("customer", etag, customer));
  customer.clear_delete_time();
  customer.clear_purge_time();
  records::StampChange(txn, &customer);
  const std::vector<std::string> identities = IdsOf(rows);
  for (const StoredCustomer& row : rows) {
    RETURN_IF_ERROR(tables.deleted.Delete(txn, row.customer().id()).status());
    RETURN_IF_ERROR(tables.customers.Put(txn, row));
  }
  for (const std::string& identity : identities) {
    for (const Participant* participant : directory_.participants()) {
      RETURN_IF_ERROR(participant->BringBack(txn, identity));
    }
  }
  v1::CustomerUndeleted event;
  event.set_customer_id(customer.id());
  txn.AppendEvent(event, identities, identities);
  return std::move(customer);
}

absl::StatusOr<std::optional<absl::Time>> DeletedCustomers::Purge(
    Transaction& txn, const std::string& survivor_id) const {
  ASSIGN_OR_RETURN(const Rows rows,
                   RowsOf(txn, txn.merchant_id(), survivor_id));
  if (rows.empty()) return std::nullopt;
  const Customer& survivor = rows.front().customer();
  if (!IsPurgeDue(survivor, txn.now())) return ToTime(survivor.purge_time());
  const std::vector<std::string> identities = IdsOf(rows);
  for (const std::string& identity : identities) {
    RETURN_IF_ERROR(table().Delete(txn, identity).status());
    for (const Participant* participant : directory_.participants()) {
      RETURN_IF_ERROR(participant->Forget(txn, identity));
    }
  }
  v1::CustomerPurged event;
  event.set_customer_id(survivor.id());
  txn.AppendEvent(event, identities);
  return std::nullopt;
}

absl::Status DeletedCustomers::Explain(const Call& call, const kv::View& view,
                                       const std::string& customer_id,
                                       absl::Status failed) const {
  if (!absl::IsNotFound(failed) || !call.Holds(PERMISSION_CUSTOMERS_VIEW) ||
      !call.Holds(PERMISSION_CUSTOMERS_DELETE)) {
    return failed;
  }
  ASSIGN_OR_RETURN(const Rows rows,
                   RowsOf(view, call.merchant_id(), customer_id));
  if (rows.empty() || IsPurgeDue(rows.front().customer(), call.now())) {
    return failed;
  }
  const std::string until = absl::FormatTime(
      "%Y-%m-%dT%H:%M:%SZ", ToTime(rows.front().customer().purge_time()),
      absl::UTCTimeZone());
  return Error(absl::StatusCode::kNotFound, "CUSTOMER_DELETED",
               fmt::format("customer {} is deleted: until {} UndeleteCustomer "
                           "brings it back",
                           customer_id, until),
               {{"id", customer_id}, {"purge_time", until}});
}

absl::StatusOr<DeletedCustomers::Rows> DeletedCustomers::RowsOf(
    const kv::View& view, const std::string& merchant_id,
    const std::string& customer_id) const {
  ASSIGN_OR_RETURN(std::optional<StoredCustomer> found,
                   table().Find(view, merchant_id, customer_id));
  if (!found) return Rows();
  for (int i = 0; !found->merged_into().empty(); ++i) {
    if (i == kIdentitiesMax) return Corrupt("a deleted customer's merges");
    const std::string next = found->merged_into();
    ASSIGN_OR_RETURN(found, table().Find(view, merchant_id, next));
    if (!found) return Corrupt("a deleted customer's merges");
  }
  std::vector<std::string> others;
  for (const StoredIdentity& merged : found->merged()) {
    others.push_back(merged.customer().id());
  }
  ASSIGN_OR_RETURN(Rows rows, table().GetMany(view, merchant_id, others));
  rows.insert(rows.begin(), *std::move(found));
  return rows;
}

absl::Status DeletedCustomers::NotDeleted(
    const Transaction& txn, const std::string& customer_id) const {
  ASSIGN_OR_RETURN(const std::optional<std::string> survivor,
                   directory_.SurvivorOf(txn, txn.merchant_id(), customer_id));
  if (survivor) {
    return Error(absl::StatusCode::kAlreadyExists, "CUSTOMER_NOT_DELETED",
                 fmt::format("customer {} is not deleted", customer_id),
                 {{"field", "customer_id"}, {"id", customer_id}});
  }
  ASSIGN_OR_RETURN(const bool was_somebody, WasSomebody(txn, customer_id));
  return was_somebody ? PurgedError(customer_id)
                      : NotFound("customer", customer_id);
}

}  // namespace comptoir::customers
