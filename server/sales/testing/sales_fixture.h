// A shop for tests of sales: a store, a location, customers, and short ways
// to call the service.
#ifndef COMPTOIR_SERVER_SALES_TESTING_SALES_FIXTURE_H_
#define COMPTOIR_SERVER_SALES_TESTING_SALES_FIXTURE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/customers/customer_directory.h"
#include "server/customers/customer_tables.h"
#include "server/merchants/merchant_tables.h"
#include "server/rpc/call.h"
#include "server/sales/card_payment.h"
#include "server/sales/payment/payment_service.h"
#include "server/sales/sale/sale_service.h"
#include "server/sales/sale_book.h"
#include "server/store/testing/test_store.h"

namespace comptoir::sales {

class SalesFixture : public testing::Test {
 protected:
  // The merchant with its location and three customers, and another merchant.
  SalesFixture();

  void AddShop(const std::string& merchant_id);
  // Adds or changes a location of the merchant.
  void PutLocation(const std::string& id, const std::string& time_zone);
  void AddCustomer(const std::string& id);
  void DeleteCustomer(const std::string& id);
  void UndeleteCustomer(const std::string& id);

  // Each call has ids of its own.
  Call NewCall() { return NewCallOf(merchant_); }
  Call NewCallOf(const std::string& merchant_id);

  // service_.Method(call, txn, request) in a transaction of its own.
  template <typename Response, typename Request>
  absl::StatusOr<Response> Do(absl::StatusOr<Response> (SaleService::*method)(
                                  const Call&, store::Transaction&,
                                  const Request&),
                              const Request& request) {
    const Call call = NewCall();
    return store_.Write(merchant_, [&](store::Transaction& txn) {
      return (service_.*method)(call, txn, request);
    });
  }

  static v1::SaleLine Line(const std::string& name, int64_t price);
  // An open sale with one line of 10 EUR, or of the lines given.
  v1::Sale Open(std::vector<v1::SaleLine> lines = {Line("tea", 1000)},
                const std::string& customer_id = "");
  // The same, paid in cash.
  v1::Sale Completed(std::vector<v1::SaleLine> lines = {Line("tea", 1000)},
                     const std::string& customer_id = "");
  // A sale of 10 EUR somewhere else, paid in cash.
  v1::Sale CompletedAt(const std::string& location_id,
                       const std::string& customer_id);
  absl::StatusOr<v1::RecordPaymentResponse> Pay(const v1::Sale& sale,
                                                int64_t amount);
  // Gives back all that can be of a payment, or so much.
  absl::StatusOr<v1::RefundPaymentResponse> Refund(
      const std::string& payment_id, std::optional<int64_t> amount = {});
  absl::StatusOr<v1::CancelSaleResponse> CancelSale(const v1::Sale& sale);
  absl::StatusOr<v1::AttachCustomerResponse> Attach(
      const v1::Sale& sale, const std::string& customer_id);
  absl::StatusOr<v1::DetachCustomerResponse> Detach(const v1::Sale& sale);
  v1::GetSaleResponse Get(const std::string& sale_id);
  v1::PurchaseSummary SummaryOf(const std::string& customer_id);
  std::vector<std::string> ListIds(const v1::ListSalesRequest& request);
  std::vector<std::string> SalesOf(const std::string& customer_id);

  // The names of the events of the newest revision.
  std::vector<std::string> LastEvents();

  // A card payment of the whole of what is due.
  CardPayment CardFor(const v1::Sale& sale,
                      const std::string& fingerprint = "f1");
  absl::StatusOr<AppliedPayment> Apply(const CardPayment& payment);

  store::TestStore store_;
  const std::string merchant_ = FormatId("mer", "merchant-0000001");
  const std::string other_merchant_ = FormatId("mer", "merchant-0000002");
  const std::string location_ = FormatId("loc", "location-0000001");
  const std::string anna_ = FormatId("cus", "customer-anna-01");
  const std::string bob_ = FormatId("cus", "customer-bob-001");
  const std::string carl_ = FormatId("cus", "customer-carl-01");
  SalesTables tables_;
  merchants::MerchantTables merchants_;
  customers::CustomerTables customer_tables_;
  customers::CustomerDirectory customers_{customer_tables_};
  SaleBook book_{tables_, customers_, merchants_};
  SaleService service_{book_, merchants_};
  PaymentService payment_service_{book_};
  int calls_ = 0;
};

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_TESTING_SALES_FIXTURE_H_
