// Makes a small data folder with something of every area, for stored_data_test:
// what this version writes, later versions must read.
//
//   bazel run //tests/stored_data:make_stored_data -- FOLDER
//   tar -czf tests/stored_data/VERSION.tar.gz -C FOLDER .
//
// Beside the server's own files it leaves owner.token, an API key of the owner.
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/merchants/v1/device_service.client.h"
#include "comptoir/merchants/v1/location_service.client.h"
#include "comptoir/merchants/v1/merchant_service.client.h"
#include "comptoir/merchants/v1/team_member_service.client.h"
#include "comptoir/readers/v1/reader_service.client.h"
#include "comptoir/sales/v1/sale_service.client.h"
#include "comptoir/sdk/channel.h"
#include "server/server.h"

namespace comptoir {
namespace {

constexpr int kCustomers = 20;

std::shared_ptr<sdk::Channel> Connect(const Server& server,
                                      const std::string& token) {
  return sdk::Connect({.address = server.address(),
                       .credentials = sdk::Credentials::Token(token)})
      .value();
}

std::string CreateMerchant(const Server& server, const std::string& folder) {
  std::string operator_token;
  std::ifstream(folder + "/operator.token") >> operator_token;
  merchants::v1::CreateMerchantRequest request;
  request.mutable_merchant()->set_display_name("Chez Hélène");
  request.mutable_merchant()->set_country("FR");
  request.mutable_merchant()->set_currency("EUR");
  request.mutable_merchant()->set_time_zone("Europe/Paris");
  request.set_owner_display_name("Hélène");
  return merchants::v1::MerchantServiceClient(Connect(server, operator_token))
      .CreateMerchant(request)
      .value()
      .api_key_token();
}

std::string CreateLocation(const std::shared_ptr<sdk::Channel>& channel) {
  merchants::v1::CreateLocationRequest request;
  request.mutable_location()->set_display_name("Rue Haute");
  return merchants::v1::LocationServiceClient(channel)
      .CreateLocation(request)
      .value()
      .location()
      .id();
}

void AddPeopleAndThings(const std::shared_ptr<sdk::Channel>& channel,
                        const std::string& location_id) {
  merchants::v1::CreateTeamMemberRequest member;
  member.mutable_team_member()->set_display_name("Awa");
  merchants::v1::TeamMemberServiceClient(channel)
      .CreateTeamMember(member)
      .value();
  merchants::v1::CreateDeviceRequest till;
  till.mutable_device()->set_display_name("Till 1");
  till.mutable_device()->set_location_id(location_id);
  merchants::v1::DeviceServiceClient(channel).CreateDevice(till).value();
  readers::v1::CreateReaderRequest reader;
  reader.mutable_reader()->set_display_name("Reader 1");
  reader.mutable_reader()->set_location_id(location_id);
  readers::v1::ReaderServiceClient(channel).CreateReader(reader).value();
}

void Sell(const std::shared_ptr<sdk::Channel>& channel,
          const std::string& location_id, const std::string& customer_id) {
  const sales::v1::SaleServiceClient sales(channel);
  sales::v1::CreateSaleRequest open;
  open.set_location_id(location_id);
  open.set_customer_id(customer_id);
  auto& line = *open.add_lines();
  line.set_name("Thé");
  line.set_quantity(1);
  line.mutable_unit_price()->set_minor_units(300);
  line.mutable_unit_price()->set_currency("EUR");
  const sales::v1::Sale sale = sales.CreateSale(open).value().sale();
  sales::v1::RecordPaymentRequest pay;
  pay.set_sale_id(sale.id());
  pay.set_method(sales::v1::PAYMENT_METHOD_CASH);
  *pay.mutable_amount() = sale.totals().due();
  sales.RecordPayment(pay).value();
}

void Make(const std::string& folder) {
  ServerOptions options{.data_dir = folder};
  options.listen.insecure_loopback = true;
  const std::unique_ptr<Server> server =
      Server::Start(std::move(options)).value();
  const std::string token = CreateMerchant(*server, folder);
  std::ofstream(folder + "/owner.token") << token << "\n";
  const auto channel = Connect(*server, token);
  const std::string location_id = CreateLocation(channel);
  AddPeopleAndThings(channel, location_id);
  for (int i = 0; i < kCustomers; ++i) {
    customers::v1::CreateCustomerRequest request;
    request.mutable_customer()->set_given_name("Hélène");
    request.mutable_customer()->set_family_name("Roux " + std::to_string(i));
    request.mutable_customer()->set_phone_number("06 12 34 56 " +
                                                 std::to_string(10 + i));
    const std::string id = customers::v1::CustomerServiceClient(channel)
                               .CreateCustomer(request)
                               .value()
                               .customer()
                               .id();
    Sell(channel, location_id, id);
  }
}

}  // namespace
}  // namespace comptoir

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: make_stored_data FOLDER\n");
    return 2;
  }
  comptoir::Make(argv[1]);
  return 0;
}
