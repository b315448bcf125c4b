#include "server/rpc/method.h"

#include <cstdio>
#include <cstdlib>

#include "comptoir/annotations.pb.h"
#include "server/rpc/wire/size_bound.h"

namespace comptoir::rpc {
namespace {

const MethodRule& RuleOf(const google::protobuf::MethodDescriptor* method) {
  const MethodRule& rule = method->options().GetExtension(comptoir::method);
  if (rule.access() == ACCESS_UNSPECIFIED ||
      rule.permission() == PERMISSION_UNSPECIFIED) {
    std::fprintf(stderr, "%s has no (comptoir.method) annotation\n",
                 method->full_name().c_str());
    std::abort();
  }
  return rule;
}

}  // namespace

Method::Method(const google::protobuf::MethodDescriptor* descriptor)
    : name_(descriptor->service()->full_name() + "/" + descriptor->name()),
      access_(RuleOf(descriptor).access()),
      permission_(RuleOf(descriptor).permission()),
      is_guarded_(Permissions::All().Holds(permission_)),
      request_rules_(ValidationPlan::Of(descriptor->input_type())),
      request_bytes_max_(SizeBound(descriptor->input_type())),
      redaction_(RedactionPlan::Of(descriptor->output_type())),
      profile_fields_(descriptor->input_type()),
      request_id_(descriptor->input_type()->FindFieldByName("request_id")),
      validate_only_(
          descriptor->input_type()->FindFieldByName("validate_only")),
      answers_secret_(HoldsSecret(descriptor->output_type())) {}

}  // namespace comptoir::rpc
