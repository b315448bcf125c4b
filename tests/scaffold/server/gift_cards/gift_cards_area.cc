#include "tests/scaffold/server/gift_cards/gift_cards_area.h"

#include "server/rpc/runtime.h"

namespace comptoir::gift_cards {

void GiftCardsArea::Bind(rpc::Runtime& runtime, BoundServices* bound) {
  bound->push_back(v1::BindGiftCardService(service_, runtime));
}

}  // namespace comptoir::gift_cards
