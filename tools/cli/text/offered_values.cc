#include "tools/cli/text/offered_values.h"

#include <google/protobuf/descriptor.h>

#include <set>

#include "comptoir/annotations.pb.h"
#include "tools/cli/text/api_text.h"

namespace comptoir::cli {
namespace {

using ::google::protobuf::EnumValueDescriptor;
using ::google::protobuf::MethodDescriptor;
using ::google::protobuf::ServiceDescriptor;

std::set<int> PermissionsInUse() {
  // What contact data is seen with, in the answers of many methods.
  std::set<int> in_use = {PERMISSION_CUSTOMERS_VIEW_CONTACT};
  for (const ServiceDescriptor* service : ApiServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor& method = *service->method(i);
      in_use.insert(
          method.options().GetExtension(comptoir::method).permission());
    }
  }
  return in_use;
}

}  // namespace

bool IsOffered(const EnumValueDescriptor& value) {
  if (value.number() == 0) return false;
  if (value.type() != Permission_descriptor()) return true;
  static const auto& kInUse = *new std::set<int>(PermissionsInUse());
  return value.options().ExtensionSize(held_by) > 0 &&
         kInUse.contains(value.number());
}

}  // namespace comptoir::cli
