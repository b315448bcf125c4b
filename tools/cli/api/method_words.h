// How a method is a command: what follows from its descriptor, and from the
// overrides where people say otherwise.
#ifndef COMPTOIR_TOOLS_CLI_API_METHOD_WORDS_H_
#define COMPTOIR_TOOLS_CLI_API_METHOD_WORDS_H_

#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "tools/cli/api/overrides.h"
#include "tools/cli/message/request_flags.h"

namespace comptoir::cli {

struct MethodWords {
  // "customers"; empty for a command of the program itself.
  std::string group;
  std::string verb;
  // The first sentence of the method's comment.
  std::string about;
  std::string examples;
  // What else --help says: of an update with lists, that they are replaced.
  std::string details;
  RequestFlagsOptions flags;
  // Columns of a list, as paths in its elements; empty when the answer is none.
  std::vector<std::string> columns;
  // To be confirmed first; empty: none.
  std::string question;
  // Fields of the answer that are told as a warning: lists of words.
  std::vector<std::string> warnings;
  // Told once it is done; empty: nothing.
  std::string afterwards;
};

// Words of the command: the ids that a request must have, the id of the noun in
// an update, the ids of a batch; the text, when that is all it must have. What
// is deleted, canceled or revoked is asked about. A list shows id, name, state,
// then what else is a value, a time last.
MethodWords WordsOf(const google::protobuf::MethodDescriptor& method);

// As above, with these overrides; null: none.
MethodWords WordsOf(const google::protobuf::MethodDescriptor& method,
                    const Override* override);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_API_METHOD_WORDS_H_
