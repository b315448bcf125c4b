// Secrets of an answer that go into files instead of onto the screen.
#ifndef COMPTOIR_TOOLS_CLI_CORE_SECRET_FILES_H_
#define COMPTOIR_TOOLS_CLI_CORE_SECRET_FILES_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "server/base/files/private_file.h"
#include "tools/cli/command/command.h"
#include "tools/cli/terminal/terminal.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace comptoir::cli {

// Of one command; must live until it ran.
class SecretFiles {
 public:
  // For answers like `answer`.
  explicit SecretFiles(const google::protobuf::Message& answer);
  SecretFiles(const SecretFiles&) = delete;
  SecretFiles& operator=(const SecretFiles&) = delete;

  // --save-FIELD for each secret and --force, which refer to this object.
  std::vector<Argument> Arguments();

  // Whether the files that were asked for can be written. Before the call: the
  // server tells a secret once, so there must be a place for it. ALREADY_EXISTS
  // when a file is there and --force was not given.
  absl::Status Prepare() const;

  // Moves the secrets out of `answer` into their files, and says so. Where one
  // cannot be written it stays in the answer.
  absl::Status Save(const Terminal& terminal,
                    google::protobuf::Message& answer) const;

 private:
  Existing existing() const {
    return is_forced_ ? Existing::kReplace : Existing::kRefuse;
  }

  // By field.
  std::map<std::string, std::string> paths_;
  bool is_forced_ = false;
};

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_CORE_SECRET_FILES_H_
