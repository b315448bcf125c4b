#include "tools/cli/attributes/attribute_ids.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <string>

#include "absl/strings/match.h"
#include "comptoir/customers/v1/attribute_definition_service.client.h"
#include "fmt/format.h"
#include "tools/cli/core/context.h"

namespace comptoir::cli {
namespace {

using customers::v1::AttributeDefinition;
using customers::v1::AttributeDefinitionServiceClient;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;

constexpr char kField[] = "attribute_definition_id";
// No key begins as an id does.
constexpr char kPrefix[] = "atd_";

}  // namespace

absl::Status ReplaceKeyById(Context& context, Message& request) {
  const FieldDescriptor* field =
      request.GetDescriptor()->FindFieldByName(kField);
  if (field == nullptr || field->is_repeated()) return absl::OkStatus();
  const std::string key = request.GetReflection()->GetString(request, field);
  if (key.empty() || key.starts_with(kPrefix)) return absl::OkStatus();
  const auto channel = context.Channel();
  if (!channel.ok()) return channel.status();
  const AttributeDefinitionServiceClient client(*channel);
  for (const auto& definition :
       client.ListAttributeDefinitionsAll({}, context.CallOptions())) {
    if (!definition.ok()) return definition.status();
    if (!absl::EqualsIgnoreCase(definition->key(), key)) continue;
    request.GetReflection()->SetString(&request, field, definition->id());
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(fmt::format(
      "there is no attribute {}: see comptoir attributes list", key));
}

}  // namespace comptoir::cli
