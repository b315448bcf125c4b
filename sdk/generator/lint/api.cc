#include "sdk/generator/lint/api.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "fmt/format.h"

namespace comptoir::generator::lint {
namespace {

using google::protobuf::FileDescriptor;

void Collect(const Descriptor& message, Api& api) {
  // The entries of maps are no messages of anybody's.
  if (message.options().map_entry()) return;
  api.messages.push_back(&message);
  if (IdOf(message) != nullptr) {
    api.nouns.emplace(SnakeCase(message.name()), &message);
  }
  for (int i = 0; i < message.nested_type_count(); ++i) {
    Collect(*message.nested_type(i), api);
  }
}

void Reach(const Descriptor& message, std::set<const Descriptor*>& reached) {
  if (!reached.insert(&message).second) return;
  for (int i = 0; i < message.field_count(); ++i) {
    const Descriptor* type = message.field(i)->message_type();
    if (type != nullptr) Reach(*type, reached);
  }
}

// Without the package: Message.field.
std::string_view ShortName(std::string_view full_name,
                           const FileDescriptor& file) {
  return full_name.substr(file.package().size() + 1);
}

Finding In(const FileDescriptor& file, const std::string& full_name,
           std::string rule, std::string what) {
  return {
      .where = fmt::format("{}:{}", file.name(), ShortName(full_name, file)),
      .rule = std::move(rule),
      .what = std::move(what)};
}

}  // namespace

Api::Api(const std::vector<const FileDescriptor*>& of) {
  for (const FileDescriptor* file : of) {
    for (int i = 0; i < file->message_type_count(); ++i) {
      Collect(*file->message_type(i), *this);
    }
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        const MethodDescriptor& method = *file->service(i)->method(j);
        methods.push_back(&method);
        Reach(*method.input_type(), sent);
        Reach(*method.output_type(), served);
        const Descriptor* result = ResultOf(method);
        if (result != nullptr) Reach(*result, served);
      }
    }
  }
  served.insert(sent.begin(), sent.end());
}

std::string SnakeCase(std::string_view name) {
  std::string snake;
  for (char c : name) {
    if (absl::ascii_isupper(c) && !snake.empty()) snake += '_';
    snake += absl::ascii_tolower(c);
  }
  return snake;
}

const FieldRules& RulesOf(const FieldDescriptor& field) {
  return field.options().GetExtension(comptoir::rules);
}

bool IsSecret(const FieldDescriptor& field) {
  return field.options().GetExtension(comptoir::pii) == PII_CLASS_SECRET;
}

const FieldDescriptor* IdOf(const Descriptor& message) {
  const FieldDescriptor* id = message.FindFieldByName("id");
  return IsOne(id, FieldDescriptor::TYPE_STRING) ? id : nullptr;
}

const Descriptor* ResultOf(const MethodDescriptor& method) {
  return method.file()->pool()->FindMessageTypeByName(
      method.options().GetExtension(comptoir::method).operation_result());
}

bool IsRequest(const Descriptor& message) {
  return absl::EndsWith(message.name(), "Request");
}

bool IsResponse(const Descriptor& message) {
  return absl::EndsWith(message.name(), "Response");
}

bool IsOne(const FieldDescriptor* field, FieldDescriptor::Type type) {
  return field != nullptr && field->type() == type && !field->is_repeated();
}

bool IsOneOf(const FieldDescriptor* field, std::string_view full_name) {
  return IsOne(field, FieldDescriptor::TYPE_MESSAGE) &&
         field->message_type()->full_name() == full_name;
}

std::string CommentOf(const FieldDescriptor& field) {
  google::protobuf::SourceLocation location;
  if (!field.GetSourceLocation(&location)) return "";
  std::string comment = location.leading_comments;
  absl::RemoveExtraAsciiWhitespace(&comment);
  return comment;
}

Finding At(const Descriptor& message, std::string rule, std::string what) {
  return In(*message.file(), message.full_name(), std::move(rule),
            std::move(what));
}

Finding At(const FieldDescriptor& field, std::string rule, std::string what) {
  return In(*field.file(), field.full_name(), std::move(rule), std::move(what));
}

}  // namespace comptoir::generator::lint
