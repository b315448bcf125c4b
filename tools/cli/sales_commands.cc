// Sales and their payments.
#include <CLI/CLI.hpp>

#include "comptoir/sales/v1/sale_service.client.h"
#include "tools/cli/commands.h"
#include "tools/cli/core/call_command.h"
#include "tools/cli/core/context.h"

namespace comptoir::cli {
namespace {

using sales::v1::SaleServiceClient;

void AddReads(CLI::App& area, Context& context) {
  AddCall(area, context,
          {.name = "get",
           .about = "Show a sale with its payments.",
           .example = "comptoir sales get sal_01J...",
           .flags = {.words = {"sale_id"}}},
          &SaleServiceClient::GetSale);
  AddCall(area, context,
          {.name = "list",
           .about = "List sales, newest first.",
           .example = "comptoir sales list --customer-id cus_01J... --all",
           .columns = {"id", "state", "totals.total", "customer_id",
                       "create_time"}},
          &SaleServiceClient::ListSales);
  AddCall(area, context,
          {.name = "summary",
           .about = "Show what a customer has bought so far.",
           .example = "comptoir sales summary cus_01J...",
           .flags = {.words = {"customer_id"}}},
          &SaleServiceClient::GetPurchaseSummary);
}

void AddLineCommands(CLI::App& area, Context& context) {
  AddCall(
      area, context,
      {.name = "add-lines",
       .about = "Add lines to an open sale.",
       .example = "comptoir sales add-lines sal_01J... \\\n"
                  "    --line 'name=Café crème,quantity=2,unit_price=3.20 EUR'",
       .flags = {.words = {"sale_id"}}},
      &SaleServiceClient::AddSaleLines);
  AddCall(area, context,
          {.name = "remove-line",
           .about = "Remove a line from an open sale.",
           .example = "comptoir sales remove-line sal_01J... lin_01J...",
           .flags = {.words = {"sale_id", "line_id"}}},
          &SaleServiceClient::RemoveSaleLine);
  AddCall(area, context,
          {.name = "attach",
           .about = "Make a sale a customer's.",
           .example = "comptoir sales attach sal_01J... cus_01J...",
           .flags = {.words = {"sale_id", "customer_id"}}},
          &SaleServiceClient::AttachCustomer);
  AddCall(area, context,
          {.name = "detach",
           .about = "Remove the customer from a sale.",
           .example = "comptoir sales detach sal_01J...",
           .flags = {.words = {"sale_id"}}},
          &SaleServiceClient::DetachCustomer);
}

}  // namespace

void AddSaleCommands(CLI::App& app, Context& context) {
  CLI::App& area = AddArea(app, "sales", "Sales and their payments");
  AddCall(
      area, context,
      {.name = "create",
       .about = "Open a sale.",
       .example = "comptoir sales create --location-id loc_01J... \\\n"
                  "    --line 'name=Baguette,quantity=1,unit_price=1.20 EUR'"},
      &SaleServiceClient::CreateSale);
  AddReads(area, context);
  AddLineCommands(area, context);
  AddCall(area, context,
          {.name = "pay",
           .about = "Record money taken in cash or outside of Comptoir.",
           .example = "comptoir sales pay sal_01J... --method cash "
                      "--amount '6.40 EUR' --tendered '10 EUR'",
           .flags = {.words = {"sale_id"}}},
          &SaleServiceClient::RecordPayment);
  AddCall(area, context,
          {.name = "cancel",
           .about = "Give an open sale up.",
           .example = "comptoir sales cancel sal_01J... --yes",
           .flags = {.words = {"sale_id"}},
           .question = "A canceled sale cannot be opened again. Cancel it?"},
          &SaleServiceClient::CancelSale);
}

}  // namespace comptoir::cli
