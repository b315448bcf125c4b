// Command line arguments for a request, made from its proto.
#ifndef COMPTOIR_TOOLS_CLI_MESSAGE_REQUEST_FLAGS_H_
#define COMPTOIR_TOOLS_CLI_MESSAGE_REQUEST_FLAGS_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/cli/command/command.h"
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
  std::vector<std::string> words = {};
  // The field whose own fields are flags without its name before them: with
  // "customer", --given-name rather than --customer.given-name.
  std::string flattened = "";
  // Fields that are not offered. Paths.
  std::vector<std::string> hidden = {};
  // What a field is, by its full name, for --help; null: nothing is said.
  std::function<std::string_view(std::string_view)> sentence_of = nullptr;
  // What the API is sent for what a person gives for a field, such as the full
  // name for a short one; null: the text itself.
  std::function<absl::StatusOr<std::string>(
      const google::protobuf::FieldDescriptor&, const std::string&)>
      spelled = nullptr;
};

// The field at a path; null when there is none.
const google::protobuf::FieldDescriptor* FindField(
    const google::protobuf::Descriptor& type, std::string_view path);

// One argument for each field of a request that a client may set: `given_name`
// becomes --given-name, `address.locality` becomes --address.locality, an
// element of `lines` becomes --line. A tree, such as a filter, has a flag for
// all of it besides, which takes JSON.
//
// A secret never stands on the command line: its flag is --passcode-file and
// names a file, "-" being standard input. A required secret without a file is
// asked for, when somebody is there. `update_mask` has no flag: it holds what
// was given, so `--note ""` clears the note.
class RequestFlags {
 public:
  RequestFlags(std::shared_ptr<google::protobuf::Message> request,
               RequestFlagsOptions options);
  RequestFlags(const RequestFlags&) = delete;
  RequestFlags& operator=(const RequestFlags&) = delete;

  // They fill the request, and refer to this object.
  const std::vector<Argument>& arguments() const { return arguments_; }

  // To be called once after parsing: reads secrets, fills `update_mask`.
  // INVALID_ARGUMENT when nothing was given where something must be.
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
  void AddField(const google::protobuf::FieldDescriptor& field,
                const std::string& path, const std::string& prefix, int depth);
  void AddSecret(const google::protobuf::FieldDescriptor& field,
                 const std::string& path, const std::string& flag);
  void AddValue(const google::protobuf::FieldDescriptor& field,
                const std::string& path, const std::string& name);
  bool HasArgument(const std::string& name) const;
  std::string Describe(const google::protobuf::FieldDescriptor& field) const;
  absl::Status Set(const std::string& path, const std::string& text);
  absl::Status CheckGiven() const;
  absl::Status FillMask();
  bool is_update() const;

  const std::shared_ptr<google::protobuf::Message> request_;
  const RequestFlagsOptions options_;
  std::vector<Argument> arguments_;
  std::vector<std::unique_ptr<Secret>> secrets_;
  // Paths that were given, for update_mask.
  std::vector<std::string> given_;
  // The flags of what is in the flattened field, and of those that must be
  // given when it is created.
  std::vector<std::string> inside_;
  std::vector<std::string> required_inside_;
};

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_MESSAGE_REQUEST_FLAGS_H_
