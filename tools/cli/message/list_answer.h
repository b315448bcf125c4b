// Answers that are lists.
#ifndef COMPTOIR_TOOLS_CLI_MESSAGE_LIST_ANSWER_H_
#define COMPTOIR_TOOLS_CLI_MESSAGE_LIST_ANSWER_H_

namespace google::protobuf {
class Descriptor;
class FieldDescriptor;
}  // namespace google::protobuf

namespace comptoir::cli {

// The repeated messages that an answer of this type is about: its first ones,
// unless it holds another message beside them and comes in no pages. Null when
// it is no list.
const google::protobuf::FieldDescriptor* ListOf(
    const google::protobuf::Descriptor& answer);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_MESSAGE_LIST_ANSWER_H_
