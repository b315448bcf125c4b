// A message in one line.
#ifndef COMPTOIR_TOOLS_CLI_MESSAGE_FACTS_H_
#define COMPTOIR_TOOLS_CLI_MESSAGE_FACTS_H_

#include <string>
#include <string_view>
#include <vector>

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace comptoir::cli {

// "sale_id=sal_1 total=6.40 EUR": the fields that are set, groups by their
// paths. Fields with a name in `hidden` are left out at every depth.
std::string FactsOf(const google::protobuf::Message& message,
                    const std::vector<std::string_view>& hidden = {});

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_MESSAGE_FACTS_H_
