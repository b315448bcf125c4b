#include "tests/support/server_process.h"

#include <signal.h>
#include <sys/wait.h>

#include <fstream>
#include <sstream>

#include "comptoir/merchants/v1/location_service.client.h"
#include "comptoir/merchants/v1/merchant_service.client.h"
#include "comptoir/readers/v1/reader_service.client.h"
#include "fmt/format.h"

namespace comptoir::testing {
namespace {

constexpr absl::Duration kStartMax = absl::Seconds(60);

std::string ReadFile(const std::string& file) {
  std::ifstream stream(file);
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

}  // namespace

absl::Status ServerProcess::Start() {
  const std::string port_file = fmt::format("{}/port-{}", folder_, ++starts_);
  auto process = Process::Start(
      {
          binary_,
          "--data_dir=" + data_folder(),
          "--listen=" + (address_.empty() ? "127.0.0.1:0" : address_),
          "--http_port=0",
          "--insecure_loopback",
          "--webhooks_allow_private",
          "--port_file=" + port_file,
      },
      log_file());
  if (!process.ok()) return process.status();
  process_ = *std::move(process);
  auto port = AwaitLine(port_file, *process_, kStartMax);
  if (!port.ok()) return port.status();
  if (address_.empty()) address_ = "127.0.0.1:" + *port;
  return absl::OkStatus();
}

absl::Status ServerProcess::Verify() const {
  const std::string report = folder_ + "/verify.txt";
  auto process = Process::Start(
      {binary_, "verify", "--data_dir=" + data_folder()}, report);
  if (!process.ok()) return process.status();
  const int status = (*process)->Wait();
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return absl::OkStatus();
  return absl::DataLossError("comptoird verify: " + ReadFile(report));
}

std::shared_ptr<sdk::Channel> ChannelTo(const std::string& address,
                                        const std::string& token) {
  return *sdk::Connect(
      {.address = address, .credentials = sdk::Credentials::Token(token)});
}

absl::StatusOr<Shop> OpenShop(const ServerProcess& server) {
  std::string operator_token =
      ReadFile(server.data_folder() + "/operator.token");
  while (!operator_token.empty() && operator_token.back() == '\n') {
    operator_token.pop_back();
  }
  Shop shop;
  merchants::v1::MerchantServiceClient merchants(
      ChannelTo(server.address(), operator_token));
  merchants::v1::CreateMerchantRequest merchant;
  merchant.mutable_merchant()->set_display_name("Le Comptoir");
  merchant.mutable_merchant()->set_country("FR");
  merchant.mutable_merchant()->set_currency("EUR");
  merchant.mutable_merchant()->set_time_zone("Europe/Paris");
  merchant.set_owner_display_name("Owner");
  auto created = merchants.CreateMerchant(merchant);
  if (!created.ok()) return created.status();
  shop.merchant_id = created->merchant().id();
  shop.owner_token = created->api_key_token();

  auto owner = ChannelTo(server.address(), shop.owner_token);
  merchants::v1::CreateLocationRequest location;
  location.mutable_location()->set_display_name("Counter");
  location.mutable_location()->set_time_zone("Europe/Paris");
  auto place =
      merchants::v1::LocationServiceClient(owner).CreateLocation(location);
  if (!place.ok()) return place.status();
  shop.location_id = place->location().id();

  readers::v1::ReaderServiceClient readers(owner);
  readers::v1::CreateReaderRequest reader;
  reader.mutable_reader()->set_display_name("Reader");
  reader.mutable_reader()->set_location_id(shop.location_id);
  auto made = readers.CreateReader(reader);
  if (!made.ok()) return made.status();
  shop.reader_id = made->reader().id();
  readers::v1::PairReaderRequest pair;
  pair.set_pairing_code(made->pairing_code());
  auto paired = readers.PairReader(pair);
  if (!paired.ok()) return paired.status();
  shop.reader_token = paired->reader_token();
  return shop;
}

}  // namespace comptoir::testing
