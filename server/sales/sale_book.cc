#include "server/sales/sale_book.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "comptoir/sales/v1/sale_events.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/records/stamps.h"
#include "server/sales/cards/card_links.h"
#include "server/sales/cards/cardholder_name.h"
#include "server/sales/cards/detached.h"
#include "server/sales/rules/refund_rules.h"
#include "server/sales/rules/sale_rules.h"
#include "server/sales/sale_news.h"
#include "server/sales/visit_days.h"
#include "server/sales/visits.h"

namespace comptoir::sales {
namespace {

using storage::v1::StoredCardLink;
using store::Transaction;
using v1::Payment;
using v1::Sale;

// A card is remembered as a customer's when no other card paid for the same
// sale: friends who split a bill are not one customer.
bool IsOneCard(const std::vector<Payment>& cards) {
  return !cards.empty() &&
         std::all_of(cards.begin(), cards.end(), [&](const Payment& payment) {
           return payment.card().fingerprint() == cards[0].card().fingerprint();
         });
}

// Takes back what `sale` itself said of its cards.
absl::Status ForgetCards(Transaction& txn, const std::vector<Payment>& cards,
                         const Sale& sale, const std::string& customer_id) {
  for (const Payment& payment : cards) {
    RETURN_IF_ERROR(
        UnclaimCard(txn, payment.card().fingerprint(), customer_id, sale.id()));
  }
  return absl::OkStatus();
}

// The payments by cards that can be recognised.
std::vector<Payment> CardsOf(std::vector<Payment> payments) {
  std::erase_if(payments, [](const Payment& payment) {
    return payment.card().fingerprint().empty();
  });
  return payments;
}

// Whose a card is.
struct Holder {
  std::string customer_id;
  std::string survivor_id;
};

// Of those whom the card's sales name, the last one who is not deleted.
absl::StatusOr<std::optional<Holder>> HolderOf(
    const customers::CustomerDirectory& customers, const Transaction& txn,
    const StoredCardLink& link) {
  for (std::string& customer_id : ClaimantsOf(link)) {
    ASSIGN_OR_RETURN(std::optional<std::string> survivor,
                     customers.SurvivorOf(txn, txn.merchant_id(), customer_id));
    if (!survivor) continue;
    return Holder{.customer_id = std::move(customer_id),
                  .survivor_id = *std::move(survivor)};
  }
  return std::nullopt;
}

// Nobody whose card is read was asked whether they agree to be stored.
absl::StatusOr<bool> WantsInstantProfiles(
    const merchants::MerchantTables& merchants, const Transaction& txn) {
  ASSIGN_OR_RETURN(
      const std::optional<merchants::v1::Merchant> merchant,
      merchants.merchants.Find(txn, txn.merchant_id(), txn.merchant_id()));
  return !merchant || (!merchant->directory_settings().instant_profiles_off() &&
                       !merchant->directory_settings().consent_required());
}

}  // namespace

absl::StatusOr<Subjects> SaleBook::SubjectsOf(
    const Transaction& txn, const Sale& sale,
    const std::string& customer_id) const {
  Subjects subjects = {sale.id(), sale.location_id()};
  if (customer_id.empty()) return subjects;
  subjects.push_back(customer_id);
  ASSIGN_OR_RETURN(const std::optional<std::string> survivor,
                   customers_.SurvivorOf(txn, txn.merchant_id(), customer_id));
  if (survivor && *survivor != customer_id) subjects.push_back(*survivor);
  return subjects;
}

template <typename Event>
absl::Status SaleBook::AppendEventOf(Transaction& txn, const Sale& sale) const {
  ASSIGN_OR_RETURN(Subjects subjects,
                   SubjectsOf(txn, sale, sale.customer_id()));
  AppendSaleEvent<Event>(txn, sale, std::move(subjects));
  return absl::OkStatus();
}

absl::Status SaleBook::Save(Transaction& txn, Sale* sale) const {
  records::StampChange(txn, sale);
  return tables_.sales.Put(txn, *sale);
}

absl::Status SaleBook::TakePayment(Transaction& txn, const Payment& payment,
                                   Sale* sale) const {
  RETURN_IF_ERROR(AddPayment(payment, sale));
  RETURN_IF_ERROR(tables_.payments.Put(txn, payment));
  AppendPaymentRecorded(txn, payment, *sale);
  if (sale->totals().has_overpaid()) AppendSaleOverpaid(txn, payment, *sale);
  const bool is_given_up = sale->state() == v1::SALE_STATE_CANCELED ||
                           sale->state() == v1::SALE_STATE_CANCEL_REQUESTED;
  if (is_given_up) sale->set_charged_after_cancel(true);
  if (sale->state() != v1::SALE_STATE_COMPLETED && IsPaid(*sale)) {
    return Complete(txn, sale);
  }
  if (is_given_up) {
    sale->set_state(v1::SALE_STATE_OPEN);
    sale->clear_cancel_time();
    RETURN_IF_ERROR(AppendEventOf<v1::SaleReopened>(txn, *sale));
  }
  return Save(txn, sale);
}

absl::Status SaleBook::GiveBack(Transaction& txn, v1::Refund refund,
                                Payment* payment, Sale* sale) const {
  refund.set_id(txn.NewId("ref"));
  *refund.mutable_create_time() = ToTimestamp(txn.now());
  refund.set_actor_id(txn.actor());
  RETURN_IF_ERROR(AddRefund(payment->id(), refund, sale));
  ASSIGN_OR_RETURN(Subjects subjects,
                   SubjectsOf(txn, *sale, sale->customer_id()));
  AppendPaymentRefunded(txn, *payment, refund, *sale, std::move(subjects));
  *payment->add_refunds() = std::move(refund);
  RETURN_IF_ERROR(tables_.payments.Put(txn, *payment));
  const bool is_undone =
      sale->state() == v1::SALE_STATE_COMPLETED && !IsPaid(*sale);
  RETURN_IF_ERROR(is_undone ? Reverse(txn, sale) : Save(txn, sale));
  if (sale->state() != v1::SALE_STATE_OPEN || !sale->charged_after_cancel() ||
      HoldsMoney(*sale)) {
    return absl::OkStatus();
  }
  return Cancel(txn, sale).status();
}

// Takes back what Complete() did: the sale is open again. The profile that a
// card made stays: somebody may have written to it by now.
absl::Status SaleBook::Reverse(Transaction& txn, Sale* sale) const {
  const Sale completed = *sale;
  const std::string& customer_id = completed.customer_id();
  ASSIGN_OR_RETURN(Subjects subjects, SubjectsOf(txn, completed, customer_id));
  AppendSaleReversed(txn, completed, std::move(subjects));
  sale->set_state(v1::SALE_STATE_OPEN);
  sale->clear_complete_time();
  sale->clear_complete_date();
  if (sale->customer_link() != v1::CUSTOMER_LINK_ATTACHED) {
    sale->clear_customer_id();
    sale->clear_customer_link();
  }
  RETURN_IF_ERROR(Save(txn, sale));
  if (!customer_id.empty()) {
    ASSIGN_OR_RETURN(std::vector<Payment> payments,
                     Payments(txn, txn.merchant_id(), completed));
    RETURN_IF_ERROR(
        ForgetCards(txn, CardsOf(std::move(payments)), completed, customer_id));
    RETURN_IF_ERROR(RemoveVisit(tables_, txn, completed, customer_id));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> SaleBook::Cancel(Transaction& txn,
                                                          Sale* sale) const {
  sale->set_state(v1::SALE_STATE_CANCEL_REQUESTED);
  ASSIGN_OR_RETURN(std::vector<std::string> stopping,
                   StopCollecting(txn, *sale));
  if (stopping.empty()) {
    RETURN_IF_ERROR(EndCancel(txn, sale));
    return stopping;
  }
  RETURN_IF_ERROR(Save(txn, sale));
  RETURN_IF_ERROR(AppendEventOf<v1::SaleCancelRequested>(txn, *sale));
  return stopping;
}

absl::Status SaleBook::EndCancel(Transaction& txn, Sale* sale) const {
  sale->set_state(v1::SALE_STATE_CANCELED);
  *sale->mutable_cancel_time() = ToTimestamp(txn.now());
  RETURN_IF_ERROR(Save(txn, sale));
  return AppendEventOf<v1::SaleCanceled>(txn, *sale);
}

absl::Status SaleBook::CollectingEnded(Transaction& txn,
                                       const std::string& sale_id) const {
  ASSIGN_OR_RETURN(std::optional<Sale> sale,
                   tables_.sales.Find(txn, txn.merchant_id(), sale_id));
  if (!sale || sale->state() != v1::SALE_STATE_CANCEL_REQUESTED) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const bool goes_on, collector_->IsCollecting(txn, sale_id));
  return goes_on ? absl::OkStatus() : EndCancel(txn, &*sale);
}

absl::StatusOr<std::vector<std::string>> SaleBook::StopCollecting(
    Transaction& txn, const Sale& sale) const {
  if (collector_ == nullptr) return std::vector<std::string>();
  const int64_t left = sale.state() == v1::SALE_STATE_OPEN
                           ? sale.totals().due().minor_units()
                           : 0;
  return collector_->StopAbove(txn, sale.id(), left);
}

absl::Status SaleBook::Complete(Transaction& txn, Sale* sale) const {
  // As it is so far: nothing counted it yet.
  RETURN_IF_ERROR(FindCustomer(txn, sale));
  sale->set_state(v1::SALE_STATE_COMPLETED);
  *sale->mutable_complete_time() = ToTimestamp(txn.now());
  ASSIGN_OR_RETURN(*sale->mutable_complete_date(),
                   DateAt(merchants_, txn, sale->location_id(), txn.now()));
  sale->clear_cancel_time();
  RETURN_IF_ERROR(Save(txn, sale));
  if (!sale->customer_id().empty()) {
    RETURN_IF_ERROR(AddVisit(tables_, txn, *sale));
  }
  ASSIGN_OR_RETURN(Subjects subjects,
                   SubjectsOf(txn, *sale, sale->customer_id()));
  AppendSaleCompleted(txn, *sale, std::move(subjects));
  return absl::OkStatus();
}

absl::Status SaleBook::SetCustomer(Transaction& txn,
                                   const std::string& customer_id,
                                   Sale* sale) const {
  const std::string before = sale->customer_id();
  if (!customer_id.empty()) {
    ASSIGN_OR_RETURN(const customers::v1::Customer profile,
                     customers_.Get(txn, txn.merchant_id(), customer_id));
    ASSIGN_OR_RETURN(const std::optional<std::string> survivor,
                     customers_.SurvivorOf(txn, txn.merchant_id(), before));
    // Under whichever identity, it is hers already.
    if (survivor == profile.id()) return absl::OkStatus();
  }
  if (before == customer_id) return absl::OkStatus();
  NoteCustomerChange(before, customer_id, sale);
  sale->set_customer_id(customer_id);
  sale->set_customer_link(customer_id.empty() ? v1::CUSTOMER_LINK_UNSPECIFIED
                                              : v1::CUSTOMER_LINK_ATTACHED);
  RETURN_IF_ERROR(Save(txn, sale));
  if (!before.empty()) {
    ASSIGN_OR_RETURN(Subjects subjects, SubjectsOf(txn, *sale, before));
    AppendCustomerEvent<v1::CustomerDetached>(txn, *sale, before,
                                              std::move(subjects));
  }
  if (!customer_id.empty()) {
    ASSIGN_OR_RETURN(Subjects subjects, SubjectsOf(txn, *sale, customer_id));
    AppendCustomerEvent<v1::CustomerAttached>(txn, *sale, customer_id,
                                              std::move(subjects));
  }
  if (sale->state() != v1::SALE_STATE_COMPLETED) return absl::OkStatus();

  ASSIGN_OR_RETURN(std::vector<Payment> payments,
                   Payments(txn, txn.merchant_id(), *sale));
  const std::vector<Payment> cards = CardsOf(std::move(payments));
  if (!before.empty()) {
    RETURN_IF_ERROR(RemoveVisit(tables_, txn, *sale, before));
    RETURN_IF_ERROR(ForgetCards(txn, cards, *sale, before));
  }
  if (customer_id.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(RememberCard(txn, cards, *sale));
  return AddVisit(tables_, txn, *sale);
}

absl::StatusOr<std::vector<Payment>> SaleBook::Payments(
    const kv::View& reader, std::string_view merchant_id,
    const Sale& sale) const {
  std::vector<std::string> ids;
  for (const v1::SalePayment& entry : sale.payments()) {
    ids.push_back(entry.payment_id());
  }
  return tables_.payments.GetMany(reader, merchant_id, ids);
}

// Who is attached wins; a customer deleted meanwhile is nobody.
absl::Status SaleBook::FindCustomer(Transaction& txn, Sale* sale) const {
  if (!sale->customer_id().empty()) {
    ASSIGN_OR_RETURN(
        const std::optional<std::string> customer_id,
        customers_.SurvivorOf(txn, txn.merchant_id(), sale->customer_id()));
    if (!customer_id) {
      const std::string deleted = sale->customer_id();
      AppendCustomerEvent<v1::CustomerDetached>(
          txn, *sale, deleted, {sale->id(), sale->location_id(), deleted});
      sale->clear_customer_id();
      sale->clear_customer_link();
    }
  }
  const bool has_card = std::any_of(
      sale->payments().begin(), sale->payments().end(),
      [](const auto& p) { return p.method() == v1::PAYMENT_METHOD_CARD; });
  if (!has_card) return absl::OkStatus();

  ASSIGN_OR_RETURN(std::vector<Payment> payments,
                   Payments(txn, txn.merchant_id(), *sale));
  const std::vector<Payment> cards = CardsOf(std::move(payments));
  if (sale->customer_id().empty()) {
    RETURN_IF_ERROR(FindByCard(txn, cards, sale));
  }
  if (sale->customer_id().empty() ||
      sale->customer_link() == v1::CUSTOMER_LINK_CARD) {
    return absl::OkStatus();
  }
  return RememberCard(txn, cards, *sale);
}

absl::Status SaleBook::RememberCard(Transaction& txn,
                                    const std::vector<Payment>& cards,
                                    const Sale& sale) const {
  if (!IsOneCard(cards)) return absl::OkStatus();
  const std::string& fingerprint = cards[0].card().fingerprint();
  const std::string& merchant_id = txn.merchant_id();
  ASSIGN_OR_RETURN(const std::optional<StoredCardLink> link,
                   FindCardLink(txn, merchant_id, fingerprint));
  if (link && link->customer_id() != sale.customer_id()) {
    ASSIGN_OR_RETURN(
        const std::optional<std::string> holder,
        customers_.SurvivorOf(txn, merchant_id, link->customer_id()));
    ASSIGN_OR_RETURN(
        const std::optional<std::string> payer,
        customers_.SurvivorOf(txn, merchant_id, sale.customer_id()));
    // Within one profile it goes on being theirs who had it: a merge that is
    // taken back gives it back.
    if (holder && holder == payer) return absl::OkStatus();
  }
  return ClaimCard(txn, fingerprint, sale.customer_id(), sale.id());
}

absl::Status SaleBook::FindByCard(Transaction& txn,
                                  const std::vector<Payment>& cards,
                                  Sale* sale) const {
  bool was_detached = false;
  for (const Payment& payment : cards) {
    ASSIGN_OR_RETURN(
        const std::optional<StoredCardLink> link,
        FindCardLink(txn, txn.merchant_id(), payment.card().fingerprint()));
    if (!link.has_value()) continue;
    ASSIGN_OR_RETURN(const std::optional<Holder> holder,
                     HolderOf(customers_, txn, *link));
    if (!holder) continue;
    // Somebody said that it is not hers: a card knows no better.
    ASSIGN_OR_RETURN(was_detached,
                     WasDetached(customers_, txn, txn.merchant_id(), *sale,
                                 holder->survivor_id));
    if (was_detached) continue;
    // Whose card it is, and not the survivor: a merge that is taken back gives
    // each the sales of their own cards.
    sale->set_customer_id(holder->customer_id);
    sale->set_customer_link(v1::CUSTOMER_LINK_CARD);
    return absl::OkStatus();
  }
  if (was_detached || !IsOneCard(cards)) return absl::OkStatus();
  return MakeInstantProfile(txn, cards[0], sale);
}

absl::Status SaleBook::MakeInstantProfile(Transaction& txn,
                                          const Payment& payment,
                                          Sale* sale) const {
  const std::optional<PersonName> name =
      ParseCardholderName(payment.cardholder_name());
  if (!name.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool is_wanted, WantsInstantProfiles(merchants_, txn));
  if (!is_wanted) return absl::OkStatus();
  const absl::StatusOr<customers::v1::Customer> customer =
      customers_.CreateInstantProfile(txn, name->given_name, name->family_name);
  // A name that no profile may have must not stop the payment.
  if (absl::IsInvalidArgument(customer.status())) return absl::OkStatus();
  RETURN_IF_ERROR(customer.status());
  sale->set_customer_id(customer->id());
  sale->set_customer_link(v1::CUSTOMER_LINK_INSTANT_PROFILE);
  v1::InstantProfileCreated event;
  event.set_customer_id(customer->id());
  event.set_sale_id(sale->id());
  event.set_payment_id(payment.id());
  txn.AppendEvent(event, {sale->id(), customer->id(), payment.id()},
                  {customer->id()});
  return absl::OkStatus();
}

}  // namespace comptoir::sales
