// `comptoir customers import`.
#ifndef COMPTOIR_TOOLS_CLI_IMPORT_COMMAND_H_
#define COMPTOIR_TOOLS_CLI_IMPORT_COMMAND_H_

#include <CLI/CLI.hpp>

namespace comptoir::cli {

class Context;

void AddImportCommand(CLI::App& customers, Context& context);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_IMPORT_COMMAND_H_
