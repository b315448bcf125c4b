#include "server/customers/customer_directory.h"

#include "comptoir/customers/v1/customer_events.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/customers/rules/customer_rules.h"
#include "server/store/key_spaces.h"
#include "server/values/email.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;
using store::Key;
using store::Space;
using store::Transaction;
using v1::Customer;

// Longer names on cards are cut (Customer.given_name).
constexpr size_t kNameLengthMax = 300;

// A transaction changes a customer once at most, so its revision tells the
// customer's states apart.
std::string EtagOf(const Transaction& txn) {
  return fmt::format("{:x}", txn.revision());
}

std::string CutName(std::string_view name) {
  size_t bytes = 0;
  for (size_t count = 0; bytes < name.size() && count < kNameLengthMax;
       ++count) {
    bytes += FirstCodePoint(name.substr(bytes)).bytes;
  }
  return std::string(name.substr(0, bytes));
}

absl::StatusOr<std::vector<std::string>> IdsIn(const kv::View& reader,
                                               const Key& key, int limit) {
  ASSIGN_OR_RETURN(store::IdPage page,
                   store::ScanIds(reader, key.Prefix(), "cus", limit));
  return std::move(page.ids);
}

}  // namespace

absl::StatusOr<Customer> CustomerDirectory::Get(
    const kv::View& reader, std::string_view merchant_id,
    std::string_view customer_id) const {
  ASSIGN_OR_RETURN(StoredCustomer stored,
                   tables_.customers.Get(reader, merchant_id, customer_id));
  return std::move(*stored.mutable_customer());
}

absl::StatusOr<bool> CustomerDirectory::Exists(
    const kv::View& reader, std::string_view merchant_id,
    std::string_view customer_id) const {
  ASSIGN_OR_RETURN(
      const std::optional<std::string> row,
      reader.Get(Key(Space::kCustomers, merchant_id).Id(customer_id).str()));
  return row.has_value();
}

absl::StatusOr<std::vector<std::string>> CustomerDirectory::FindByEmail(
    const kv::View& reader, std::string_view merchant_id,
    std::string_view email_address, int limit) const {
  return IdsIn(
      reader,
      Key(Space::kCustomersByEmail, merchant_id).Text(EmailKey(email_address)),
      limit);
}

absl::StatusOr<std::vector<std::string>> CustomerDirectory::FindByPhone(
    const kv::View& reader, std::string_view merchant_id,
    std::string_view location_id, std::string_view phone_number,
    int limit) const {
  const std::optional<Phone> phone =
      ParsePhone(phone_number, home_regions_(reader, merchant_id, location_id));
  if (!phone) return std::vector<std::string>();
  return IdsIn(reader,
               Key(Space::kCustomersByPhone, merchant_id).Text(phone->key),
               limit);
}

absl::StatusOr<Customer> CustomerDirectory::Create(Transaction& txn,
                                                   const NewCustomer& facts,
                                                   Customer customer) const {
  customer.set_id(facts.id);
  customer.set_etag(EtagOf(txn));
  *customer.mutable_create_time() = ToTimestamp(facts.time);
  *customer.mutable_update_time() = customer.create_time();
  customer.clear_redacted_fields();
  if (customer.creation_source() == v1::CREATION_SOURCE_UNSPECIFIED) {
    customer.set_creation_source(v1::CREATION_SOURCE_DIRECTORY);
  }
  NormaliseTexts(&customer);
  RETURN_IF_ERROR(CheckCustomer(customer));
  StoredCustomer stored;
  *stored.mutable_customer() = std::move(customer);
  if (!stored.customer().phone_number().empty()) {
    ReadPhone(home_regions_(txn, txn.merchant_id(), facts.location_id),
              &stored);
  }
  RETURN_IF_ERROR(tables_.customers.Put(txn, stored));
  v1::CustomerCreated created;
  created.set_customer_id(facts.id);
  created.set_creation_source(stored.customer().creation_source());
  txn.AppendEvent(created, {facts.id}, {facts.id});
  return std::move(*stored.mutable_customer());
}

absl::StatusOr<Customer> CustomerDirectory::CreateInstantProfile(
    Transaction& txn, const NewCustomer& facts, std::string_view given_name,
    std::string_view family_name) const {
  Customer customer;
  customer.set_given_name(CutName(given_name));
  customer.set_family_name(CutName(family_name));
  customer.set_creation_source(v1::CREATION_SOURCE_INSTANT_PROFILE);
  return Create(txn, facts, std::move(customer));
}

absl::StatusOr<Customer> CustomerDirectory::Update(
    Transaction& txn, const Change& change, const Customer& changes) const {
  ASSIGN_OR_RETURN(StoredCustomer stored,
                   tables_.customers.Get(txn, txn.merchant_id(), changes.id()));
  const Customer before = stored.customer();
  if (!change.etag.empty() && change.etag != before.etag()) {
    return EtagMismatch("customer", changes.id());
  }
  ASSIGN_OR_RETURN(
      Customer after,
      ApplyUpdate(before, changes,
                  {.mask = change.mask, .sees_contact = change.sees_contact}));
  NormaliseTexts(&after);
  const google::protobuf::FieldMask changed = ChangedFields(before, after);
  if (changed.paths().empty()) return before;
  RETURN_IF_ERROR(CheckCustomer(after));
  after.set_etag(EtagOf(txn));
  *after.mutable_update_time() = ToTimestamp(change.time);
  *stored.mutable_customer() = std::move(after);
  // A number that was read once keeps its meaning when the address changes.
  const bool reads_phone =
      stored.customer().phone_number() != before.phone_number() ||
      before.phone_state() == v1::PHONE_STATE_UNVERIFIED;
  if (reads_phone) {
    ReadPhone(home_regions_(txn, txn.merchant_id(), change.location_id),
              &stored);
  }
  RETURN_IF_ERROR(tables_.customers.Put(txn, stored));
  v1::CustomerUpdated updated;
  updated.set_customer_id(before.id());
  *updated.mutable_changed_fields() = changed;
  txn.AppendEvent(updated, {before.id()}, {before.id()});
  return std::move(*stored.mutable_customer());
}

absl::Status CustomerDirectory::Delete(Transaction& txn,
                                       std::string_view customer_id,
                                       std::string_view etag) const {
  ASSIGN_OR_RETURN(const Customer customer,
                   Get(txn, txn.merchant_id(), customer_id));
  if (!etag.empty() && etag != customer.etag()) {
    return EtagMismatch("customer", customer_id);
  }
  ASSIGN_OR_RETURN([[maybe_unused]] const bool deleted,
                   tables_.customers.Delete(txn, customer_id));
  v1::CustomerDeleted event;
  event.set_customer_id(customer.id());
  txn.AppendEvent(event, {customer.id()});
  return absl::OkStatus();
}

}  // namespace comptoir::customers
