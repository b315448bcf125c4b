// Fields that exclude each other, and messages of which several can be put
// together.
#ifndef COMPTOIR_TOOLS_CLI_MESSAGE_FLAGS_CHOICES_H_
#define COMPTOIR_TOOLS_CLI_MESSAGE_FLAGS_CHOICES_H_

#include <string_view>

#include "absl/status/status.h"

namespace google::protobuf {
class Descriptor;
class FieldDescriptor;
class Message;
}  // namespace google::protobuf

namespace comptoir::cli {

// The member `all` of a message that is a choice of one, such as a filter, when
// that is a list of messages of the same type and nothing else. Null when there
// is none.
const google::protobuf::FieldDescriptor* AllOf(
    const google::protobuf::Descriptor& type);

// The list in that member, which AllOf has found.
const google::protobuf::FieldDescriptor& ListInAll(
    const google::protobuf::FieldDescriptor& all);

// Whether messages of the type can stand inside each other, at whatever depth.
bool IsTree(const google::protobuf::Descriptor& type);

// INVALID_ARGUMENT when another field of the same choice is set, which would be
// cleared in silence.
absl::Status CheckAlone(const google::protobuf::Message& message,
                        const google::protobuf::FieldDescriptor& field);

// The first name of a path.
std::string_view FirstOf(std::string_view path);

// The part of a path below `group`; empty for the group itself.
std::string_view PathInside(std::string_view group, std::string_view path);

// Whether two paths set different members of a choice of one, or one of them
// what the other sets a part of: the later would take the place of the earlier.
bool AreAlternatives(const google::protobuf::Descriptor& type,
                     std::string_view path, std::string_view other);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_MESSAGE_FLAGS_CHOICES_H_
