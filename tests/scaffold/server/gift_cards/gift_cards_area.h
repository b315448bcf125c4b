// Gift cards as one part of a server: what areas.cc wires.
#ifndef COMPTOIR_TESTS_SCAFFOLD_SERVER_GIFT_CARDS_GIFT_CARDS_AREA_H_
#define COMPTOIR_TESTS_SCAFFOLD_SERVER_GIFT_CARDS_GIFT_CARDS_AREA_H_

#include <string_view>
#include <vector>

#include "server/area.h"
#include "tests/scaffold/server/gift_cards/gift_card_service.h"
#include "tests/scaffold/server/gift_cards/gift_card_tables.h"

namespace comptoir::gift_cards {

class GiftCardsArea final : public Area {
 public:
  std::string_view name() const override { return "gift_cards"; }
  std::vector<const store::TableBase*> tables() const override {
    return {&tables_.gift_cards};
  }
  void AddChecks(store::Checks&) const override {}
  void Bind(rpc::Runtime& runtime, BoundServices* bound) override;

 private:
  const GiftCardTables tables_;
  GiftCardService service_{tables_};
};

}  // namespace comptoir::gift_cards

#endif  // COMPTOIR_TESTS_SCAFFOLD_SERVER_GIFT_CARDS_GIFT_CARDS_AREA_H_
