// Answers that say of each thing that was asked for what became of it.
#ifndef COMPTOIR_TOOLS_CLI_BATCH_RESULTS_H_
#define COMPTOIR_TOOLS_CLI_BATCH_RESULTS_H_

namespace google::protobuf {
class Descriptor;
class FieldDescriptor;
class Message;
}  // namespace google::protobuf

namespace comptoir::cli {

class Context;

// The list of results in answers of this type: messages with a `failure` or an
// `outcome`. Null when there is none.
const google::protobuf::FieldDescriptor* ResultsOf(
    const google::protobuf::Descriptor& answer);

// Whether the result says that what was asked for was not done: it has a
// failure, or an outcome that is one. What was so already is no failure.
bool IsFailed(const google::protobuf::Message& result);

// How many results of the answer are failures. When there are any the program
// is to exit with kExitPartialImport.
int NoteFailed(Context& context, const google::protobuf::Message& answer);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_BATCH_RESULTS_H_
