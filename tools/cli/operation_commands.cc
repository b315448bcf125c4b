// `comptoir operations watch`.
#include <memory>
#include <string>

#include "tools/cli/command/command.h"
#include "tools/cli/commands.h"
#include "tools/cli/core/context.h"
#include "tools/cli/operation/follow_operation.h"

namespace comptoir::cli {

void AddOperationCommands(Command& root, Context& context) {
  // The group is made by the API's other commands.
  Command& group = root.Group("operations", "Work that takes longer.");
  group.commands.push_back(
      {.name = "watch",
       .about = "Follows an operation to its end and shows what came out.",
       .examples = "comptoir operations watch ope_01j...",
       .make = [&context] {
         const auto id = std::make_shared<std::string>();
         Argument word = TextArgument("operation_id", "ope_...", "", id.get());
         word.is_required = true;
         return Action{.arguments = {word}, .run = [&context, id] {
                         return FollowOperation(context, *id);
                       }};
       }});
}

}  // namespace comptoir::cli
