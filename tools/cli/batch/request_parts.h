// Commands that need several calls, each of which is a transaction of its own.
#ifndef COMPTOIR_TOOLS_CLI_BATCH_REQUEST_PARTS_H_
#define COMPTOIR_TOOLS_CLI_BATCH_REQUEST_PARTS_H_

#include <string>

#include "absl/status/status.h"
#include "comptoir/sdk/call_options.h"
#include "tools/cli/command/command.h"
#include "tools/cli/core/context.h"

namespace comptoir::cli {

// --request-id.
Argument RequestIdArgument(std::string* to);

// The request ids of the calls of one command: made from the one that was
// given, so that the same command with the same input does nothing twice.
class RequestParts {
 public:
  // Empty for a new one.
  explicit RequestParts(const std::string& request_id);

  // For the next call. The first goes by the id itself.
  sdk::CallOptions Next(const Context& context);

  // Notes the id of the command in the status of a call of it, as WithRequestId
  // does.
  absl::Status Note(const absl::Status& status) const;

  const std::string& request_id() const { return request_id_; }

 private:
  const std::string request_id_;
  int calls_ = 0;
};

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_BATCH_REQUEST_PARTS_H_
