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
          "comptoir watch --json"};
  AddApiCommands(context, ApiServices(), root);
  AddCompletionCommand(root);
  AddEventCommands(root, context);
  AddFailedTaskCommands(root, context);
  AddImportCommand(root, context);
  AddLogoCommands(root, context);
  AddOperationCommands(root, context);
  AddProfileCommands(root, context);
  AddShowCommand(root, context);
  std::sort(root.commands.begin(), root.commands.end(),
            [](const Command& a, const Command& b) { return a.name < b.name; });
  return root;
}

}  // namespace comptoir::cli
