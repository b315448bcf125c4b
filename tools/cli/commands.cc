#include "tools/cli/commands.h"

#include <algorithm>

#include "tools/cli/api/call_command.h"
#include "tools/cli/core/context.h"
#include "tools/cli/text/api_text.h"

namespace comptoir::cli {

Command AllCommands(Context& context) {
  Command root = {
      .name = "comptoir",
      .about = "comptoir: the customer book behind the counter.",
      .examples =
          "comptoir profile set --server 127.0.0.1:7780 --token-file "
          "owner.token\n"
          "comptoir customers suggest helene\n"
          "comptoir customers import customers.csv --dry-run\n"
          "comptoir watch --json",
      // Those of core/exit_code.h.
      .details =
          "Exit codes: 0 done, 1 failed, 2 wrong usage or a wrong request,\n"
          "3 not found, 4 not signed in or not allowed, 5 not in this state,\n"
          "6 try again later, 7 an import or a command about many left some\n"
          "out, 8 a verification has found damage, 130 stopped by Ctrl-C."};
  AddApiCommands(context, ApiServices(), root);
  AddAttributeCommands(root, context);
  AddBatchCommands(root, context);
  AddCompletionCommand(root);
  AddDuplicateCommands(root, context);
  AddEventCommands(root, context);
  AddFailedTaskCommands(root, context);
  AddGroupCommands(root, context);
  AddImportCommand(root, context);
  AddLogoCommands(root, context);
  AddMergeCommands(root, context);
  AddOperationCommands(root, context);
  AddProfileCommands(root, context);
  AddShowCommand(root, context);
  AddSummaryCommand(root, context);
  std::sort(root.commands.begin(), root.commands.end(),
            [](const Command& a, const Command& b) { return a.name < b.name; });
  return root;
}

}  // namespace comptoir::cli
