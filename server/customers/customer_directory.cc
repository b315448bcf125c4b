#include "server/customers/customer_directory.h"

#include <algorithm>
#include <array>

#include "comptoir/customers/v1/customer_events.pb.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "google/protobuf/field_mask.pb.h"
#include "server/base/status.h"
#include "server/customers/contacts/profile_contacts.h"
#include "server/customers/merges/sources/source_rows.h"
#include "server/customers/phones/customer_phones.h"
#include "server/customers/rules/customer_names.h"
#include "server/customers/rules/customer_rules.h"
#include "server/customers/rules/identities.h"
#include "server/customers/rules/merge_rules.h"
#include "server/records/changes.h"
#include "server/records/stamps.h"
#include "server/store/key_spaces.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using google::protobuf::FieldMask;
using storage::v1::StoredCustomer;
using store::Key;
using store::Space;
using store::Transaction;
using v1::Customer;

// Longer names on cards are cut (Customer.given_name).
constexpr size_t kNameLengthMax = 300;

std::string CutName(std::string_view name) {
  size_t bytes = 0;
  for (size_t count = 0; bytes < name.size() && count < kNameLengthMax;
       ++count) {
    bytes += FirstCodePoint(name.substr(bytes)).bytes;
  }
  return std::string(name.substr(0, bytes));
}

// Customers with one email address, phone number or reference id that are
// looked at for one who was merged away.
constexpr int kKnownMax = 16;

struct MergedAway {
  std::string id;
  std::string survivor_id;
};

// Who was merged into one of `profiles` and had the key and the name of
// `customer`; empty when nobody did.
MergedAway FindMergedAway(
    const std::vector<std::optional<StoredCustomer>>& profiles, Space space,
    std::string_view key, const StoredCustomer& customer) {
  const std::string name = DisplayName(customer.customer());
  if (name.empty()) return {};
  for (const std::optional<StoredCustomer>& profile : profiles) {
    if (!profile || !IsMerged(*profile)) continue;
    for (const Identity& identity : IdentitiesOf(*profile)) {
      if (identity.id != profile->customer().id() &&
          IsFoundBy(identity, space, key) &&
          IsWholeName(identity.customer, WholeName(name))) {
        return {.id = std::string(identity.id),
                .survivor_id = profile->customer().id()};
      }
    }
  }
  return {};
}

bool IsAmong(const std::vector<std::string_view>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

// What of a customer should be nobody else's.
struct UniqueKey {
  std::string_view field;
  std::string_view words;
  Space space;
  std::string key;
};

std::vector<UniqueKey> UniqueKeysOf(const StoredCustomer& stored) {
  struct Fields {
    Space space;
    std::string_view words;
    std::string_view primary;
    std::string_view others;
  };
  constexpr std::array<Fields, 3> kFields = {
      {{Space::kCustomersByReference, "reference id", "reference_id", ""},
       {Space::kCustomersByEmail, "email address", "email_address",
        "other_email_addresses"},
       {Space::kCustomersByPhone, "phone number", "phone_number",
        "other_phone_numbers"}}};
  const Identities identities = IdentitiesOf(stored);
  std::vector<UniqueKey> unique;
  for (const Fields& fields : kFields) {
    std::string_view field = fields.primary;
    for (std::string& key : KeysIn(fields.space, identities.front())) {
      if (!key.empty()) {
        unique.push_back({field, fields.words, fields.space, std::move(key)});
      }
      field = fields.others;
    }
  }
  return unique;
}

absl::StatusOr<std::vector<std::string>> IdsIn(const kv::View& reader,
                                               const Key& key, int limit) {
  ASSIGN_OR_RETURN(store::IdPage page,
                   store::ScanIds(reader, key.Prefix(), "cus", limit));
  return std::move(page.ids);
}

// By what somebody is known already, and who has it.
struct Known {
  std::vector<std::string_view> fields;
  std::vector<std::string_view> words;
  // Somebody for each of `fields`.
  std::vector<std::string> ids;
  MergedAway merged;
};

// Also what follows from other fields, for those who call numbers.
FieldMask ChangedFields(const Customer& before, const Customer& after) {
  FieldMask changed = records::ChangedFields(before, after);
  if (before.phone_e164() != after.phone_e164()) {
    changed.add_paths("phone_e164");
  }
  return changed;
}

absl::Status CustomerKnown(const Known& known, records::Sight sight) {
  constexpr absl::StatusCode kCode = absl::StatusCode::kAlreadyExists;
  constexpr std::string_view kReason = "CUSTOMER_KNOWN";
  const std::vector<std::string>& ids = known.ids;
  const bool is_one =
      std::all_of(ids.begin(), ids.end(),
                  [&](const std::string& id) { return id == ids.front(); });
  const std::string message =
      fmt::format("{} this {}", is_one ? "another customer has" : "others have",
                  fmt::join(known.words, " and this "));
  const std::string fields = fmt::format("{}", fmt::join(known.fields, ","));
  if (sight == records::Sight::kNone) {
    return Error(kCode, kReason, message, {{"field", fields}});
  }
  const MergedAway& merged = known.merged;
  const std::string all = fmt::format("{}", fmt::join(ids, ","));
  if (merged.id.empty()) {
    return Error(kCode, kReason, message,
                 {{"field", fields},
                  {"customer_id", ids.front()},
                  {"customer_ids", all}});
  }
  return Error(kCode, kReason, message,
               {{"field", fields},
                {"customer_id", merged.survivor_id},
                {"customer_ids", all},
                {"merged_customer_id", merged.id}});
}

}  // namespace

absl::StatusOr<Customer> CustomerDirectory::Get(
    const kv::View& reader, std::string_view merchant_id,
    std::string_view customer_id) const {
  ASSIGN_OR_RETURN(StoredCustomer stored,
                   GetStored(reader, merchant_id, customer_id));
  return std::move(*stored.mutable_customer());
}

absl::StatusOr<StoredCustomer> CustomerDirectory::GetStored(
    const kv::View& reader, std::string_view merchant_id,
    std::string_view customer_id) const {
  ASSIGN_OR_RETURN(StoredCustomer stored,
                   tables_.customers.Get(reader, merchant_id, customer_id));
  for (int i = 0; !stored.merged_into().empty(); ++i) {
    if (i == kIdentitiesMax) return Corrupt("a customer's merges");
    const std::string next = stored.merged_into();
    ASSIGN_OR_RETURN(stored, tables_.customers.Get(reader, merchant_id, next));
  }
  return stored;
}

absl::StatusOr<std::optional<std::string>> CustomerDirectory::SurvivorOf(
    const kv::View& reader, std::string_view merchant_id,
    std::string_view customer_id) const {
  const absl::StatusOr<StoredCustomer> stored =
      GetStored(reader, merchant_id, customer_id);
  if (absl::IsNotFound(stored.status())) return std::optional<std::string>();
  RETURN_IF_ERROR(stored.status());
  return std::optional<std::string>(stored->customer().id());
}

absl::StatusOr<std::vector<std::string>> CustomerDirectory::CustomerIdentities(
    const kv::View& reader, std::string_view merchant_id,
    std::string_view survivor_id) const {
  std::vector<std::string> identities = {std::string(survivor_id)};
  // Each may have had others merged into it before.
  for (size_t i = 0; i < identities.size(); ++i) {
    ASSIGN_OR_RETURN(
        const std::vector<std::string> merged,
        IdsIn(reader,
              Key(Space::kCustomersByProfile, merchant_id).Id(identities[i]),
              kIdentitiesMax));
    identities.insert(identities.end(), merged.begin(), merged.end());
    if (identities.size() > kIdentitiesMax) {
      return Corrupt("a customer's merges");
    }
  }
  return identities;
}

absl::Status CustomerDirectory::CheckBirthdayAt(
    const Transaction& txn, std::string_view location_id,
    const Customer& customer) const {
  if (customer.birthday().empty()) return absl::OkStatus();
  return CheckBirthday(
      customer, home_day_(txn, txn.merchant_id(), location_id, txn.now()));
}

absl::StatusOr<StoredCustomer> CustomerDirectory::Make(
    Transaction& txn, std::string_view location_id, Customer customer,
    const PhoneReadings& phones) const {
  customer.set_id(txn.NewId("cus"));
  records::StampCreation(txn, &customer);
  customer.clear_redacted_fields();
  if (customer.creation_source() == v1::CREATION_SOURCE_UNSPECIFIED) {
    customer.set_creation_source(v1::CREATION_SOURCE_DIRECTORY);
  }
  TrimTexts(&customer);
  RETURN_IF_ERROR(CheckCustomer(customer));
  RETURN_IF_ERROR(CheckBirthdayAt(txn, location_id, customer));
  RETURN_IF_ERROR(CheckPrimaries(Customer(), customer));
  StoredCustomer stored;
  *stored.mutable_customer() = std::move(customer);
  RETURN_IF_ERROR(SetPhones(phones, StoredCustomer(), {}, &stored));
  RETURN_IF_ERROR(CheckContacts(stored));
  return stored;
}

absl::Status CustomerDirectory::Add(Transaction& txn,
                                    const StoredCustomer& made) const {
  RETURN_IF_ERROR(tables_.customers.Put(txn, made));
  v1::CustomerCreated created;
  const std::string& id = made.customer().id();
  created.set_customer_id(id);
  created.set_creation_source(made.customer().creation_source());
  txn.AppendEvent(created, {id}, {id});
  return absl::OkStatus();
}

absl::StatusOr<Customer> CustomerDirectory::Create(
    Transaction& txn, std::string_view location_id, Customer customer,
    const PhoneReadings& phones) const {
  ASSIGN_OR_RETURN(StoredCustomer made,
                   Make(txn, location_id, std::move(customer), phones));
  RETURN_IF_ERROR(Add(txn, made));
  return std::move(*made.mutable_customer());
}

absl::Status CustomerDirectory::CheckIsOnlyOne(const kv::View& reader,
                                               std::string_view merchant_id,
                                               const StoredCustomer& made,
                                               records::Sight sight) const {
  Known known;
  for (const auto& [field, words, space, key] : UniqueKeysOf(made)) {
    // One for each field.
    if (IsAmong(known.fields, field)) continue;
    ASSIGN_OR_RETURN(
        std::vector<std::string> ids,
        IdsIn(reader, Key(space, merchant_id).Text(key), kKnownMax));
    if (ids.empty()) continue;
    if (known.merged.id.empty()) {
      ASSIGN_OR_RETURN(const auto others,
                       tables_.customers.FindMany(reader, merchant_id, ids));
      known.merged = FindMergedAway(others, space, key, made);
    }
    known.fields.push_back(field);
    if (!IsAmong(known.words, words)) known.words.push_back(words);
    known.ids.push_back(std::move(ids.front()));
  }
  if (known.ids.empty()) return absl::OkStatus();
  return CustomerKnown(known, sight);
}

absl::StatusOr<Customer> CustomerDirectory::CreateInstantProfile(
    Transaction& txn, std::string_view given_name,
    std::string_view family_name) const {
  Customer customer;
  customer.set_given_name(CutName(given_name));
  customer.set_family_name(CutName(family_name));
  customer.set_creation_source(v1::CREATION_SOURCE_INSTANT_PROFILE);
  return Create(txn, "", std::move(customer), PhoneReadings());
}

absl::StatusOr<Customer> CustomerDirectory::Update(
    Transaction& txn, std::string_view location_id,
    const v1::UpdateCustomerRequest& request, records::Sight sight,
    const PhoneReadings& phones) const {
  ASSIGN_OR_RETURN(StoredCustomer stored,
                   GetStored(txn, txn.merchant_id(), request.customer().id()));
  const StoredCustomer unchanged = stored;
  const Customer& before = unchanged.customer();
  Customer after = before;
  RETURN_IF_ERROR(records::ApplyUpdate(request, &after, sight));
  TrimTexts(&after);
  KeepReadings(before, &after);
  if (records::IsNoChange(sight, before, after)) return before;
  RETURN_IF_ERROR(CheckCustomer(after));
  RETURN_IF_ERROR(CheckPrimaries(before, after));
  if (after.birthday() != before.birthday()) {
    RETURN_IF_ERROR(CheckBirthdayAt(txn, location_id, after));
  }
  records::StampChange(txn, &after);
  *stored.mutable_customer() = std::move(after);
  RETURN_IF_ERROR(
      SetPhones(phones, unchanged, PhonesSentBy(request, sight), &stored));
  RETURN_IF_ERROR(ArrangeContacts(request, sight, unchanged, &stored));
  Rows rows;
  RETURN_IF_ERROR(
      ReadSources(tables_, txn, txn.merchant_id(), unchanged, &rows));
  KeepChanges(unchanged, rows, &stored);
  RETURN_IF_ERROR(tables_.customers.Put(txn, stored));
  v1::CustomerUpdated updated;
  updated.set_customer_id(before.id());
  *updated.mutable_changed_fields() = ChangedFields(before, stored.customer());
  txn.AppendEvent(updated, {before.id()}, {before.id()});
  return std::move(*stored.mutable_customer());
}

}  // namespace comptoir::customers
