// How answers are shown: tables and pairs for people, JSON for programs.
#ifndef COMPTOIR_TOOLS_CLI_CORE_ANSWER_H_
#define COMPTOIR_TOOLS_CLI_CORE_ANSWER_H_

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace comptoir::cli {

class Context;
class SecretFiles;

struct AnswerOptions {
  // Columns of a list, as paths in its elements: "totals.total". Their
  // headings are the last parts of the paths.
  std::vector<std::string> columns;
};

// Prints an answer, without the secrets that go to files.
absl::Status ShowAnswer(const Context& context,
                        const google::protobuf::Message& answer,
                        const AnswerOptions& options,
                        const SecretFiles& secrets);

// One message of a stream, as a line of JSON.
void PrintJsonLine(const google::protobuf::Message& message);

// The fields of a message that are set, one a line, groups indented by their
// path. Elements of a list are tables.
std::string FormatMessage(const google::protobuf::Message& message);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_CORE_ANSWER_H_
