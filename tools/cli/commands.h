// The commands of `comptoir`: those that follow from the API, and those that
// are more than a call, one a file.
#ifndef COMPTOIR_TOOLS_CLI_COMMANDS_H_
#define COMPTOIR_TOOLS_CLI_COMMANDS_H_

#include "tools/cli/command/command.h"

namespace comptoir::cli {

class Context;

// All of them, sorted by name. `context` must outlive them.
Command AllCommands(Context& context);

void AddAttributeCommands(Command& root, Context& context);
void AddBatchCommands(Command& root, Context& context);
void AddCompletionCommand(Command& root);
void AddDuplicateCommands(Command& root, Context& context);
void AddEventCommands(Command& root, Context& context);
void AddFailedTaskCommands(Command& root, Context& context);
void AddGroupCommands(Command& root, Context& context);
void AddImportCommand(Command& root, Context& context);
void AddLogoCommands(Command& root, Context& context);
void AddMergeCommands(Command& root, Context& context);
void AddOperationCommands(Command& root, Context& context);
void AddProfileCommands(Command& root, Context& context);
void AddShowCommand(Command& root, Context& context);
void AddSummaryCommand(Command& root, Context& context);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_COMMANDS_H_
