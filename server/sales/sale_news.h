// What the log says of sales.
//
// Events name the identity under which a sale was made, and stand in its
// activity; their subjects are that and the survivor of its profile
// (SaleBook::SubjectsOf), so that whoever watches the profile sees them.
#ifndef COMPTOIR_SERVER_SALES_SALE_NEWS_H_
#define COMPTOIR_SERVER_SALES_SALE_NEWS_H_

#include <string>
#include <utility>
#include <vector>

#include "comptoir/sales/v1/payment.pb.h"
#include "comptoir/sales/v1/sale.pb.h"
#include "server/store/transaction.h"

namespace comptoir::sales {

using Subjects = std::vector<std::string>;

void AppendPaymentRecorded(store::Transaction& txn, const v1::Payment& payment,
                           const v1::Sale& sale);
void AppendPaymentRefunded(store::Transaction& txn, const v1::Payment& payment,
                           const v1::Refund& refund, const v1::Sale& sale,
                           Subjects subjects);
void AppendSaleOverpaid(store::Transaction& txn, const v1::Payment& payment,
                        const v1::Sale& sale);
void AppendSaleCompleted(store::Transaction& txn, const v1::Sale& sale,
                         Subjects subjects);
// Of a sale as it was while completed.
void AppendSaleReversed(store::Transaction& txn, const v1::Sale& sale,
                        Subjects subjects);

// Of an event that names its sale and nothing else.
template <typename Event>
void AppendSaleEvent(store::Transaction& txn, const v1::Sale& sale,
                     Subjects subjects) {
  Event event;
  event.set_sale_id(sale.id());
  txn.AppendEvent(event, std::move(subjects));
}

// In whose activity events of the sale stand: a customer's, once it is
// completed.
Subjects FeedOf(const v1::Sale& sale, const std::string& customer_id);

// CustomerAttached or CustomerDetached.
template <typename Event>
void AppendCustomerEvent(store::Transaction& txn, const v1::Sale& sale,
                         const std::string& customer_id, Subjects subjects) {
  Event event;
  event.set_sale_id(sale.id());
  event.set_customer_id(customer_id);
  event.set_sale_state(sale.state());
  txn.AppendEvent(event, std::move(subjects), FeedOf(sale, customer_id));
}

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_SALE_NEWS_H_
