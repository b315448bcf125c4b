#include "server/customers/columns/customer_columns.h"

#include <optional>
#include <utility>

#include "google/protobuf/message.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;

// The id of a record of the table; the table writes none without.
IdBytes IdOf(const StoredCustomer& stored) {
  return ParseId("cus", stored.customer().id()).value_or(IdBytes{});
}

}  // namespace

CustomerColumns::CustomerColumns(CustomerTables& tables) {
  tables.customers.AddObserver([this](const std::string& merchant_id,
                                      const google::protobuf::Message* before,
                                      const google::protobuf::Message* after) {
    Observe(merchant_id, before, after);
  });
}

size_t CustomerColumns::Add(ColumnKind kind) {
  kinds_.push_back(std::move(kind));
  return kinds_.size() - 1;
}

void CustomerColumns::Observe(const std::string& merchant_id,
                              const google::protobuf::Message* before,
                              const google::protobuf::Message* after) {
  if (after != nullptr) {
    const auto& stored = static_cast<const StoredCustomer&>(*after);
    Wait(merchant_id, PutRow(stored));
    return Tell(merchant_id, IdOf(stored), std::nullopt);
  }
  const IdBytes id = IdOf(static_cast<const StoredCustomer&>(*before));
  Wait(merchant_id,
       [id](MerchantColumns& columns) { columns.RemoveCustomer(id); });
  Tell(merchant_id, id, std::nullopt);
}

void CustomerColumns::Tell(const std::string& merchant_id,
                           const IdBytes& customer_id,
                           std::optional<size_t> place) const {
  if (observer_ != nullptr && !is_loading_) {
    observer_(merchant_id, customer_id, place);
  }
}

CustomerColumns::Waiting CustomerColumns::PutRow(
    const StoredCustomer& stored) const {
  // Folding texts needs no lock.
  std::vector<std::pair<size_t, ColumnKind::SetFromRow>> sets;
  for (size_t place = 0; place < kinds_.size(); ++place) {
    if (kinds_[place].from_row == nullptr) continue;
    sets.emplace_back(place, kinds_[place].from_row(stored));
  }
  std::optional<IdBytes> merged_into;
  if (!stored.merged_into().empty()) {
    merged_into = ParseId("cus", stored.merged_into());
  }
  return [id = IdOf(stored), merged_into,
          sets = std::move(sets)](MerchantColumns& columns) {
    columns.PutCustomer(id, merged_into);
    for (const auto& [place, set] : sets) {
      columns.ChangeCustomer(id, place, set);
    }
  };
}

void CustomerColumns::Change(const std::string& merchant_id,
                             const IdBytes& customer_id, size_t place,
                             SetColumns set) {
  Wait(merchant_id,
       [customer_id, place, set = std::move(set)](MerchantColumns& columns) {
         columns.ChangeCustomer(customer_id, place, set);
       });
  Tell(merchant_id, customer_id, place);
}

void CustomerColumns::Wait(const std::string& merchant_id, Waiting change) {
  Merchant& merchant = FindOrAdd(merchant_id);
  size_t waiting;
  {
    std::lock_guard lock(merchant.waiting_mutex);
    merchant.waiting.push_back(std::move(change));
    waiting = merchant.waiting.size();
  }
  if (waiting < kWaitingChangesMax) return;
  std::unique_lock lock(merchant.mutex, std::defer_lock);
  if (waiting >= kWaitingChangesLimit) {
    lock.lock();
  } else if (!lock.try_lock()) {
    return;
  }
  ApplyAll(merchant);
}

void CustomerColumns::ApplyWaiting(Merchant& merchant) {
  {
    std::lock_guard lock(merchant.waiting_mutex);
    if (merchant.waiting.empty()) return;
  }
  std::unique_lock lock(merchant.mutex);
  ApplyAll(merchant);
}

void CustomerColumns::ApplyAll(Merchant& merchant) {
  std::vector<Waiting> changes;
  {
    std::lock_guard lock(merchant.waiting_mutex);
    changes.swap(merchant.waiting);
  }
  for (const Waiting& change : changes) change(merchant.columns);
}

absl::Status CustomerColumns::Load(const kv::View& view) {
  is_loading_ = true;
  const auto rows = view.Scan(store::AllOf(store::Space::kCustomers));
  StoredCustomer stored;
  for (; rows->Valid(); rows->Next()) {
    const store::KeyReader key(rows->key());
    if (!stored.ParseFromArray(rows->value().data(),
                               static_cast<int>(rows->value().size()))) {
      return Corrupt("a customer");
    }
    Wait(std::string(key.merchant_id()), PutRow(stored));
  }
  RETURN_IF_ERROR(rows->status());
  for (const ColumnKind& kind : kinds_) {
    if (kind.load != nullptr) RETURN_IF_ERROR(kind.load(view));
  }
  std::shared_lock lock(mutex_);
  for (const auto& [id, merchant] : merchants_) {
    ApplyWaiting(*merchant);
    std::unique_lock columns_lock(merchant->mutex);
    merchant->columns.FinishLoading();
  }
  is_loading_ = false;
  return absl::OkStatus();
}

CustomerColumns::Merchant& CustomerColumns::FindOrAdd(
    const std::string& merchant_id) const {
  {
    std::shared_lock lock(mutex_);
    const auto found = merchants_.find(merchant_id);
    if (found != merchants_.end()) return *found->second;
  }
  std::unique_lock lock(mutex_);
  std::unique_ptr<Merchant>& merchant = merchants_[merchant_id];
  if (merchant == nullptr) {
    merchant = std::make_unique<Merchant>();
    for (const ColumnKind& kind : kinds_) {
      merchant->columns.AddSet(kind.make(merchant->columns.slots()));
    }
    if (is_loading_) merchant->columns.BeginLoading();
  }
  return *merchant;
}

}  // namespace comptoir::customers
