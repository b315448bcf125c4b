// Names the shop that a token belongs to, and shows how an error reads.
//
//   outside ADDRESS TOKEN
#include <iostream>

#include "comptoir/merchants/v1/location_service.client.h"
#include "comptoir/merchants/v1/merchant_service.client.h"
#include "comptoir/sdk/channel.h"
#include "comptoir/sdk/errors.h"

namespace api = comptoir::merchants::v1;

int main(int argc, char* argv[]) {
  if (argc != 3) return 2;
  const auto channel = comptoir::sdk::Connect(
      {.address = argv[1],
       .credentials = comptoir::sdk::Credentials::Token(argv[2])});
  if (!channel.ok()) {
    std::cerr << comptoir::sdk::Explain(channel.status()) << "\n";
    return 1;
  }
  const auto merchant = api::MerchantServiceClient(*channel).GetMerchant({});
  if (!merchant.ok()) {
    std::cerr << comptoir::sdk::Explain(merchant.status()) << "\n";
    return 1;
  }
  std::cout << "merchant " << merchant->merchant().display_name() << "\n";

  const api::LocationServiceClient locations(*channel);
  for (const auto& location : locations.ListLocationsAll({})) {
    if (!location.ok()) return 1;
    std::cout << "location " << location->display_name() << "\n";
  }

  api::GetLocationRequest request;
  request.set_location_id("loc_01jd5m7y3k8q4v9w2x6z0b1c3d");
  const auto missing = locations.GetLocation(request);
  std::cout << "error " << comptoir::sdk::ReasonOf(missing.status()) << "\n";
  return 0;
}
