// Custom attributes by what programs call them.
#ifndef COMPTOIR_TOOLS_CLI_ATTRIBUTES_ATTRIBUTE_IDS_H_
#define COMPTOIR_TOOLS_CLI_ATTRIBUTES_ATTRIBUTE_IDS_H_

#include "absl/status/status.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace comptoir::cli {

class Context;

// Where a request names an attribute definition by its key, puts the id that
// the API takes; asks the server for it. INVALID_ARGUMENT when none has the
// key.
absl::Status ReplaceKeyById(Context& context,
                            google::protobuf::Message& request);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_ATTRIBUTES_ATTRIBUTE_IDS_H_
