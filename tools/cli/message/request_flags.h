// Command line flags for a request, made from its proto.
#ifndef COMPTOIR_TOOLS_CLI_MESSAGE_REQUEST_FLAGS_H_
#define COMPTOIR_TOOLS_CLI_MESSAGE_REQUEST_FLAGS_H_

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/cli/terminal/terminal.h"

namespace google::protobuf {
class Descriptor;
class FieldDescriptor;
class Message;
}  // namespace google::protobuf

namespace comptoir::cli {

struct RequestFlagsOptions {
  // Fields that are words of the command instead of flags, in their order:
  // `comptoir customers get cus_...`. Paths; the last may be a repeated field.
  std::vector<std::string> words;
  // The field whose own fields are flags without its name before them: with
  // "customer", --given-name rather than --customer.given-name.
  std::string flattened;
  // Fields that are not offered. Paths.
  std::vector<std::string> hidden;
};

// Gives a command one flag for each field of its request that a client may
// set: `given_name` becomes --given-name, `address.locality` becomes
// --address.locality, an element of `lines` becomes --line.
//
// A secret never stands on the command line: its flag is --passcode-file and
// names a file, "-" being standard input. A required secret without a file is
// asked for, when somebody is there. `update_mask` has no flag: it holds what
// was given, so `--note ""` clears the note.
//
// Lives as long as the command it is given to; fills `request` as CLI11 parses.
class RequestFlags {
 public:
  RequestFlags(CLI::App& command,
               std::shared_ptr<google::protobuf::Message> request,
               RequestFlagsOptions options);
  RequestFlags(const RequestFlags&) = delete;
  RequestFlags& operator=(const RequestFlags&) = delete;

  // To be called once after parsing: reads secrets, fills `update_mask`.
  absl::Status Finish(const Terminal& terminal);

 private:
  struct Secret {
    std::string path;
    std::string what;
    bool is_required;
    std::string file;
  };

  void AddFields(const google::protobuf::Descriptor& type,
                 const std::string& path, const std::string& prefix, int depth);
  bool IsOfTheServer(const std::string& path,
                     const google::protobuf::FieldDescriptor& field) const;
  void AddField(const google::protobuf::FieldDescriptor& field,
                const std::string& path, const std::string& prefix, int depth);
  void AddSecret(const google::protobuf::FieldDescriptor& field,
                 const std::string& path, const std::string& flag);
  void AddValue(const google::protobuf::FieldDescriptor& field,
                const std::string& path, const std::string& flag);
  void Set(const std::string& path, const std::string& text);
  absl::Status FillMask();

  CLI::App& command_;
  const std::shared_ptr<google::protobuf::Message> request_;
  const RequestFlagsOptions options_;
  std::vector<std::unique_ptr<Secret>> secrets_;
  // Paths that were given, for update_mask.
  std::vector<std::string> given_;
};

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_MESSAGE_REQUEST_FLAGS_H_
