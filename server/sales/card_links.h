// Whose a card is, as far as its sales tell: how a buyer is recognised.
#ifndef COMPTOIR_SERVER_SALES_CARD_LINKS_H_
#define COMPTOIR_SERVER_SALES_CARD_LINKS_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/storage/v1/sales.pb.h"
#include "server/kv/kv.h"
#include "server/store/transaction.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::sales {

// nullopt when the card is not known.
absl::StatusOr<std::optional<storage::v1::StoredCardLink>> FindCardLink(
    const kv::View& reader, std::string_view merchant_id,
    std::string_view fingerprint);

// In place of any earlier link of the card.
absl::Status PutCardLink(store::Transaction& txn,
                         const storage::v1::StoredCardLink& link);

// Nothing happens when the card is not known.
absl::Status DeleteCardLink(store::Transaction& txn,
                            std::string_view fingerprint);

// Forgets every card of a customer.
absl::Status DeleteCardLinksOf(store::Transaction& txn,
                               std::string_view customer_id);

// Adds what is wrong with the links of all merchants: rows that cannot be read,
// and links that are not found by their customer.
absl::Status VerifyCardLinks(const kv::View& snapshot,
                             store::VerifyReport& report);

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_CARD_LINKS_H_
