// Handlers of gift cards.
#ifndef COMPTOIR_TESTS_SCAFFOLD_SERVER_GIFT_CARDS_GIFT_CARD_SERVICE_H_
#define COMPTOIR_TESTS_SCAFFOLD_SERVER_GIFT_CARDS_GIFT_CARD_SERVICE_H_

#include "comptoir/gift_cards/v1/gift_card_service.server.h"
#include "tests/scaffold/server/gift_cards/gift_card_tables.h"

namespace comptoir::gift_cards {

// Of one merchant.
inline constexpr int kGiftCardsMax = 5000;

// `tables` must outlive it. Thread-safe.
class GiftCardService final : public v1::GiftCardServiceBase {
 public:
  explicit GiftCardService(const GiftCardTables& tables) : tables_(tables) {}

  absl::StatusOr<v1::CreateGiftCardResponse> CreateGiftCard(
      const Call& call, store::Transaction& txn,
      const v1::CreateGiftCardRequest& request) override;
  absl::StatusOr<v1::GetGiftCardResponse> GetGiftCard(
      const Call& call, const store::Snapshot& snapshot,
      const v1::GetGiftCardRequest& request) override;
  absl::StatusOr<v1::ListGiftCardsResponse> ListGiftCards(
      const Call& call, const store::Snapshot& snapshot,
      const v1::ListGiftCardsRequest& request) override;
  absl::StatusOr<v1::UpdateGiftCardResponse> UpdateGiftCard(
      const Call& call, store::Transaction& txn,
      const v1::UpdateGiftCardRequest& request) override;

 private:
  const GiftCardTables& tables_;
};

}  // namespace comptoir::gift_cards

#endif  // COMPTOIR_TESTS_SCAFFOLD_SERVER_GIFT_CARDS_GIFT_CARD_SERVICE_H_
