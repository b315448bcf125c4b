// Sets the custom attributes of the customers that an import has placed.
#ifndef COMPTOIR_TOOLS_CLI_IMPORT_ATTRIBUTES_ATTRIBUTE_IMPORT_H_
#define COMPTOIR_TOOLS_CLI_IMPORT_ATTRIBUTES_ATTRIBUTE_IMPORT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/customers/v1/attribute_definition_service.pb.h"
#include "comptoir/customers/v1/customer_attributes.pb.h"
#include "comptoir/sdk/call_options.h"
#include "comptoir/sdk/channel.h"
#include "tools/cli/import/attributes/attribute_list.h"
#include "tools/cli/import/importer.h"

namespace comptoir::cli {

// The calls that it takes. Each waits for its answer. Tests stand in for the
// server.
class AttributeCalls {
 public:
  virtual ~AttributeCalls() = default;

  virtual absl::StatusOr<AttributeDefinitions> List() = 0;
  virtual absl::StatusOr<std::vector<customers::v1::CustomerAttribute>> Get(
      const std::string& customer_id) = 0;
  virtual absl::StatusOr<customers::v1::BatchSetCustomerAttributesResponse> Set(
      const customers::v1::BatchSetCustomerAttributesRequest& request) = 0;
};

// Calls to a server.
std::unique_ptr<AttributeCalls> AttributeCallsThrough(
    std::shared_ptr<sdk::Channel> channel, sdk::CallOptions options);

// Once RunImport() has given `result` for the list: sets what the rows say, of
// several rows of one customer the last, by the rule of `options` for those who
// are known. What that changes is in the rows then, and was recorded before the
// server was asked to replace it. Whose values the server refuses is rejected
// and stays as RunImport() has placed them: importing the rows again, once they
// are mended, does the rest. An error when the server cannot be reached or
// refuses the caller.
absl::Status ImportAttributes(const AttributeList& attributes,
                              AttributeCalls& calls,
                              const ImportOptions& options,
                              ImportResult* result);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_IMPORT_ATTRIBUTES_ATTRIBUTE_IMPORT_H_
