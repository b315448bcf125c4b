// How answers are shown: tables and pairs for people, JSON for programs.
#ifndef COMPTOIR_TOOLS_CLI_CORE_ANSWER_H_
#define COMPTOIR_TOOLS_CLI_CORE_ANSWER_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace comptoir::cli {

class Context;

struct AnswerOptions {
  // Columns of a list, as paths in its elements: "totals.total". Their
  // headings are the last parts of the paths.
  std::vector<std::string> columns;
};

// Prints an answer. Secrets in it are written to the files that
// `save_files` names by field, instead of being shown.
absl::Status ShowAnswer(const Context& context,
                        const google::protobuf::Message& answer,
                        const AnswerOptions& options,
                        const std::map<std::string, std::string>& save_files);

// One message of a stream, as a line of JSON.
void PrintJsonLine(const google::protobuf::Message& message);

// The fields of a message that are set, one a line, groups indented by their
// path. Elements of a list are tables.
std::string FormatMessage(const google::protobuf::Message& message);

// The paths of top-level secrets in answers of this type.
std::vector<std::string> SecretsOf(const google::protobuf::Message& answer);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_CORE_ANSWER_H_
