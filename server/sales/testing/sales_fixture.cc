#include "server/sales/testing/sales_fixture.h"

#include "fmt/format.h"
#include "server/customers/recovery/deleted_customers.h"
#include "server/values/money/money.h"

namespace comptoir::sales {

SalesFixture::SalesFixture() {
  AddShop(merchant_);
  AddShop(other_merchant_);
  AddCustomer(anna_);
  AddCustomer(bob_);
  AddCustomer(carl_);
}

void SalesFixture::AddShop(const std::string& merchant_id) {
  const absl::Status added =
      store_.Write(merchant_id, [&](store::Transaction& txn) {
        merchants::v1::Location location;
        location.set_id(location_);
        location.set_currency("EUR");
        location.set_time_zone("Europe/Paris");
        return merchants_.locations.Put(txn, location);
      });
  ASSERT_TRUE(added.ok()) << added;
}

void SalesFixture::PutLocation(const std::string& id,
                               const std::string& time_zone) {
  const absl::Status put =
      store_.Write(merchant_, [&](store::Transaction& txn) {
        merchants::v1::Location location;
        location.set_id(id);
        location.set_currency("EUR");
        location.set_time_zone(time_zone);
        return merchants_.locations.Put(txn, location);
      });
  ASSERT_TRUE(put.ok()) << put;
}

void SalesFixture::AddCustomer(const std::string& id) {
  const absl::Status added =
      store_.Write(merchant_, [&](store::Transaction& txn) {
        storage::v1::StoredCustomer stored;
        stored.mutable_customer()->set_id(id);
        stored.mutable_customer()->set_given_name(id);
        return customer_tables_.customers.Put(txn, stored);
      });
  ASSERT_TRUE(added.ok()) << added;
}

void SalesFixture::DeleteCustomer(const std::string& id) {
  const absl::Status deleted = store_.Write(merchant_, [&](store::Transaction&
                                                               txn) {
    return customers::DeletedCustomers(customers_).Delete(txn, id, "").status();
  });
  ASSERT_TRUE(deleted.ok()) << deleted;
}

void SalesFixture::UndeleteCustomer(const std::string& id) {
  const absl::Status undeleted =
      store_.Write(merchant_, [&](store::Transaction& txn) {
        return customers::DeletedCustomers(customers_)
            .Undelete(txn, id, "")
            .status();
      });
  ASSERT_TRUE(undeleted.ok()) << undeleted;
}

Call SalesFixture::NewCallOf(const std::string& merchant_id) {
  return Call::ForTest(merchant_id, store_.clock().Now(),
                       fmt::format("{:016}", ++calls_));
}

v1::SaleLine SalesFixture::Line(const std::string& name, int64_t price) {
  v1::SaleLine line;
  line.set_name(name);
  line.set_quantity(1);
  *line.mutable_unit_price() = MakeMoney(price, "EUR");
  return line;
}

v1::Sale SalesFixture::Open(std::vector<v1::SaleLine> lines,
                            const std::string& customer_id) {
  v1::CreateSaleRequest request;
  request.set_location_id(location_);
  request.set_customer_id(customer_id);
  request.mutable_lines()->Assign(lines.begin(), lines.end());
  return Do(&SaleService::CreateSale, request).value().sale();
}

absl::StatusOr<v1::RecordPaymentResponse> SalesFixture::Pay(
    const v1::Sale& sale, int64_t amount) {
  v1::RecordPaymentRequest request;
  request.set_sale_id(sale.id());
  request.set_method(v1::PAYMENT_METHOD_CASH);
  *request.mutable_amount() = MakeMoney(amount, "EUR");
  return Do(&SaleService::RecordPayment, request);
}

v1::Sale SalesFixture::Completed(std::vector<v1::SaleLine> lines,
                                 const std::string& customer_id) {
  const v1::Sale sale = Open(std::move(lines), customer_id);
  return Pay(sale, sale.totals().due().minor_units()).value().sale();
}

v1::Sale SalesFixture::CompletedAt(const std::string& location_id,
                                   const std::string& customer_id) {
  v1::CreateSaleRequest request;
  request.set_location_id(location_id);
  request.set_customer_id(customer_id);
  *request.add_lines() = Line("tea", 1000);
  const v1::Sale sale = Do(&SaleService::CreateSale, request).value().sale();
  return Pay(sale, 1000).value().sale();
}

absl::StatusOr<v1::RefundPaymentResponse> SalesFixture::Refund(
    const std::string& payment_id, std::optional<int64_t> amount) {
  v1::RefundPaymentRequest request;
  request.set_payment_id(payment_id);
  request.set_method(v1::PAYMENT_METHOD_CASH);
  if (amount) *request.mutable_amount() = MakeMoney(*amount, "EUR");
  const Call call = NewCall();
  return store_.Write(merchant_, [&](store::Transaction& txn) {
    return payment_service_.RefundPayment(call, txn, request);
  });
}

absl::StatusOr<v1::CancelSaleResponse> SalesFixture::CancelSale(
    const v1::Sale& sale) {
  v1::CancelSaleRequest request;
  request.set_sale_id(sale.id());
  return Do(&SaleService::CancelSale, request);
}

absl::StatusOr<v1::AttachCustomerResponse> SalesFixture::Attach(
    const v1::Sale& sale, const std::string& customer_id) {
  v1::AttachCustomerRequest request;
  request.set_sale_id(sale.id());
  request.set_customer_id(customer_id);
  return Do(&SaleService::AttachCustomer, request);
}

absl::StatusOr<v1::DetachCustomerResponse> SalesFixture::Detach(
    const v1::Sale& sale) {
  v1::DetachCustomerRequest request;
  request.set_sale_id(sale.id());
  return Do(&SaleService::DetachCustomer, request);
}

v1::GetSaleResponse SalesFixture::Get(const std::string& sale_id) {
  v1::GetSaleRequest request;
  request.set_sale_id(sale_id);
  return service_.GetSale(NewCall(), *store_.Read(), request).value();
}

v1::PurchaseSummary SalesFixture::SummaryOf(const std::string& customer_id) {
  v1::GetPurchaseSummaryRequest request;
  request.set_customer_id(customer_id);
  return service_.GetPurchaseSummary(NewCall(), *store_.Read(), request)
      .value()
      .summary();
}

std::vector<std::string> SalesFixture::ListIds(
    const v1::ListSalesRequest& request) {
  std::vector<std::string> ids;
  const auto page = service_.ListSales(NewCall(), *store_.Read(), request);
  for (const v1::Sale& sale : page.value().sales()) ids.push_back(sale.id());
  return ids;
}

std::vector<std::string> SalesFixture::SalesOf(const std::string& customer_id) {
  v1::ListSalesRequest request;
  request.set_customer_id(customer_id);
  return ListIds(request);
}

std::vector<std::string> SalesFixture::LastEvents() {
  std::vector<std::string> names;
  const auto log = store_.Log(merchant_);
  for (const auto& event : log.back().events()) {
    const std::string& url = event.data().type_url();
    names.push_back(url.substr(url.rfind('.') + 1));
  }
  return names;
}

CardPayment SalesFixture::CardFor(const v1::Sale& sale,
                                  const std::string& fingerprint) {
  CardPayment payment;
  payment.sale_id = sale.id();
  payment.payment_id = FormatId("pay", fmt::format("{:016}", ++calls_));
  payment.amount = sale.totals().due();
  payment.card.set_brand("VISA");
  payment.card.set_last_four("4242");
  payment.card.set_fingerprint(fingerprint);
  payment.reader_id = FormatId("rdr", "reader-000000001");
  return payment;
}

absl::StatusOr<AppliedPayment> SalesFixture::Apply(const CardPayment& payment) {
  return store_.Write(merchant_, [&](store::Transaction& txn) {
    return ApplyCardPayment(book_, txn, payment);
  });
}

}  // namespace comptoir::sales
