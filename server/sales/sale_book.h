// Changes of stored sales that till and readers have in common: saving, taking
// payments, completing, and moving a sale from customer to customer.
#ifndef COMPTOIR_SERVER_SALES_SALE_BOOK_H_
#define COMPTOIR_SERVER_SALES_SALE_BOOK_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/sales/v1/payment.pb.h"
#include "comptoir/sales/v1/sale.pb.h"
#include "server/customers/customer_directory.h"
#include "server/merchants/merchant_tables.h"
#include "server/sales/collector.h"
#include "server/sales/sales_tables.h"
#include "server/store/transaction.h"

namespace comptoir::sales {

// Thread-safe. Every function works within the caller's transaction; `sale` is
// what is stored, and is left as stored anew.
class SaleBook {
 public:
  // All must outlive this.
  SaleBook(const SalesTables& tables,
           const customers::CustomerDirectory& customers,
           const merchants::MerchantTables& merchants)
      : tables_(tables), customers_(customers), merchants_(merchants) {}

  // Before the store starts; `collector` must outlive this. Without one, nobody
  // collects.
  void set_collector(const Collector& collector) { collector_ = &collector; }

  const SalesTables& tables() const { return tables_; }
  const customers::CustomerDirectory& customers() const { return customers_; }

  // Stores `sale` with a new etag.
  absl::Status Save(store::Transaction& txn, v1::Sale* sale) const;

  // Stores `payment`, adds it to the sale, and completes the sale when it is
  // paid. Works in any state: whether a payment may be taken is decided before.
  // A canceled sale that is not paid is open again.
  absl::Status TakePayment(store::Transaction& txn, const v1::Payment& payment,
                           v1::Sale* sale) const;

  // Gives `refund` of `payment` back: both are stored, and the sale, which is
  // completed no more when it is not paid then. One that had been given up is
  // canceled again when it holds no money any more. Whether the refund may be
  // is decided before.
  absl::Status GiveBack(store::Transaction& txn, v1::Refund refund,
                        v1::Payment* payment, v1::Sale* sale) const;

  // Completes a sale whose payments cover its total. A sale without a customer
  // becomes that of the customer whom the card tells, unless somebody took that
  // one off, or else the name on it.
  absl::Status Complete(store::Transaction& txn, v1::Sale* sale) const;

  // Gives the sale up: at once, or once those who collect for it have stopped.
  // Gives what StopCollecting() does.
  absl::StatusOr<std::vector<std::string>> Cancel(store::Transaction& txn,
                                                  v1::Sale* sale) const;

  // Somebody who collected for a sale has stopped without money: a sale that is
  // about to be canceled is, when that was the last one.
  absl::Status CollectingEnded(store::Transaction& txn,
                               const std::string& sale_id) const;

  // Asks those who collect more than is left to pay for the sale to stop; see
  // Collector::StopAbove().
  absl::StatusOr<std::vector<std::string>> StopCollecting(
      store::Transaction& txn, const v1::Sale& sale) const;

  // Somebody makes the sale that of `customer_id`, or nobody's when empty. It
  // is kept under the very identity that is named, unless it is under another
  // one of the profile. The visit of a completed one moves. NOT_FOUND, no such
  // customer.
  absl::Status SetCustomer(store::Transaction& txn,
                           const std::string& customer_id,
                           v1::Sale* sale) const;

  // What an event of `sale` is about: the sale, its location, the customer when
  // not empty, and the survivor of the customer's profile.
  absl::StatusOr<std::vector<std::string>> SubjectsOf(
      const store::Transaction& txn, const v1::Sale& sale,
      const std::string& customer_id) const;

  // The payments of a sale, in order.
  absl::StatusOr<std::vector<v1::Payment>> Payments(
      const kv::View& reader, std::string_view merchant_id,
      const v1::Sale& sale) const;

 private:
  template <typename Event>
  absl::Status AppendEventOf(store::Transaction& txn,
                             const v1::Sale& sale) const;
  absl::Status FindCustomer(store::Transaction& txn, v1::Sale* sale) const;
  absl::Status FindByCard(store::Transaction& txn,
                          const std::vector<v1::Payment>& cards,
                          v1::Sale* sale) const;
  // A card that pays alone is from then on that of the sale's customer.
  absl::Status RememberCard(store::Transaction& txn,
                            const std::vector<v1::Payment>& cards,
                            const v1::Sale& sale) const;
  absl::Status MakeInstantProfile(store::Transaction& txn,
                                  const v1::Payment& payment,
                                  v1::Sale* sale) const;
  absl::Status EndCancel(store::Transaction& txn, v1::Sale* sale) const;
  absl::Status Reverse(store::Transaction& txn, v1::Sale* sale) const;

  const SalesTables& tables_;
  const customers::CustomerDirectory& customers_;
  const merchants::MerchantTables& merchants_;
  const Collector* collector_ = nullptr;
};

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_SALE_BOOK_H_
