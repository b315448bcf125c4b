#include "tests/scaffold/server/gift_cards/gift_card_service.h"

#include <utility>

#include "comptoir/gift_cards/v1/gift_card_events.pb.h"
#include "server/base/status.h"
#include "server/records/changes.h"
#include "server/records/page.h"
#include "server/records/room.h"
#include "server/records/stamps.h"

namespace comptoir::gift_cards {

absl::StatusOr<v1::CreateGiftCardResponse> GiftCardService::CreateGiftCard(
    const Call& call, store::Transaction& txn,
    const v1::CreateGiftCardRequest& request) {
  RETURN_IF_ERROR(records::CheckRequired(request.gift_card(), "gift_card"));
  RETURN_IF_ERROR(records::RequireRoom(txn, tables_.gift_cards, kGiftCardsMax,
                                       "TOO_MANY_GIFT_CARDS"));
  v1::CreateGiftCardResponse response;
  v1::GiftCard& gift_card = *response.mutable_gift_card();
  gift_card = request.gift_card();
  gift_card.set_id(txn.NewId("gif"));
  records::StampCreation(txn, &gift_card);
  RETURN_IF_ERROR(tables_.gift_cards.Put(txn, gift_card));

  v1::GiftCardCreated event;
  event.set_gift_card_id(gift_card.id());
  txn.AppendEvent(event, {gift_card.id()});
  return response;
}

absl::StatusOr<v1::GetGiftCardResponse> GiftCardService::GetGiftCard(
    const Call& call, const store::Snapshot& snapshot,
    const v1::GetGiftCardRequest& request) {
  v1::GetGiftCardResponse response;
  ASSIGN_OR_RETURN(*response.mutable_gift_card(),
                   tables_.gift_cards.Get(snapshot, call.merchant_id(),
                                          request.gift_card_id()));
  return response;
}

absl::StatusOr<v1::ListGiftCardsResponse> GiftCardService::ListGiftCards(
    const Call& call, const store::Snapshot& snapshot,
    const v1::ListGiftCardsRequest& request) {
  ASSIGN_OR_RETURN(auto page, records::ListPage(call, snapshot,
                                                tables_.gift_cards, request));
  v1::ListGiftCardsResponse response;
  for (v1::GiftCard& gift_card : page.records) {
    *response.add_gift_cards() = std::move(gift_card);
  }
  response.set_next_page_token(std::move(page.next_page_token));
  return response;
}

absl::StatusOr<v1::UpdateGiftCardResponse> GiftCardService::UpdateGiftCard(
    const Call& call, store::Transaction& txn,
    const v1::UpdateGiftCardRequest& request) {
  v1::UpdateGiftCardResponse response;
  v1::GiftCard& gift_card = *response.mutable_gift_card();
  ASSIGN_OR_RETURN(gift_card, tables_.gift_cards.Get(txn, call.merchant_id(),
                                                     request.gift_card().id()));
  const v1::GiftCard before = gift_card;
  RETURN_IF_ERROR(records::ApplyUpdate(call, request, &gift_card));
  if (records::IsNoChange(call, before, gift_card)) return response;
  v1::GiftCardUpdated event;
  *event.mutable_changed_fields() = records::ChangedFields(before, gift_card);
  records::StampChange(txn, &gift_card);
  RETURN_IF_ERROR(tables_.gift_cards.Put(txn, gift_card));
  event.set_gift_card_id(gift_card.id());
  txn.AppendEvent(event, {gift_card.id()});
  return response;
}

}  // namespace comptoir::gift_cards
