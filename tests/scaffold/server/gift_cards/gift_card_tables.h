// The key spaces of gift cards as tables.
#ifndef COMPTOIR_TESTS_SCAFFOLD_SERVER_GIFT_CARDS_GIFT_CARD_TABLES_H_
#define COMPTOIR_TESTS_SCAFFOLD_SERVER_GIFT_CARDS_GIFT_CARD_TABLES_H_

#include "comptoir/gift_cards/v1/gift_card.pb.h"
#include "server/store/table.h"

namespace comptoir::gift_cards {

// One for a server, made before its store starts.
struct GiftCardTables {
  GiftCardTables();
  GiftCardTables(const GiftCardTables&) = delete;
  GiftCardTables& operator=(const GiftCardTables&) = delete;

  store::Table<v1::GiftCard> gift_cards;
};

}  // namespace comptoir::gift_cards

#endif  // COMPTOIR_TESTS_SCAFFOLD_SERVER_GIFT_CARDS_GIFT_CARD_TABLES_H_
