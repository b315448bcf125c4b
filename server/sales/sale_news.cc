#include "server/sales/sale_news.h"

#include "comptoir/sales/v1/sale_events.pb.h"

namespace comptoir::sales {

using store::Transaction;
using v1::Payment;
using v1::Sale;

Subjects FeedOf(const Sale& sale, const std::string& customer_id) {
  if (customer_id.empty() || sale.state() != v1::SALE_STATE_COMPLETED) {
    return {};
  }
  return {customer_id};
}

void AppendPaymentRecorded(Transaction& txn, const Payment& payment,
                           const Sale& sale) {
  v1::PaymentRecorded event;
  event.set_payment_id(payment.id());
  event.set_sale_id(sale.id());
  event.set_method(payment.method());
  *event.mutable_amount() = payment.amount();
  if (payment.has_tip()) *event.mutable_tip() = payment.tip();
  *event.mutable_due() = sale.totals().due();
  std::vector<std::string> subjects = {sale.id(), sale.location_id(),
                                       payment.id()};
  for (const std::string& id : {payment.reader_id(), payment.checkout_id()}) {
    if (!id.empty()) subjects.push_back(id);
  }
  txn.AppendEvent(event, std::move(subjects));
}

void AppendPaymentRefunded(Transaction& txn, const Payment& payment,
                           const v1::Refund& refund, const Sale& sale,
                           Subjects subjects) {
  v1::PaymentRefunded event;
  event.set_refund_id(refund.id());
  event.set_payment_id(payment.id());
  event.set_sale_id(sale.id());
  event.set_method(refund.method());
  *event.mutable_amount() = refund.amount();
  if (refund.has_tip()) *event.mutable_tip() = refund.tip();
  *event.mutable_due() = sale.totals().due();
  event.set_customer_id(sale.customer_id());
  subjects.push_back(payment.id());
  txn.AppendEvent(event, std::move(subjects), FeedOf(sale, sale.customer_id()));
}

void AppendSaleOverpaid(Transaction& txn, const Payment& payment,
                        const Sale& sale) {
  v1::SaleOverpaid event;
  event.set_sale_id(sale.id());
  event.set_payment_id(payment.id());
  *event.mutable_overpaid() = sale.totals().overpaid();
  txn.AppendEvent(event, {sale.id(), sale.location_id(), payment.id()});
}

void AppendSaleCompleted(Transaction& txn, const Sale& sale,
                         Subjects subjects) {
  v1::SaleCompleted event;
  event.set_sale_id(sale.id());
  event.set_location_id(sale.location_id());
  event.set_customer_id(sale.customer_id());
  event.set_customer_link(sale.customer_link());
  *event.mutable_total() = sale.totals().total();
  *event.mutable_tip() = sale.totals().tip();
  txn.AppendEvent(event, std::move(subjects), FeedOf(sale, sale.customer_id()));
}

void AppendSaleReversed(Transaction& txn, const Sale& sale, Subjects subjects) {
  v1::SaleReversed event;
  event.set_sale_id(sale.id());
  event.set_customer_id(sale.customer_id());
  *event.mutable_total() = sale.totals().total();
  txn.AppendEvent(event, std::move(subjects), FeedOf(sale, sale.customer_id()));
}

}  // namespace comptoir::sales
