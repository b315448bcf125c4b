#include "server/readers/checkouts/checkout_book.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "comptoir/readers/v1/reader_events.pb.h"
#include "fmt/format.h"
#include "google/protobuf/repeated_field.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/readers/checkout_moves.h"
#include "server/sales/rules/sale_rules.h"
#include "server/values/money/money.h"

namespace comptoir::readers {
namespace {

using sales::v1::Sale;
using storage::v1::StoredCheckout;
using storage::v1::StoredReader;
using types::v1::Money;
using v1::Checkout;
using v1::CheckoutState;

absl::Status Refusal(std::string_view reason, std::string_view message) {
  return Error(absl::StatusCode::kFailedPrecondition, reason, message);
}

// `other` collects for the sale.
absl::Status Taken(std::string_view reason, const Checkout& other,
                   std::string_view message) {
  return Error(absl::StatusCode::kFailedPrecondition, reason, message,
               {{"checkout_id", other.id()}, {"reader_id", other.reader_id()}});
}

bool Contains(const google::protobuf::RepeatedPtrField<std::string>& ids,
              const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

void AddExpiryJob(store::Transaction& txn, const Checkout& checkout,
                  absl::Time due, bool is_for_answer) {
  storage::v1::CheckoutExpiryJob job;
  job.set_checkout_id(checkout.id());
  job.set_is_for_answer(is_for_answer);
  txn.AddJob(
      {.kind = kExpiryJob, .due = due, .payload = job.SerializeAsString()});
}

void AppendCreated(store::Transaction& txn, const Checkout& checkout) {
  v1::CheckoutCreated event;
  event.set_checkout_id(checkout.id());
  event.set_sale_id(checkout.sale_id());
  event.set_reader_id(checkout.reader_id());
  *event.mutable_amount() = checkout.amount();
  txn.AppendEvent(event,
                  {checkout.id(), checkout.sale_id(), checkout.reader_id()});
}

}  // namespace

absl::Status CheckoutBook::RequireFree(
    const store::Transaction& txn,
    const v1::CreateCheckoutRequest& request) const {
  ASSIGN_OR_RETURN(const std::vector<StoredCheckout> of_reader,
                   OpenCheckoutsOfReader(tables_, txn, txn.merchant_id(),
                                         request.reader_id()));
  if (!of_reader.empty()) {
    return Error(absl::StatusCode::kFailedPrecondition, "READER_BUSY",
                 "the reader has an open checkout",
                 {{"checkout_id", of_reader.front().checkout().id()}});
  }
  ASSIGN_OR_RETURN(
      const std::vector<StoredCheckout> of_sale,
      OpenCheckoutsOfSale(tables_, txn, txn.merchant_id(), request.sale_id()));
  absl::Status stopping;
  for (const StoredCheckout& stored : of_sale) {
    const Checkout& other = stored.checkout();
    if (other.state() != v1::CHECKOUT_STATE_CANCEL_REQUESTED) {
      return Taken("CHECKOUT_OPEN", other,
                   "the sale is being paid at another reader");
    }
    if (!Contains(request.despite_checkout_ids(), other.id())) {
      stopping = Taken(
          "CHECKOUT_STOPPING", other,
          fmt::format("{} {} and has not answered: it may still charge the "
                      "card; wait until {} has ended, or name that in "
                      "despite_checkout_ids",
                      other.reader_id(),
                      stored.is_of_revoked_reader()
                          ? "was revoked while it collected for the sale"
                          : "was asked to stop collecting for the sale",
                      other.id()));
    }
  }
  return stopping;
}

absl::StatusOr<Sale> CheckoutBook::SaleFor(
    const store::Transaction& txn,
    const v1::CreateCheckoutRequest& request) const {
  ASSIGN_OR_RETURN(
      const StoredReader reader,
      tables_.readers.Get(txn, txn.merchant_id(), request.reader_id()));
  if (reader.reader().state() != v1::READER_STATE_PAIRED) {
    return Refusal("READER_NOT_PAIRED", "the reader is not paired");
  }
  ASSIGN_OR_RETURN(Sale sale, sales_.tables().sales.Get(txn, txn.merchant_id(),
                                                        request.sale_id()));
  RETURN_IF_ERROR(sales::RequireOpen(sale));
  if (reader.reader().location_id() != sale.location_id()) {
    return Error(absl::StatusCode::kFailedPrecondition, "OTHER_LOCATION",
                 "the reader stands at another location than the sale: take "
                 "one of the sale's",
                 {{"location_id", sale.location_id()}});
  }
  return sale;
}

absl::StatusOr<Money> CheckoutBook::AmountFor(
    const Sale& sale, const v1::CreateCheckoutRequest& request) {
  if (!request.has_amount()) {
    const int64_t due = sale.totals().due().minor_units();
    if (due <= 0) return Refusal("NOTHING_TO_PAY", "nothing is left to pay");
    return MakeMoney(due, sale.currency());
  }
  const Money& amount = request.amount();
  FieldViolations violations;
  sales::CheckAmount(amount, sale.currency(), "amount", &violations);
  if (amount.minor_units() == 0) {
    violations.Add("amount.minor_units", "must be more than zero");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  RETURN_IF_ERROR(sales::RequireDue(sale, amount));
  return amount;
}

absl::StatusOr<Checkout> CheckoutBook::Create(
    store::Transaction& txn, const v1::CreateCheckoutRequest& request) const {
  ASSIGN_OR_RETURN(const absl::Duration deadline,
                   DeadlineFor(request.has_deadline_duration(),
                               request.deadline_duration()));
  ASSIGN_OR_RETURN(const Sale sale, SaleFor(txn, request));
  ASSIGN_OR_RETURN(Money amount, AmountFor(sale, request));
  RETURN_IF_ERROR(RequireFree(txn, request));

  StoredCheckout stored;
  Checkout& checkout = *stored.mutable_checkout();
  checkout.set_id(txn.NewId("chk"));
  checkout.set_sale_id(request.sale_id());
  checkout.set_reader_id(request.reader_id());
  *checkout.mutable_amount() = std::move(amount);
  checkout.set_state(v1::CHECKOUT_STATE_PENDING);
  checkout.set_payment_id(txn.NewId("pay"));
  *checkout.mutable_deadline_time() = ToTimestamp(txn.now() + deadline);
  *checkout.mutable_create_time() = ToTimestamp(txn.now());
  *checkout.mutable_update_time() = ToTimestamp(txn.now());
  // A reader that connects a moment later learns of it from its Hello.
  stored.set_may_be_known_to_reader(live_.IsConnected(request.reader_id()));
  RETURN_IF_ERROR(tables_.checkouts.Put(txn, stored));
  AppendCreated(txn, checkout);
  AddExpiryJob(txn, checkout, txn.now() + deadline, /*is_for_answer=*/false);
  if (stored.may_be_known_to_reader()) PushOnCommit(txn, checkout);
  return std::move(checkout);
}

absl::StatusOr<Checkout> CheckoutBook::Cancel(
    store::Transaction& txn, std::string_view checkout_id) const {
  ASSIGN_OR_RETURN(StoredCheckout stored,
                   tables_.checkouts.Get(txn, txn.merchant_id(), checkout_id));
  RETURN_IF_ERROR(
      Signal(txn, stored, CheckoutSignal::kCancelRequested, txn.now()));
  return std::move(*stored.mutable_checkout());
}

absl::StatusOr<std::vector<std::string>> CheckoutBook::StopAbove(
    store::Transaction& txn, const std::string& sale_id,
    int64_t amount_max) const {
  ASSIGN_OR_RETURN(
      std::vector<StoredCheckout> open,
      OpenCheckoutsOfSale(tables_, txn, txn.merchant_id(), sale_id));
  std::vector<std::string> stopping;
  for (StoredCheckout& stored : open) {
    if (stored.checkout().amount().minor_units() <= amount_max) continue;
    RETURN_IF_ERROR(
        Signal(txn, stored, CheckoutSignal::kSaleChanged, txn.now()));
    if (!IsFinal(stored.checkout().state())) {
      stopping.push_back(stored.checkout().id());
    }
  }
  return stopping;
}

absl::StatusOr<bool> CheckoutBook::IsCollecting(
    const store::Transaction& txn, const std::string& sale_id) const {
  ASSIGN_OR_RETURN(
      const std::vector<StoredCheckout> open,
      OpenCheckoutsOfSale(tables_, txn, txn.merchant_id(), sale_id));
  return !open.empty();
}

absl::Status CheckoutBook::StopAll(store::Transaction& txn,
                                   std::string_view reader_id) const {
  ASSIGN_OR_RETURN(
      std::vector<StoredCheckout> open,
      OpenCheckoutsOfReader(tables_, txn, txn.merchant_id(), reader_id));
  for (StoredCheckout& stored : open) {
    const CheckoutState old_state = stored.checkout().state();
    const bool has_moved =
        Advance(stored, CheckoutSignal::kReaderRevoked, txn.now());
    RETURN_IF_ERROR(
        has_moved ? SaveMovedCheckout(tables_, sales_, txn, old_state, stored)
                  : tables_.checkouts.Put(txn, stored));
  }
  return absl::OkStatus();
}

absl::Status CheckoutBook::Signal(store::Transaction& txn,
                                  StoredCheckout& stored, CheckoutSignal signal,
                                  absl::Time now) const {
  const CheckoutState old_state = stored.checkout().state();
  if (!Advance(stored, signal, now)) return absl::OkStatus();
  RETURN_IF_ERROR(SaveMovedCheckout(tables_, sales_, txn, old_state, stored));
  if (stored.checkout().state() == v1::CHECKOUT_STATE_CANCEL_REQUESTED) {
    PushOnCommit(txn, stored.checkout());
  }
  return absl::OkStatus();
}

void CheckoutBook::PushOnCommit(store::Transaction& txn,
                                const Checkout& checkout) const {
  txn.OnCommit([this, reader_id = checkout.reader_id(),
                prompt = PromptFor(checkout, txn.now())] {
    live_.Push(reader_id, prompt);
  });
}

absl::Status CheckoutBook::RunExpiry(store::Transaction& txn,
                                     std::string_view payload) const {
  const absl::Time now = txn.now();
  storage::v1::CheckoutExpiryJob job;
  if (!job.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) {
    return Corrupt("checkout expiry job");
  }
  ASSIGN_OR_RETURN(
      std::optional<StoredCheckout> stored,
      tables_.checkouts.Find(txn, txn.merchant_id(), job.checkout_id()));
  if (!stored.has_value()) return absl::OkStatus();
  // The job tells that the time has come; of the record's times alone nobody
  // knows by which clock they were written.
  const absl::Time answer_due =
      std::min(ToTime(stored->checkout().deadline_time()), now) + kAnswerPeriod;
  if ((job.is_for_answer() || now >= answer_due) &&
      stored->checkout().state() == v1::CHECKOUT_STATE_CANCEL_REQUESTED) {
    return Signal(txn, *stored, CheckoutSignal::kAnswerOverdue, now);
  }
  RETURN_IF_ERROR(Signal(txn, *stored, CheckoutSignal::kDeadlinePassed, now));
  if (!IsFinal(stored->checkout().state())) {
    AddExpiryJob(txn, stored->checkout(), std::max(answer_due, now),
                 /*is_for_answer=*/true);
  }
  return absl::OkStatus();
}

}  // namespace comptoir::readers
