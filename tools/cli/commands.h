// The list of all commands, one function a file. Each adds its commands to
// `app`; `context` must outlive the parsing.
#ifndef COMPTOIR_TOOLS_CLI_COMMANDS_H_
#define COMPTOIR_TOOLS_CLI_COMMANDS_H_

#include <CLI/CLI.hpp>

namespace comptoir::cli {

class Context;

void AddCustomerCommands(CLI::App& app, Context& context);
void AddEventCommands(CLI::App& app, Context& context);
void AddMerchantCommands(CLI::App& app, Context& context);
void AddProfileCommands(CLI::App& app, Context& context);
void AddReaderCommands(CLI::App& app, Context& context);
void AddSaleCommands(CLI::App& app, Context& context);
void AddTeamCommands(CLI::App& app, Context& context);
void AddTillCommands(CLI::App& app, Context& context);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_COMMANDS_H_
