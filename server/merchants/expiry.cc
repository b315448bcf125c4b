#include "server/merchants/expiry.h"

#include <string>
#include <utility>

#include "server/base/ids.h"

namespace comptoir::merchants {
namespace {

constexpr char kJobKind[] = "merchants.expiry";

absl::Status ClearAway(const MerchantTables& tables, store::Transaction& txn,
                       std::string_view id) {
  const auto& base = tables.credentials.declaration();
  const store::TableBase& table =
      PrefixOf(id) == base.id_prefix
          ? static_cast<const store::TableBase&>(tables.credentials)
          : tables.pairing_codes;
  return table.DeleteRecord(txn, id).status();
}

}  // namespace

void ScheduleExpiry(store::Transaction& txn, std::string_view id,
                    absl::Time expire_time) {
  txn.AddJob({.kind = kJobKind,
              .due = expire_time + kExpiredKept,
              .payload = std::string(id)});
}

void RegisterExpiry(store::Store& store, const MerchantTables& tables) {
  store::JobKind kind =
      store::OneStep([&tables](store::Transaction& txn, std::string_view id) {
        return ClearAway(tables, txn, id);
      });
  kind.loss =
      "A token or pairing code that has expired stays stored. It is refused "
      "all the same.";
  store.RegisterSteps(kJobKind, std::move(kind));
}

}  // namespace comptoir::merchants
