#include "server/customers/name_indexes.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "google/protobuf/message.h"
#include "server/base/status.h"
#include "server/base/strings.h"
#include "server/base/text/add_once.h"
#include "server/customers/rules/customer_names.h"
#include "server/customers/rules/identities.h"
#include "server/store/key_spaces.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;

// The id of a record of the table; the table writes none without.
IdBytes IdOf(const google::protobuf::Message& record) {
  const auto& stored = static_cast<const StoredCustomer&>(record);
  return ParseId("cus", stored.customer().id()).value_or(IdBytes{});
}

// A customer who was merged away is found by no name.
bool IsListed(const google::protobuf::Message* stored) {
  return stored != nullptr &&
         static_cast<const StoredCustomer*>(stored)->merged_into().empty();
}

bool HaveSameNames(const v1::Customer& a, const v1::Customer& b) {
  return a.given_name() == b.given_name() &&
         a.family_name() == b.family_name() && a.nickname() == b.nickname() &&
         a.company_name() == b.company_name();
}

// Under all identities.
bool HaveSameNames(const google::protobuf::Message& before,
                   const google::protobuf::Message& after) {
  const auto a = IdentitiesOf(static_cast<const StoredCustomer&>(before));
  const auto b = IdentitiesOf(static_cast<const StoredCustomer&>(after));
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Identity& one, const Identity& other) {
                      return one.id == other.id &&
                             HaveSameNames(one.customer, other.customer);
                    });
}

}  // namespace

IndexedCustomer Indexed(const StoredCustomer& stored) {
  IndexedCustomer indexed{.id = IdOf(stored),
                          .display_name = DisplayName(stored.customer())};
  for (const Identity& identity : IdentitiesOf(stored)) {
    for (std::string& word : NameTerms(identity.customer)) {
      AddOnce(std::move(word), &indexed.words);
    }
  }
  return indexed;
}

NameIndexes::NameIndexes(CustomerTables& tables) {
  tables.customers.AddObserver([this](const std::string& merchant_id,
                                      const google::protobuf::Message* before,
                                      const google::protobuf::Message* after) {
    // Most changes leave the names alone.
    const bool was_listed = IsListed(before);
    const bool is_listed = IsListed(after);
    if (!was_listed && !is_listed) return;
    if (was_listed && is_listed && HaveSameNames(*before, *after)) return;
    Guarded& guarded = FindOrAdd(merchant_id);
    if (!is_listed) {
      std::unique_lock lock(guarded.mutex);
      guarded.index.Remove(IdOf(*before));
      guarded.merged.erase(IdOf(*before));
      return;
    }
    // Folding needs no lock.
    const auto& stored = static_cast<const StoredCustomer&>(*after);
    const IndexedCustomer indexed = Indexed(stored);
    std::unique_lock lock(guarded.mutex);
    guarded.index.Put(indexed);
    if (customers::IsMerged(stored)) {
      guarded.merged.insert(indexed.id);
    } else {
      guarded.merged.erase(indexed.id);
    }
  });
}

absl::Status NameIndexes::Load(const kv::View& reader) {
  const auto rows = reader.Scan(store::AllOf(store::Space::kCustomers));
  // Rows of one merchant stand together, by id.
  std::string merchant_id;
  Guarded* guarded = nullptr;
  StoredCustomer stored;
  for (; rows->Valid(); rows->Next()) {
    const store::KeyReader key(rows->key());
    if (!stored.ParseFromArray(rows->value().data(),
                               static_cast<int>(rows->value().size()))) {
      return Corrupt("a customer");
    }
    if (guarded == nullptr || key.merchant_id() != merchant_id) {
      if (guarded != nullptr) guarded->index.FinishAppending();
      merchant_id = key.merchant_id();
      guarded = &FindOrAdd(merchant_id);
    }
    if (!IsListed(&stored)) continue;
    guarded->index.Append(Indexed(stored));
    if (customers::IsMerged(stored)) guarded->merged.insert(IdOf(stored));
  }
  if (guarded != nullptr) guarded->index.FinishAppending();
  return rows->status();
}

bool NameIndexes::IsMerged(std::string_view merchant_id,
                           const IdBytes& customer_id) const {
  const Guarded* guarded = Find(merchant_id);
  if (guarded == nullptr) return false;
  std::shared_lock lock(guarded->mutex);
  return guarded->merged.contains(customer_id);
}

const NameIndexes::Guarded* NameIndexes::Find(
    std::string_view merchant_id) const {
  std::shared_lock lock(mutex_);
  const auto found = indexes_.find(ToAbsl(merchant_id));
  return found == indexes_.end() ? nullptr : found->second.get();
}

NameIndexes::Guarded& NameIndexes::FindOrAdd(std::string_view merchant_id) {
  if (const Guarded* known = Find(merchant_id)) {
    return const_cast<Guarded&>(*known);
  }
  std::unique_lock lock(mutex_);
  std::unique_ptr<Guarded>& guarded = indexes_[std::string(merchant_id)];
  if (guarded == nullptr) guarded = std::make_unique<Guarded>();
  return *guarded;
}

}  // namespace comptoir::customers
