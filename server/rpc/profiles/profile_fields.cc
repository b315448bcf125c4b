#include "server/rpc/profiles/profile_fields.h"

#include <utility>

#include "comptoir/annotations.pb.h"
#include "server/base/status.h"

namespace comptoir::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

absl::StatusOr<std::string> Survivor(const Profiles& profiles,
                                     const kv::View& view,
                                     std::string_view merchant_id,
                                     const std::string& customer_id) {
  ASSIGN_OR_RETURN(std::optional<std::string> survivor,
                   profiles.SurvivorOf(view, merchant_id, customer_id));
  if (!survivor) return NotFound("customer", customer_id);
  return *std::move(survivor);
}

}  // namespace

ProfileFields::ProfileFields(const google::protobuf::Descriptor* request) {
  for (int i = 0; i < request->field_count(); ++i) {
    const FieldDescriptor* field = request->field(i);
    if (field->options().GetExtension(rules).names_profile()) {
      fields_.push_back(field);
    }
  }
}

absl::Status ProfileFields::Resolve(const Profiles& profiles,
                                    const kv::View& view,
                                    std::string_view merchant_id,
                                    Message& request) const {
  const Reflection& reflection = *request.GetReflection();
  for (const FieldDescriptor* field : fields_) {
    if (!field->is_repeated()) {
      const std::string id = reflection.GetString(request, field);
      if (id.empty()) continue;
      ASSIGN_OR_RETURN(std::string survivor,
                       Survivor(profiles, view, merchant_id, id));
      reflection.SetString(&request, field, std::move(survivor));
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(request, field); ++i) {
      ASSIGN_OR_RETURN(
          std::string survivor,
          Survivor(profiles, view, merchant_id,
                   reflection.GetRepeatedString(request, field, i)));
      reflection.SetRepeatedString(&request, field, i, std::move(survivor));
    }
  }
  return absl::OkStatus();
}

}  // namespace comptoir::rpc
