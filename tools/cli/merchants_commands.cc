// Merchants, their locations, their API keys.
#include <CLI/CLI.hpp>

#include "comptoir/merchants/v1/api_key_service.client.h"
#include "comptoir/merchants/v1/location_service.client.h"
#include "comptoir/merchants/v1/merchant_service.client.h"
#include "tools/cli/commands.h"
#include "tools/cli/core/call_command.h"
#include "tools/cli/core/context.h"

namespace comptoir::cli {
namespace {

using merchants::v1::ApiKeyServiceClient;
using merchants::v1::LocationServiceClient;
using merchants::v1::MerchantServiceClient;

void AddMerchants(CLI::App& app, Context& context) {
  CLI::App& area = AddArea(app, "merchants", "Businesses, each on its own");
  AddCall(area, context,
          {.name = "create",
           .about = "Create a merchant with its owner and a first API key.",
           .example = "comptoir merchants create --display-name 'Au Comptoir' "
                      "--country FR \\\n"
                      "    --currency EUR --time-zone Europe/Paris "
                      "--owner-display-name Awa \\\n"
                      "    --token-file operator.token "
                      "--save-api-key-token owner.token",
           .flags = {.flattened = "merchant"}},
          &MerchantServiceClient::CreateMerchant);
  AddCall(area, context,
          {.name = "get",
           .about = "Show the caller's merchant.",
           .example = "comptoir merchants get"},
          &MerchantServiceClient::GetMerchant);
}

void AddLocations(CLI::App& app, Context& context) {
  CLI::App& area = AddArea(app, "locations", "Shops of the merchant");
  AddCall(area, context,
          {.name = "create",
           .about = "Create a location.",
           .example = "comptoir locations create --display-name Belleville "
                      "--address.locality Paris",
           .flags = {.flattened = "location"}},
          &LocationServiceClient::CreateLocation);
  AddCall(area, context,
          {.name = "get",
           .about = "Show a location.",
           .example = "comptoir locations get loc_01J...",
           .flags = {.words = {"location_id"}}},
          &LocationServiceClient::GetLocation);
  AddCall(
      area, context,
      {.name = "list",
       .about = "List the locations.",
       .example = "comptoir locations list --all",
       .columns = {"id", "display_name", "country", "currency", "time_zone"}},
      &LocationServiceClient::ListLocations);
}

void AddApiKeys(CLI::App& app, Context& context) {
  CLI::App& area = AddArea(app, "api-keys", "Keys of programs");
  AddCall(area, context,
          {.name = "create",
           .about = "Create an API key. Its token is shown this once.",
           .example = "comptoir api-keys create --display-name 'Web shop' "
                      "--permission customers-view \\\n"
                      "    --permission customers-create "
                      "--save-api-key-token shop.token",
           .flags = {.flattened = "api_key"}},
          &ApiKeyServiceClient::CreateApiKey);
  AddCall(area, context,
          {.name = "list",
           .about = "List the API keys, without their tokens.",
           .example = "comptoir api-keys list",
           .columns = {"id", "display_name", "state", "token_ending",
                       "expire_time"}},
          &ApiKeyServiceClient::ListApiKeys);
  AddCall(area, context,
          {.name = "revoke",
           .about = "Revoke an API key, for ever.",
           .example = "comptoir api-keys revoke key_01J... --yes",
           .flags = {.words = {"api_key_id"}},
           .question = "Whatever uses this key stops working. Revoke it?"},
          &ApiKeyServiceClient::RevokeApiKey);
}

}  // namespace

void AddMerchantCommands(CLI::App& app, Context& context) {
  AddMerchants(app, context);
  AddLocations(app, context);
  AddApiKeys(app, context);
}

}  // namespace comptoir::cli
