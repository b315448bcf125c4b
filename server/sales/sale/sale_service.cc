#include "server/sales/sale/sale_service.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "comptoir/sales/v1/sale_events.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/records/stamps.h"
#include "server/sales/rules/sale_rules.h"
#include "server/sales/sale/profile_summary.h"
#include "server/sales/sale/sale_list.h"
#include "server/sales/shown_sale.h"

namespace comptoir::sales {
namespace {

using store::Snapshot;
using store::Transaction;
using v1::Payment;
using v1::Sale;
using v1::SaleLine;

NewId LineIdsOf(Transaction& txn) {
  return [&txn](std::string_view prefix) { return txn.NewId(prefix); };
}

absl::Status Refused(std::string_view reason, const Sale& sale,
                     std::string_view message) {
  return Error(absl::StatusCode::kFailedPrecondition, reason,
               fmt::format("sale {}: {}", sale.id(), message),
               {{"sale_id", sale.id()}});
}

// Where the request says, or else where the caller's till stands.
absl::StatusOr<std::string> LocationFor(const Call& call,
                                        const std::string& requested) {
  if (!requested.empty()) return requested;
  if (!call.principal().location_id.empty()) {
    return call.principal().location_id;
  }
  return Error(absl::StatusCode::kFailedPrecondition, "LOCATION_REQUIRED",
               "the caller stands at no location: name one");
}

// A sale without lines, customer and currency.
Sale NewSale(const Call& call, Transaction& txn,
             const v1::CreateSaleRequest& request) {
  Sale sale;
  sale.set_id(txn.NewId("sal"));
  sale.set_device_id(call.principal().device_id);
  if (call.principal().kind == Principal::Kind::kMember) {
    sale.set_team_member_id(call.principal().id);
  }
  sale.set_state(v1::SALE_STATE_OPEN);
  sale.set_reference_id(request.reference_id());
  sale.set_note(request.note());
  *sale.mutable_create_time() = ToTimestamp(txn.now());
  return sale;
}

void AppendSaleOpened(Transaction& txn, const Sale& sale,
                      std::vector<std::string> subjects) {
  v1::SaleOpened event;
  event.set_sale_id(sale.id());
  event.set_location_id(sale.location_id());
  event.set_customer_id(sale.customer_id());
  event.set_line_count(sale.lines_size());
  *event.mutable_total() = sale.totals().total();
  txn.AppendEvent(event, std::move(subjects));
}

v1::SaleLinesChanged LinesChanged(const Sale& sale) {
  v1::SaleLinesChanged event;
  event.set_sale_id(sale.id());
  event.set_line_count(sale.lines_size());
  *event.mutable_total() = sale.totals().total();
  return event;
}

}  // namespace

absl::StatusOr<Sale> SaleService::ForWrite(const Transaction& txn,
                                           const std::string& sale_id,
                                           const std::string& etag) const {
  ASSIGN_OR_RETURN(Sale sale,
                   book_.tables().sales.Get(txn, txn.merchant_id(), sale_id));
  RETURN_IF_ERROR(records::CheckEtag("sale", etag, sale));
  return sale;
}

absl::StatusOr<std::string> SaleService::CurrencyAt(
    const Transaction& txn, const std::string& location_id) const {
  ASSIGN_OR_RETURN(
      const merchants::v1::Location location,
      merchants_.locations.Get(txn, txn.merchant_id(), location_id));
  return location.currency();
}

absl::Status SaleService::Show(const kv::View& view,
                               std::string_view merchant_id, Sale* sale) const {
  return ShowProfile(book_.customers(), view, merchant_id, sale);
}

absl::StatusOr<v1::CreateSaleResponse> SaleService::CreateSale(
    const Call& call, Transaction& txn, const v1::CreateSaleRequest& request) {
  v1::CreateSaleResponse response;
  Sale& sale = *response.mutable_sale();
  sale = NewSale(call, txn, request);
  ASSIGN_OR_RETURN(*sale.mutable_location_id(),
                   LocationFor(call, request.location_id()));
  ASSIGN_OR_RETURN(*sale.mutable_currency(),
                   CurrencyAt(txn, sale.location_id()));
  FieldViolations violations;
  if (!request.currency().empty() && request.currency() != sale.currency()) {
    violations.Add("currency",
                   fmt::format("must be the location's, {}", sale.currency()));
  }
  if (!request.customer_id().empty()) {
    // Under the identity that is named: it leaves with it.
    RETURN_IF_ERROR(book_.customers()
                        .Get(txn, txn.merchant_id(), request.customer_id())
                        .status());
    sale.set_customer_id(request.customer_id());
    sale.set_customer_link(v1::CUSTOMER_LINK_ATTACHED);
  }
  RETURN_IF_ERROR(
      AddLines(request.lines(), LineIdsOf(txn), &sale, std::move(violations)));
  RETURN_IF_ERROR(book_.Save(txn, &sale));
  ASSIGN_OR_RETURN(std::vector<std::string> subjects,
                   book_.SubjectsOf(txn, sale, sale.customer_id()));
  AppendSaleOpened(txn, sale, std::move(subjects));
  RETURN_IF_ERROR(Show(txn, txn.merchant_id(), &sale));
  return response;
}

absl::StatusOr<v1::GetSaleResponse> SaleService::GetSale(
    const Call& call, const Snapshot& snapshot,
    const v1::GetSaleRequest& request) {
  v1::GetSaleResponse response;
  ASSIGN_OR_RETURN(*response.mutable_sale(),
                   book_.tables().sales.Get(snapshot, call.merchant_id(),
                                            request.sale_id()));
  ASSIGN_OR_RETURN(
      const std::vector<Payment> payments,
      book_.Payments(snapshot, call.merchant_id(), response.sale()));
  response.mutable_payments()->Assign(payments.begin(), payments.end());
  RETURN_IF_ERROR(Show(snapshot, call.merchant_id(), response.mutable_sale()));
  return response;
}

absl::StatusOr<v1::ListSalesResponse> SaleService::ListSales(
    const Call& call, const Snapshot& snapshot,
    const v1::ListSalesRequest& request) {
  return PageOfSales(book_, merchants_, call, snapshot, request);
}

absl::StatusOr<v1::AddSaleLinesResponse> SaleService::AddSaleLines(
    const Call& call, Transaction& txn,
    const v1::AddSaleLinesRequest& request) {
  v1::AddSaleLinesResponse response;
  Sale& sale = *response.mutable_sale();
  ASSIGN_OR_RETURN(sale, ForWrite(txn, request.sale_id(), request.etag()));
  RETURN_IF_ERROR(RequireOpen(sale));
  const int count_before = sale.lines_size();
  RETURN_IF_ERROR(AddLines(request.lines(), LineIdsOf(txn), &sale));
  RETURN_IF_ERROR(book_.Save(txn, &sale));

  v1::SaleLinesChanged event = LinesChanged(sale);
  for (int i = count_before; i < sale.lines_size(); ++i) {
    event.add_added_line_ids(sale.lines(i).id());
  }
  ASSIGN_OR_RETURN(std::vector<std::string> subjects,
                   book_.SubjectsOf(txn, sale, sale.customer_id()));
  txn.AppendEvent(event, std::move(subjects));
  RETURN_IF_ERROR(Show(txn, txn.merchant_id(), &sale));
  return response;
}

absl::StatusOr<v1::RemoveSaleLineResponse> SaleService::RemoveSaleLine(
    const Call& call, Transaction& txn,
    const v1::RemoveSaleLineRequest& request) {
  v1::RemoveSaleLineResponse response;
  Sale& sale = *response.mutable_sale();
  ASSIGN_OR_RETURN(sale, ForWrite(txn, request.sale_id(), request.etag()));
  RETURN_IF_ERROR(RequireOpen(sale));
  auto& lines = *sale.mutable_lines();
  const auto line =
      std::find_if(lines.begin(), lines.end(), [&](const SaleLine& candidate) {
        return candidate.id() == request.line_id();
      });
  if (line == lines.end()) return NotFound("line", request.line_id());
  lines.erase(line);
  RETURN_IF_ERROR(Recalculate(&sale));
  if (sale.totals().paid().minor_units() >
      sale.totals().total().minor_units()) {
    return Refused("TOTAL_BELOW_PAID", sale,
                   "payments come to more than the other lines");
  }

  v1::SaleLinesChanged event = LinesChanged(sale);
  event.add_removed_line_ids(request.line_id());
  ASSIGN_OR_RETURN(std::vector<std::string> subjects,
                   book_.SubjectsOf(txn, sale, sale.customer_id()));
  txn.AppendEvent(event, std::move(subjects));
  RETURN_IF_ERROR(IsPaid(sale) ? book_.Complete(txn, &sale)
                               : book_.Save(txn, &sale));
  ASSIGN_OR_RETURN(const std::vector<std::string> stopping,
                   book_.StopCollecting(txn, sale));
  response.mutable_stopping_checkout_ids()->Assign(stopping.begin(),
                                                   stopping.end());
  RETURN_IF_ERROR(Show(txn, txn.merchant_id(), &sale));
  return response;
}

absl::StatusOr<v1::AttachCustomerResponse> SaleService::AttachCustomer(
    const Call& call, Transaction& txn,
    const v1::AttachCustomerRequest& request) {
  v1::AttachCustomerResponse response;
  Sale& sale = *response.mutable_sale();
  ASSIGN_OR_RETURN(sale, ForWrite(txn, request.sale_id(), request.etag()));
  RETURN_IF_ERROR(RequireNotCanceled(sale));
  RETURN_IF_ERROR(book_.SetCustomer(txn, request.customer_id(), &sale));
  RETURN_IF_ERROR(Show(txn, txn.merchant_id(), &sale));
  return response;
}

absl::StatusOr<v1::DetachCustomerResponse> SaleService::DetachCustomer(
    const Call& call, Transaction& txn,
    const v1::DetachCustomerRequest& request) {
  v1::DetachCustomerResponse response;
  Sale& sale = *response.mutable_sale();
  ASSIGN_OR_RETURN(sale, ForWrite(txn, request.sale_id(), request.etag()));
  RETURN_IF_ERROR(RequireNotCanceled(sale));
  RETURN_IF_ERROR(book_.SetCustomer(txn, "", &sale));
  RETURN_IF_ERROR(Show(txn, txn.merchant_id(), &sale));
  return response;
}

absl::StatusOr<v1::RecordPaymentResponse> SaleService::RecordPayment(
    const Call& call, Transaction& txn,
    const v1::RecordPaymentRequest& request) {
  v1::RecordPaymentResponse response;
  Sale& sale = *response.mutable_sale();
  ASSIGN_OR_RETURN(sale, ForWrite(txn, request.sale_id(), request.etag()));
  RETURN_IF_ERROR(RequireOpen(sale));
  Payment& payment = *response.mutable_payment();
  ASSIGN_OR_RETURN(payment, PaymentFor(sale, request));
  payment.set_id(txn.NewId("pay"));
  *payment.mutable_create_time() = ToTimestamp(txn.now());
  payment.set_actor_id(call.principal().id);
  RETURN_IF_ERROR(book_.TakePayment(txn, payment, &sale));
  ASSIGN_OR_RETURN(const std::vector<std::string> stopping,
                   book_.StopCollecting(txn, sale));
  response.mutable_stopping_checkout_ids()->Assign(stopping.begin(),
                                                   stopping.end());
  RETURN_IF_ERROR(Show(txn, txn.merchant_id(), &sale));
  return response;
}

absl::StatusOr<v1::CancelSaleResponse> SaleService::CancelSale(
    const Call& call, Transaction& txn, const v1::CancelSaleRequest& request) {
  v1::CancelSaleResponse response;
  Sale& sale = *response.mutable_sale();
  ASSIGN_OR_RETURN(sale, ForWrite(txn, request.sale_id(), request.etag()));
  std::vector<std::string> stopping;
  if (sale.state() == v1::SALE_STATE_CANCEL_REQUESTED) {
    ASSIGN_OR_RETURN(stopping, book_.StopCollecting(txn, sale));
  } else if (sale.state() != v1::SALE_STATE_CANCELED) {
    RETURN_IF_ERROR(RequireOpen(sale));
    if (HoldsMoney(sale)) {
      return Refused("SALE_HAS_PAYMENTS", sale,
                     "money was taken for it: give it back first");
    }
    ASSIGN_OR_RETURN(stopping, book_.Cancel(txn, &sale));
  }
  response.mutable_stopping_checkout_ids()->Assign(stopping.begin(),
                                                   stopping.end());
  RETURN_IF_ERROR(Show(txn, txn.merchant_id(), &sale));
  return response;
}

absl::StatusOr<v1::GetPurchaseSummaryResponse> SaleService::GetPurchaseSummary(
    const Call& call, const Snapshot& snapshot,
    const v1::GetPurchaseSummaryRequest& request) {
  ASSIGN_OR_RETURN(const std::vector<std::string> identities,
                   book_.customers().CustomerIdentities(
                       snapshot, call.merchant_id(), request.customer_id()));
  v1::GetPurchaseSummaryResponse response;
  ASSIGN_OR_RETURN(*response.mutable_summary(),
                   SummaryOfProfile(book_.tables(), snapshot,
                                    call.merchant_id(), identities));
  return response;
}

}  // namespace comptoir::sales
