// Card readers and what they are asked to take.
#include <CLI/CLI.hpp>

#include "comptoir/readers/v1/reader_service.client.h"
#include "tools/cli/commands.h"
#include "tools/cli/core/call_command.h"
#include "tools/cli/core/context.h"

namespace comptoir::cli {
namespace {

using readers::v1::ReaderServiceClient;

void AddCheckouts(CLI::App& app, Context& context) {
  CLI::App& area = AddArea(app, "checkouts", "Payments asked of a reader");
  AddCall(area, context,
          {.name = "create",
           .about = "Ask a reader to take the payment of a sale.",
           .example = "comptoir checkouts create sal_01J... rdr_01J...",
           .flags = {.words = {"sale_id", "reader_id"}}},
          &ReaderServiceClient::CreateCheckout);
  AddCall(area, context,
          {.name = "get",
           .about = "Show how a payment stands.",
           .example = "comptoir checkouts get chk_01J...",
           .flags = {.words = {"checkout_id"}}},
          &ReaderServiceClient::GetCheckout);
  AddCall(area, context,
          {.name = "cancel",
           .about = "Ask a reader to stop; the payment may win the race.",
           .example = "comptoir checkouts cancel chk_01J...",
           .flags = {.words = {"checkout_id"}}},
          &ReaderServiceClient::CancelCheckout);
}

}  // namespace

void AddReaderCommands(CLI::App& app, Context& context) {
  CLI::App& area = AddArea(app, "readers", "Card readers of the merchant");
  AddCall(area, context,
          {.name = "create",
           .about = "Create a reader and the code to pair it with.",
           .example = "comptoir readers create --display-name Counter "
                      "--location-id loc_01J... \\\n"
                      "    --save-pairing-code reader1.code",
           .flags = {.flattened = "reader"}},
          &ReaderServiceClient::CreateReader);
  AddCall(area, context,
          {.name = "new-code",
           .about = "Make a new pairing code for a reader that is known.",
           .example = "comptoir readers new-code rdr_01J... "
                      "--save-pairing-code reader1.code",
           .flags = {.words = {"reader_id"}}},
          &ReaderServiceClient::CreateReaderPairingCode);
  AddCall(area, context,
          {.name = "pair",
           .about = "Turn a pairing code into a reader's token.",
           .example = "comptoir readers pair --pairing-code-file reader1.code "
                      "--save-token reader1.token"},
          &ReaderServiceClient::PairReader);
  AddCall(area, context,
          {.name = "get",
           .about = "Show a reader.",
           .example = "comptoir readers get rdr_01J...",
           .flags = {.words = {"reader_id"}}},
          &ReaderServiceClient::GetReader);
  AddCall(area, context,
          {.name = "list",
           .about = "List the readers.",
           .example = "comptoir readers list",
           .columns = {"id", "display_name", "state", "connected",
                       "location_id", "last_event_time"}},
          &ReaderServiceClient::ListReaders);
  AddCall(area, context,
          {.name = "revoke",
           .about = "Shut a reader out until it is paired again.",
           .example = "comptoir readers revoke rdr_01J... --yes",
           .flags = {.words = {"reader_id"}},
           .question = "The reader takes no more payments. Revoke it?"},
          &ReaderServiceClient::RevokeReader);
  AddCheckouts(app, context);
}

}  // namespace comptoir::cli
