#include "server/sales/card_links.h"

#include <utility>
#include <vector>

#include "fmt/format.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::sales {
namespace {

using storage::v1::StoredCardLink;
using store::Key;
using store::Space;

// card fingerprint:text
std::string KeyOf(std::string_view merchant_id, std::string_view fingerprint) {
  return Key(Space::kCardLinks, merchant_id).Text(fingerprint).Take();
}

// customer:id card fingerprint:text
std::string CustomerKeyOf(std::string_view merchant_id,
                          const StoredCardLink& link) {
  return Key(Space::kCardLinksByCustomer, merchant_id)
      .Id(link.customer_id())
      .Text(link.fingerprint())
      .Take();
}

}  // namespace

absl::StatusOr<std::optional<StoredCardLink>> FindCardLink(
    const kv::View& reader, std::string_view merchant_id,
    std::string_view fingerprint) {
  ASSIGN_OR_RETURN(const std::optional<std::string> value,
                   reader.Get(KeyOf(merchant_id, fingerprint)));
  if (!value.has_value()) return std::optional<StoredCardLink>();
  StoredCardLink link;
  if (!link.ParseFromString(*value)) return Corrupt("card link");
  return std::optional<StoredCardLink>(std::move(link));
}

absl::Status PutCardLink(store::Transaction& txn, const StoredCardLink& link) {
  RETURN_IF_ERROR(DeleteCardLink(txn, link.fingerprint()));
  txn.Put(KeyOf(txn.merchant_id(), link.fingerprint()),
          link.SerializeAsString());
  txn.Put(CustomerKeyOf(txn.merchant_id(), link), "");
  return absl::OkStatus();
}

absl::Status DeleteCardLink(store::Transaction& txn,
                            std::string_view fingerprint) {
  ASSIGN_OR_RETURN(const std::optional<StoredCardLink> link,
                   FindCardLink(txn, txn.merchant_id(), fingerprint));
  if (!link) return absl::OkStatus();
  txn.Delete(KeyOf(txn.merchant_id(), fingerprint));
  txn.Delete(CustomerKeyOf(txn.merchant_id(), *link));
  return absl::OkStatus();
}

absl::Status DeleteCardLinksOf(store::Transaction& txn,
                               std::string_view customer_id) {
  const auto rows = txn.Scan(Key(Space::kCardLinksByCustomer, txn.merchant_id())
                                 .Id(customer_id)
                                 .Prefix());
  std::vector<std::string> fingerprints;
  for (; rows->Valid(); rows->Next()) {
    store::KeyReader key(rows->key());
    std::string id;
    std::string fingerprint;
    if (!key.Id("cus", &id) || !key.Text(&fingerprint)) {
      return Corrupt("a card link");
    }
    fingerprints.push_back(std::move(fingerprint));
  }
  RETURN_IF_ERROR(rows->status());
  for (const std::string& fingerprint : fingerprints) {
    RETURN_IF_ERROR(DeleteCardLink(txn, fingerprint));
  }
  return absl::OkStatus();
}

absl::Status VerifyCardLinks(const kv::View& snapshot,
                             store::VerifyReport& report) {
  uint64_t links = 0;
  const auto rows = snapshot.Scan(store::AllOf(Space::kCardLinks));
  for (; rows->Valid(); rows->Next(), ++links) {
    report.CountRow();
    store::KeyReader key(rows->key());
    const std::string merchant_id = key.merchant_id();
    std::string fingerprint;
    StoredCardLink link;
    if (!key.Text(&fingerprint) || !key.AtEnd() ||
        !link.ParseFromArray(rows->value().data(),
                             static_cast<int>(rows->value().size())) ||
        link.fingerprint() != fingerprint) {
      report.Add(Space::kCardLinks, merchant_id, "a row that cannot be read");
      continue;
    }
    ASSIGN_OR_RETURN(const std::optional<std::string> row,
                     snapshot.Get(CustomerKeyOf(merchant_id, link)));
    if (!row) {
      report.Add(Space::kCardLinksByCustomer, merchant_id,
                 fmt::format("row missing for {}", link.customer_id()));
    }
  }
  RETURN_IF_ERROR(rows->status());
  uint64_t by_customer = 0;
  const auto index = snapshot.Scan(store::AllOf(Space::kCardLinksByCustomer));
  for (; index->Valid(); index->Next(), ++by_customer) report.CountRow();
  if (by_customer > links) {
    report.Add(Space::kCardLinksByCustomer, "",
               fmt::format("{} rows without a link", by_customer - links));
  }
  return index->status();
}

}  // namespace comptoir::sales
