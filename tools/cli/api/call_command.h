// A command for any method of the API.
#ifndef COMPTOIR_TOOLS_CLI_API_CALL_COMMAND_H_
#define COMPTOIR_TOOLS_CLI_API_CALL_COMMAND_H_

#include <vector>

#include "google/protobuf/descriptor.h"
#include "tools/cli/api/method_words.h"
#include "tools/cli/command/command.h"
#include "tools/cli/core/context.h"

namespace comptoir::cli {

// Calls the method with a request made of its arguments and shows the answer.
// Lists get --all, which follows every page. Of a stream each message is a
// line, until it ends or --count of them have come.
//
// Not for methods that clients stream to. `context` and the descriptor must
// outlive the command.
Command CallCommand(Context& context,
                    const google::protobuf::MethodDescriptor& method,
                    MethodWords words);

// Adds a command for each method of the services, unless it is written by
// hand or clients stream to it.
void AddApiCommands(
    Context& context,
    const std::vector<const google::protobuf::ServiceDescriptor*>& services,
    Command& root);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_API_CALL_COMMAND_H_
