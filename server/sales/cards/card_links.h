// Whose a card is, as far as its sales tell: how a buyer is recognised.
//
// Each sale that ties a card to a customer makes a claim; the newest one tells
// whose the card is. When a sale is detached its claim goes, and the card is
// whose it was before.
#ifndef COMPTOIR_SERVER_SALES_CARDS_CARD_LINKS_H_
#define COMPTOIR_SERVER_SALES_CARDS_CARD_LINKS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/storage/v1/sales.pb.h"
#include "server/kv/kv.h"
#include "server/store/transaction.h"
#include "server/store/upkeep/checks.h"

namespace comptoir::sales {

// Claims kept beside the newest one; the oldest is forgotten for one more.
inline constexpr int kEarlierClaimsMax = 8;
// Claims in a row for one customer: one more would only be read.
inline constexpr int kClaimsInARowMax = 2;

// nullopt when the card is not known.
absl::StatusOr<std::optional<storage::v1::StoredCardLink>> FindCardLink(
    const kv::View& reader, std::string_view merchant_id,
    std::string_view fingerprint);

// Whom the card's claims name, the newest first, each once.
std::vector<std::string> ClaimantsOf(const storage::v1::StoredCardLink& link);

// The cards that sales have claimed for the customer.
absl::StatusOr<int64_t> CountCardsOf(const kv::View& view,
                                     std::string_view merchant_id,
                                     std::string_view customer_id);

// The sale claims the card for the customer.
absl::Status ClaimCard(store::Transaction& txn, const std::string& fingerprint,
                       const std::string& customer_id,
                       const std::string& sale_id);

// Takes the sale's claim for the customer back, if it made one.
absl::Status UnclaimCard(store::Transaction& txn,
                         const std::string& fingerprint,
                         const std::string& customer_id,
                         const std::string& sale_id);

// Forgets all claims for a customer.
absl::Status ForgetClaimsOf(store::Transaction& txn,
                            std::string_view customer_id);

// Each link can be read and is found by the customers whom its claims name, and
// by nobody else.
void AddCardLinkChecks(store::Checks& checks);

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_CARDS_CARD_LINKS_H_
