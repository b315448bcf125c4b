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
#include "tools/cli/message/flags/conditions.h"
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
// all of it besides, which takes JSON; conditions of a tree that are given by
// several flags all hold. Other flags that exclude each other are refused when
// both are given: never does the later one win in silence.
//
// A secret never stands on the command line: its flag is --passcode-file and
// names a file, "-" being standard input. A required secret without a file is
// asked for, when somebody is there. `update_mask` has no flag: it holds what
// was given, so `--note ""` clears the note, and `--preference ""` a list.
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
  // What was given: where it goes, by which flag, and what.
  struct Given {
    std::string path;
    std::string flag;
    std::string text;
  };
  // A group whose members are conditions that may be put together.
  struct Tree {
    std::string path;
    Conditions conditions;
  };
  struct Secret {
    std::string path;
    std::string flag;
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
  void AddTree(const google::protobuf::FieldDescriptor& field,
               const std::string& path, const std::string& prefix);
  bool IsTreeAt(const google::protobuf::FieldDescriptor& field,
                const std::string& path, int depth) const;
  // Whether a request without it is refused.
  bool IsNeeded(const google::protobuf::FieldDescriptor& field,
                const std::string& path) const;
  // Whether it is a list of which an update replaces all.
  bool IsReplaced(const google::protobuf::FieldDescriptor& field,
                  const std::string& path);
  std::string Describe(const google::protobuf::FieldDescriptor& field,
                       const std::string& path);
  absl::Status Set(const google::protobuf::FieldDescriptor& field, Given given);
  // Null when the path is in none.
  Tree* TreeOf(const std::string& path);
  bool Excludes(const std::string& path, const std::string& other);
  absl::Status RefuseBoth(const Given& given, const Given& other);
  std::string FlagOfAll(const Tree& tree);
  absl::Status CheckGiven() const;
  absl::Status FillMask();
  bool is_update() const;

  const std::shared_ptr<google::protobuf::Message> request_;
  const RequestFlagsOptions options_;
  std::vector<Argument> arguments_;
  std::vector<std::unique_ptr<Secret>> secrets_;
  std::vector<Tree> trees_;
  std::vector<Given> given_;
  // The flags of what is in the flattened field, and of those that must be
  // given when it is created.
  std::vector<std::string> inside_;
  std::vector<std::string> required_inside_;
};

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_MESSAGE_REQUEST_FLAGS_H_
