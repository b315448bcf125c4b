#include "server/customers/duplicates/ignored_duplicates.h"

#include <algorithm>

#include "comptoir/storage/v1/duplicate.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/customers/customer_directory.h"
#include "server/customers/duplicates/rules/profile_facts.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/scan_ids.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;
using storage::v1::StoredIgnoredDuplicate;
using store::Key;
using store::Space;
using store::Transaction;

Key Under(std::string_view merchant_id, std::string_view customer_id) {
  return Key(Space::kIgnoredDuplicates, merchant_id).Id(customer_id);
}

std::string RowKey(std::string_view merchant_id, std::string_view customer_id,
                   std::string_view other_id) {
  return Under(merchant_id, customer_id).Id(other_id).Take();
}

// Both rows of the two.
void Put(Transaction& txn, std::string_view one, std::string_view other,
         const StoredIgnoredDuplicate& stored) {
  const std::string value = stored.SerializeAsString();
  txn.Put(RowKey(txn.merchant_id(), one, other), value);
  txn.Put(RowKey(txn.merchant_id(), other, one), value);
}
void Delete(Transaction& txn, std::string_view one, std::string_view other) {
  txn.Delete(RowKey(txn.merchant_id(), one, other));
  txn.Delete(RowKey(txn.merchant_id(), other, one));
}

// By whoever makes the transaction.
StoredIgnoredDuplicate SaidNow(const Transaction& txn) {
  StoredIgnoredDuplicate stored;
  *stored.mutable_create_time() = ToTimestamp(txn.now());
  stored.set_actor_id(txn.actor());
  return stored;
}

absl::Status TooMany(const std::string& customer_id) {
  return Error(
      absl::StatusCode::kResourceExhausted, "TOO_MANY_IGNORED",
      fmt::format("customer {} is not one person with {} others, and no more "
                  "can be remembered: merge or delete some, or change what "
                  "they share",
                  customer_id, kIgnoredMax),
      {{"customer_id", customer_id}});
}

}  // namespace

std::vector<IdPair> PairsOf(std::vector<std::string> ids) {
  std::sort(ids.begin(), ids.end());
  std::vector<IdPair> pairs;
  for (size_t i = 0; i < ids.size(); ++i) {
    for (size_t j = i + 1; j < ids.size(); ++j) {
      pairs.emplace_back(ids[i], ids[j]);
    }
  }
  return pairs;
}

absl::StatusOr<std::optional<v1::IgnoredDuplicate>> ReadIgnored(
    std::string_view row, std::string_view value) {
  store::KeyReader key(row);
  v1::IgnoredDuplicate ignored;
  StoredIgnoredDuplicate stored;
  if (!key.Id("cus", ignored.mutable_customer_id()) ||
      !key.Id("cus", ignored.mutable_other_customer_id()) || !key.AtEnd() ||
      !stored.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
    return Corrupt("an ignored duplicate");
  }
  if (ignored.customer_id() > ignored.other_customer_id()) {
    return std::optional<v1::IgnoredDuplicate>();
  }
  *ignored.mutable_create_time() = stored.create_time();
  ignored.set_actor_id(stored.actor_id());
  return std::optional<v1::IgnoredDuplicate>(std::move(ignored));
}

absl::StatusOr<std::vector<bool>> IgnoredDuplicates::AreIgnored(
    const kv::View& view, std::string_view merchant_id,
    const std::vector<IdPair>& pairs) const {
  std::vector<std::string> keys;
  keys.reserve(pairs.size());
  for (const auto& [first, second] : pairs) {
    keys.push_back(RowKey(merchant_id, first, second));
  }
  ASSIGN_OR_RETURN(const auto rows, view.MultiGet(keys));
  std::vector<bool> ignored;
  ignored.reserve(rows.size());
  for (const auto& row : rows) ignored.push_back(row.has_value());
  return ignored;
}

absl::StatusOr<std::vector<std::string>> IgnoredDuplicates::OthersOf(
    const kv::View& view, std::string_view merchant_id,
    std::string_view customer_id) const {
  ASSIGN_OR_RETURN(
      store::IdPage page,
      store::ScanIds(view, Under(merchant_id, customer_id).Prefix(), "cus",
                     static_cast<int>(kIgnoredMax)));
  return std::move(page.ids);
}

absl::StatusOr<std::vector<v1::IgnoredDuplicate>> IgnoredDuplicates::Ignore(
    Transaction& txn, const std::vector<IdPair>& pairs) const {
  const std::string& merchant_id = txn.merchant_id();
  ASSIGN_OR_RETURN(const std::vector<bool> are_ignored,
                   AreIgnored(txn, merchant_id, pairs));
  const StoredIgnoredDuplicate stored = SaidNow(txn);
  std::vector<v1::IgnoredDuplicate> all;
  for (size_t i = 0; i < pairs.size(); ++i) {
    const auto& [first, second] = pairs[i];
    for (const std::string& id : {first, second}) {
      if (are_ignored[i]) break;
      ASSIGN_OR_RETURN(const auto others, OthersOf(txn, merchant_id, id));
      if (others.size() >= kIgnoredMax) return TooMany(id);
    }
    Put(txn, first, second, stored);
    v1::IgnoredDuplicate& ignored = all.emplace_back();
    ignored.set_customer_id(first);
    ignored.set_other_customer_id(second);
    *ignored.mutable_create_time() = stored.create_time();
    ignored.set_actor_id(stored.actor_id());
  }
  return all;
}

absl::StatusOr<bool> IgnoredDuplicates::Unignore(
    Transaction& txn, const std::vector<IdPair>& pairs) const {
  ASSIGN_OR_RETURN(const std::vector<bool> are_ignored,
                   AreIgnored(txn, txn.merchant_id(), pairs));
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (are_ignored[i]) Delete(txn, pairs[i].first, pairs[i].second);
  }
  return std::find(are_ignored.begin(), are_ignored.end(), true) !=
         are_ignored.end();
}

absl::Status IgnoredDuplicates::Follow(Transaction& txn,
                                       const StoredCustomer& before,
                                       const StoredCustomer* after) const {
  if (after != nullptr && after->merged_into() != before.merged_into() &&
      after->merged_into().empty()) {
    return RememberTakenApart(txn, before);
  }
  // Nothing but an unmerge takes somebody out of a profile.
  if (after != nullptr && after->merged_size() < before.merged_size()) {
    return absl::OkStatus();
  }
  if (after != nullptr && before.merged_into() == after->merged_into() &&
      FactsOf(tables_, before) == FactsOf(tables_, *after)) {
    return absl::OkStatus();
  }
  return Forget(txn, before.customer().id());
}

absl::Status IgnoredDuplicates::RememberTakenApart(
    Transaction& txn, const StoredCustomer& identity) const {
  const std::string& merchant_id = txn.merchant_id();
  const std::string& id = identity.customer().id();
  std::string survivor_id = identity.merged_into();
  for (int i = 0;; ++i) {
    if (i == kIdentitiesMax) return Corrupt("a customer's merges");
    ASSIGN_OR_RETURN(const StoredCustomer row,
                     tables_.customers.Get(txn, merchant_id, survivor_id));
    if (row.merged_into().empty()) break;
    survivor_id = row.merged_into();
  }
  ASSIGN_OR_RETURN(std::vector<std::string> others,
                   OthersOf(txn, merchant_id, survivor_id));
  others.insert(others.begin(), survivor_id);
  if (others.size() > kIgnoredMax) others.pop_back();
  const StoredIgnoredDuplicate stored = SaidNow(txn);
  for (const std::string& other : others) {
    ASSIGN_OR_RETURN(const std::vector<std::string> already,
                     OthersOf(txn, merchant_id, other));
    if (already.size() < kIgnoredMax) Put(txn, id, other, stored);
  }
  return absl::OkStatus();
}

std::vector<Space> IgnoredDuplicates::customer_spaces() const {
  return {Space::kIgnoredDuplicates};
}

absl::Status IgnoredDuplicates::Forget(Transaction& txn,
                                       std::string_view customer_id) const {
  ASSIGN_OR_RETURN(const std::vector<std::string> others,
                   OthersOf(txn, txn.merchant_id(), customer_id));
  for (const std::string& other : others) {
    Delete(txn, customer_id, other);
  }
  return absl::OkStatus();
}

}  // namespace comptoir::customers
