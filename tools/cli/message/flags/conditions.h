// Conditions that are given one by one and must all hold.
#ifndef COMPTOIR_TOOLS_CLI_MESSAGE_FLAGS_CONDITIONS_H_
#define COMPTOIR_TOOLS_CLI_MESSAGE_FLAGS_CONDITIONS_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"

namespace google::protobuf {
class Descriptor;
class Message;
}  // namespace google::protobuf

namespace comptoir::cli {

// What flags say of one message that holds one condition, such as a filter: a
// flag for all of it and flags for its members. Each member is a condition of
// its own, and of several all hold: none takes the place of another.
class Conditions {
 public:
  // Of messages of the type, which AllOf knows.
  explicit Conditions(const google::protobuf::Descriptor& type);

  // Sets a field from text, as SetFieldText does: `path` is that in the
  // message, and empty for the message itself.
  absl::Status Set(std::string_view path, std::string_view text);

  // What was given, as one message. Something must have been.
  void PutInto(google::protobuf::Message& message) const;

 private:
  google::protobuf::Message& ConditionOf(std::string_view member);

  const google::protobuf::Descriptor& type_;
  // By the member that was given, in the order in which they were.
  std::vector<
      std::pair<std::string, std::unique_ptr<google::protobuf::Message>>>
      conditions_;
};

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_MESSAGE_FLAGS_CONDITIONS_H_
