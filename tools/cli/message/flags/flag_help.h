// What --help says of a field that is a flag.
#ifndef COMPTOIR_TOOLS_CLI_MESSAGE_FLAGS_FLAG_HELP_H_
#define COMPTOIR_TOOLS_CLI_MESSAGE_FLAGS_FLAG_HELP_H_

#include <string>
#include <string_view>

namespace google::protobuf {
class FieldDescriptor;
}  // namespace google::protobuf

namespace comptoir::cli {

struct FlagHelp {
  // The first of the field's comment. One that only sends the reader elsewhere
  // is left out.
  std::string_view sentence;
  bool is_required = false;
  // Whether what is given of a list takes the place of all that is there.
  bool replaces_list = false;
};

// The sentence, and in brackets how a value is written.
std::string HelpOf(const google::protobuf::FieldDescriptor& field,
                   const FlagHelp& help);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_MESSAGE_FLAGS_FLAG_HELP_H_
