// Tills and the people signed in on them.
#include <CLI/CLI.hpp>

#include "comptoir/merchants/v1/device_service.client.h"
#include "comptoir/merchants/v1/session_service.client.h"
#include "tools/cli/commands.h"
#include "tools/cli/core/call_command.h"
#include "tools/cli/core/context.h"

namespace comptoir::cli {
namespace {

using merchants::v1::DeviceServiceClient;
using merchants::v1::SessionServiceClient;

void AddDevices(CLI::App& app, Context& context) {
  CLI::App& area = AddArea(app, "devices", "Tills of the merchant");
  AddCall(area, context,
          {.name = "create",
           .about = "Create a till and the code to pair it with.",
           .example = "comptoir devices create --display-name 'Till 1' "
                      "--location-id loc_01J... \\\n"
                      "    --kind till --save-pairing-code till1.code",
           .flags = {.flattened = "device"}},
          &DeviceServiceClient::CreateDevice);
  AddCall(area, context,
          {.name = "pair",
           .about = "Turn a pairing code into a till's token.",
           .example = "comptoir devices pair --pairing-code-file till1.code "
                      "--save-device-token till1.token"},
          &DeviceServiceClient::PairDevice);
  AddCall(area, context,
          {.name = "get",
           .about = "Show a till.",
           .example = "comptoir devices get dev_01J...",
           .flags = {.words = {"device_id"}}},
          &DeviceServiceClient::GetDevice);
  AddCall(
      area, context,
      {.name = "list",
       .about = "List the tills.",
       .example = "comptoir devices list",
       .columns = {"id", "display_name", "state", "location_id", "pair_time"}},
      &DeviceServiceClient::ListDevices);
  AddCall(area, context,
          {.name = "revoke",
           .about = "Shut a till out, for ever.",
           .example = "comptoir devices revoke dev_01J... --yes",
           .flags = {.words = {"device_id"}},
           .question = "The till and whoever is signed in on it are shut out. "
                       "Revoke it?"},
          &DeviceServiceClient::RevokeDevice);
}

}  // namespace

void AddTillCommands(CLI::App& app, Context& context) {
  AddDevices(app, context);
  CLI::App& area = AddArea(app, "sessions", "Who is signed in on a till");
  AddCall(area, context,
          {.name = "create",
           .about = "Sign a team member in on the till whose token is given.",
           .example = "comptoir sessions create mem_01J... "
                      "--token-file till1.token \\\n"
                      "    --save-session-token awa.token",
           .flags = {.words = {"team_member_id"}}},
          &SessionServiceClient::CreateSession);
  AddCall(area, context,
          {.name = "delete",
           .about = "Sign out: the caller, or the session that is named.",
           .example = "comptoir sessions delete --token-file awa.token",
           .flags = {.words = {"session_id"}}},
          &SessionServiceClient::DeleteSession);
  AddCall(area, context,
          {.name = "whoami",
           .about = "Show whose token this is and what it may do.",
           .example = "comptoir sessions whoami"},
          &SessionServiceClient::GetCaller);
}

}  // namespace comptoir::cli
