#include "server/sales/cards/card_links.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "server/base/status.h"
#include "server/base/text/add_once.h"
#include "server/base/timestamps.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::sales {
namespace {

using storage::v1::StoredCardClaim;
using storage::v1::StoredCardLink;
using store::Key;
using store::Space;
using Claims = std::vector<StoredCardClaim>;

// card fingerprint:text
std::string KeyOf(std::string_view merchant_id, std::string_view fingerprint) {
  return Key(Space::kCardLinks, merchant_id).Text(fingerprint).Take();
}

// customer:id card fingerprint:text
std::string CustomerKeyOf(std::string_view merchant_id,
                          const std::string& customer_id,
                          const std::string& fingerprint) {
  return Key(Space::kCardLinksByCustomer, merchant_id)
      .Id(customer_id)
      .Text(fingerprint)
      .Take();
}

// Oldest first; the last one tells whose the card is.
Claims ClaimsOf(const std::optional<StoredCardLink>& link) {
  Claims claims;
  if (!link) return claims;
  claims.assign(link->earlier().begin(), link->earlier().end());
  StoredCardClaim& newest = claims.emplace_back();
  newest.set_customer_id(link->customer_id());
  newest.set_sale_id(link->sale_id());
  *newest.mutable_create_time() = link->create_time();
  return claims;
}

std::set<std::string> CustomersOf(const Claims& claims) {
  std::set<std::string> customers;
  for (const StoredCardClaim& claim : claims) {
    customers.insert(claim.customer_id());
  }
  return customers;
}

// Stores `claims` in place of `before`, with a row for each customer that one
// of them names.
void Save(store::Transaction& txn, const std::string& fingerprint,
          const Claims& before, Claims claims) {
  const std::string& merchant_id = txn.merchant_id();
  for (const std::string& id : CustomersOf(before)) {
    txn.Delete(CustomerKeyOf(merchant_id, id, fingerprint));
  }
  if (claims.empty()) return txn.Delete(KeyOf(merchant_id, fingerprint));
  for (const std::string& id : CustomersOf(claims)) {
    txn.Put(CustomerKeyOf(merchant_id, id, fingerprint), "");
  }
  StoredCardLink link;
  link.set_fingerprint(fingerprint);
  link.set_customer_id(claims.back().customer_id());
  link.set_sale_id(claims.back().sale_id());
  *link.mutable_create_time() = claims.back().create_time();
  claims.pop_back();
  const size_t kept = std::min<size_t>(claims.size(), kEarlierClaimsMax);
  link.mutable_earlier()->Assign(claims.end() - kept, claims.end());
  txn.Put(KeyOf(merchant_id, fingerprint), link.SerializeAsString());
}

// The number of claims for the customer at the end.
int InARow(const Claims& claims, const std::string& customer_id) {
  int count = 0;
  for (auto claim = claims.rbegin();
       claim != claims.rend() && claim->customer_id() == customer_id; ++claim) {
    ++count;
  }
  return count;
}

bool IsOfSale(const StoredCardClaim& claim, const std::string& customer_id,
              const std::string& sale_id) {
  return claim.customer_id() == customer_id && claim.sale_id() == sale_id;
}

absl::Status CheckLink(std::string_view row, std::string_view value,
                       store::Checks& checks) {
  store::KeyReader key(row);
  const std::string merchant_id = key.merchant_id();
  std::string fingerprint;
  StoredCardLink link;
  if (!key.Text(&fingerprint) || !key.AtEnd() ||
      !link.ParseFromArray(value.data(), static_cast<int>(value.size())) ||
      link.fingerprint() != fingerprint) {
    checks.report().Add(Space::kCardLinks, merchant_id,
                        "a row that cannot be read");
    return absl::OkStatus();
  }
  for (const std::string& id : CustomersOf(ClaimsOf(link))) {
    checks.Spend(1);
    ASSIGN_OR_RETURN(
        const std::optional<std::string> by_customer,
        checks.view().Get(CustomerKeyOf(merchant_id, id, fingerprint)));
    if (by_customer) continue;
    checks.report().Add(Space::kCardLinksByCustomer, merchant_id,
                        fmt::format("row missing for {}", id));
  }
  return absl::OkStatus();
}

absl::Status CheckCustomerRow(std::string_view row, store::Checks& checks) {
  store::KeyReader key(row);
  const std::string merchant_id = key.merchant_id();
  std::string customer_id;
  std::string fingerprint;
  StoredCardLink link;
  if (key.Id("cus", &customer_id) && key.Text(&fingerprint) && key.AtEnd()) {
    ASSIGN_OR_RETURN(const std::optional<std::string> value,
                     checks.view().Get(KeyOf(merchant_id, fingerprint)));
    if (value && link.ParseFromString(*value) &&
        CustomersOf(ClaimsOf(link)).contains(customer_id)) {
      return absl::OkStatus();
    }
  }
  checks.report().Add(Space::kCardLinksByCustomer, merchant_id,
                      fmt::format("extra row for {}", customer_id));
  return absl::OkStatus();
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

std::vector<std::string> ClaimantsOf(const StoredCardLink& link) {
  const Claims claims = ClaimsOf(link);
  std::vector<std::string> claimants;
  for (auto claim = claims.rbegin(); claim != claims.rend(); ++claim) {
    AddOnce(claim->customer_id(), &claimants);
  }
  return claimants;
}

absl::StatusOr<int64_t> CountCardsOf(const kv::View& view,
                                     std::string_view merchant_id,
                                     std::string_view customer_id) {
  const auto rows = view.Scan(
      Key(Space::kCardLinksByCustomer, merchant_id).Id(customer_id).Prefix());
  int64_t count = 0;
  for (; rows->Valid(); rows->Next()) ++count;
  RETURN_IF_ERROR(rows->status());
  return count;
}

absl::Status ClaimCard(store::Transaction& txn, const std::string& fingerprint,
                       const std::string& customer_id,
                       const std::string& sale_id) {
  ASSIGN_OR_RETURN(const std::optional<StoredCardLink> link,
                   FindCardLink(txn, txn.merchant_id(), fingerprint));
  const Claims before = ClaimsOf(link);
  // Most cards of attached customers: a read saves a write.
  if (InARow(before, customer_id) >= kClaimsInARowMax ||
      (link && IsOfSale(before.back(), customer_id, sale_id))) {
    return absl::OkStatus();
  }
  Claims claims = before;
  StoredCardClaim& claim = claims.emplace_back();
  claim.set_customer_id(customer_id);
  claim.set_sale_id(sale_id);
  *claim.mutable_create_time() = ToTimestamp(txn.now());
  if (claims.size() > kEarlierClaimsMax + 1) claims.erase(claims.begin());
  Save(txn, fingerprint, before, std::move(claims));
  return absl::OkStatus();
}

absl::Status UnclaimCard(store::Transaction& txn,
                         const std::string& fingerprint,
                         const std::string& customer_id,
                         const std::string& sale_id) {
  ASSIGN_OR_RETURN(const std::optional<StoredCardLink> link,
                   FindCardLink(txn, txn.merchant_id(), fingerprint));
  const Claims before = ClaimsOf(link);
  Claims claims = before;
  std::erase_if(claims, [&](const StoredCardClaim& claim) {
    return IsOfSale(claim, customer_id, sale_id);
  });
  if (claims.size() != before.size()) {
    Save(txn, fingerprint, before, std::move(claims));
  }
  return absl::OkStatus();
}

absl::Status ForgetClaimsOf(store::Transaction& txn,
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
    ASSIGN_OR_RETURN(const std::optional<StoredCardLink> link,
                     FindCardLink(txn, txn.merchant_id(), fingerprint));
    const Claims before = ClaimsOf(link);
    Claims claims = before;
    std::erase_if(claims, [&](const StoredCardClaim& claim) {
      return claim.customer_id() == customer_id;
    });
    Save(txn, fingerprint, before, std::move(claims));
  }
  return absl::OkStatus();
}

void AddCardLinkChecks(store::Checks& checks) {
  checks.AddRows(Space::kCardLinks, [&checks](auto key, auto value) {
    return CheckLink(key, value, checks);
  });
  checks.AddRows(Space::kCardLinksByCustomer, [&checks](auto key, auto) {
    return CheckCustomerRow(key, checks);
  });
}

}  // namespace comptoir::sales
