// Fields of any message as text, by path: what flags, CSV cells and tables
// are made of. A new field of a proto needs no line here.
#ifndef COMPTOIR_TOOLS_CLI_MESSAGE_FIELD_TEXT_H_
#define COMPTOIR_TOOLS_CLI_MESSAGE_FIELD_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace google::protobuf {
class FieldDescriptor;
class Message;
}  // namespace google::protobuf

namespace comptoir::cli {

// Sets the field at `path`, such as "address.locality", from what a person
// writes: text, numbers, "true", the short name of an enum value ("owner" for
// TEAM_ROLE_OWNER), an RFC 3339 time, a duration ("15s"), money ("12.50 EUR"),
// a field mask ("given_name,note"). A repeated field gets one more element. A
// message is written as `key=value,key=value` or as JSON. Names are those of
// the proto or of its JSON.
//
// INVALID_ARGUMENT, too, when the field is one of several that exclude each
// other and another one is set: none takes the place of another.
absl::Status SetFieldText(google::protobuf::Message& message,
                          std::string_view path, std::string_view text);

// Sets a whole message, as SetFieldText does that of a field.
absl::Status SetMessageText(google::protobuf::Message& message,
                            std::string_view text);

// The field at `path` for people; empty when it is not set. Elements of a
// repeated field are joined by commas.
std::string FieldText(const google::protobuf::Message& message,
                      std::string_view path);

// One value of `field`: element `index` of a repeated one.
std::string ValueText(const google::protobuf::Message& message,
                      const google::protobuf::FieldDescriptor& field,
                      int index);

// What may be written for an enum field, in the order of the proto.
std::vector<std::string> EnumNames(
    const google::protobuf::FieldDescriptor& field);

// Whether the field's message is written in one word (a time, money, ...), so
// that it is a value and not a group of fields.
bool IsOneWord(const google::protobuf::FieldDescriptor& field);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_MESSAGE_FIELD_TEXT_H_
