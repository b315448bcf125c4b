// The API as its lint sees it: all messages and methods, which messages clients
// send, and which are nouns.
#ifndef COMPTOIR_SDK_GENERATOR_LINT_API_H_
#define COMPTOIR_SDK_GENERATOR_LINT_API_H_

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "google/protobuf/descriptor.h"
#include "sdk/generator/lint/finding.h"

namespace comptoir::generator::lint {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;

struct Api {
  // All of them, in the order of the files; nested messages follow their own.
  std::vector<const Descriptor*> messages;
  std::vector<const MethodDescriptor*> methods;
  // What a request of any method may hold, itself included.
  std::set<const Descriptor*> sent;
  // What a request or response of any method may hold, or the result of its
  // operation.
  std::set<const Descriptor*> served;
  // Messages with an `id` by their names in fields: "team_member". Of two of
  // one name, the first.
  std::map<std::string, const Descriptor*> nouns;

  explicit Api(const std::vector<const google::protobuf::FileDescriptor*>& of);
};

// TeamMember -> team_member.
std::string SnakeCase(std::string_view name);

const FieldRules& RulesOf(const FieldDescriptor& field);
bool IsSecret(const FieldDescriptor& field);

// The string field `id` of a noun; null for other messages.
const FieldDescriptor* IdOf(const Descriptor& message);

// The message that the method names as the result of its operation; null when
// it names none that there is.
const Descriptor* ResultOf(const MethodDescriptor& method);

// Whether the message is a method's own request or response.
bool IsRequest(const Descriptor& message);
bool IsResponse(const Descriptor& message);

// One field, neither repeated nor a map, of a type.
bool IsOne(const FieldDescriptor* field, FieldDescriptor::Type type);
// One message of a full name.
bool IsOneOf(const FieldDescriptor* field, std::string_view full_name);

// The comment before it, on one line.
std::string CommentOf(const FieldDescriptor& field);

Finding At(const Descriptor& message, std::string rule, std::string what);
Finding At(const FieldDescriptor& field, std::string rule, std::string what);

}  // namespace comptoir::generator::lint

#endif  // COMPTOIR_SDK_GENERATOR_LINT_API_H_
