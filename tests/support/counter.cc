#include "tests/support/counter.h"

#include "comptoir/sales/v1/sale_service.client.h"
#include "gtest/gtest.h"

namespace comptoir::testing {

sales::v1::Sale SellTea(const std::shared_ptr<sdk::Channel>& channel,
                        const std::string& location_id,
                        const std::string& customer_id) {
  const sales::v1::SaleServiceClient sales(channel);
  sales::v1::CreateSaleRequest open;
  open.set_location_id(location_id);
  open.set_customer_id(customer_id);
  sales::v1::SaleLine& line = *open.add_lines();
  line.set_name("Thé");
  line.set_quantity(1);
  line.mutable_unit_price()->set_minor_units(300);
  line.mutable_unit_price()->set_currency("EUR");
  const auto sale = sales.CreateSale(open);
  EXPECT_TRUE(sale.ok()) << sale.status();
  if (!sale.ok()) return {};
  sales::v1::RecordPaymentRequest pay;
  pay.set_sale_id(sale->sale().id());
  pay.set_method(sales::v1::PAYMENT_METHOD_CASH);
  *pay.mutable_amount() = sale->sale().totals().due();
  const auto paid = sales.RecordPayment(pay);
  EXPECT_TRUE(paid.ok()) << paid.status();
  return paid.ok() ? paid->sale() : sales::v1::Sale();
}

}  // namespace comptoir::testing
