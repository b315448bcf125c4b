#include "tests/scaffold/server/gift_cards/gift_card_tables.h"

#include "server/store/key_spaces.h"

namespace comptoir::gift_cards {

using v1::GiftCard;

GiftCardTables::GiftCardTables()
    : gift_cards(
          {.space = static_cast<store::Space>(0xff),
           .noun = "gift_card",
           .id_prefix = "gif",
           .id = [](const GiftCard& gift_card) { return gift_card.id(); }}) {}

}  // namespace comptoir::gift_cards
