// All that is known of one RPC before it is called, compiled from its
// annotations once.
#ifndef COMPTOIR_SERVER_RPC_METHOD_H_
#define COMPTOIR_SERVER_RPC_METHOD_H_

#include <cstddef>
#include <string>

#include "comptoir/annotations.fwd.h"
#include "google/protobuf/descriptor.h"
#include "server/rpc/figures/metrics.h"
#include "server/rpc/profiles/profile_fields.h"
#include "server/rpc/redaction/redaction.h"
#include "server/rpc/rules/validation.h"

namespace comptoir {
enum Access : int;
}  // namespace comptoir

namespace comptoir::rpc {

// Thread-safe. Owned by the Runtime.
class Method {
 public:
  // Ends the process when the method has no valid annotation: the generator
  // refuses such a method, so only a bug gets here.
  explicit Method(const google::protobuf::MethodDescriptor* descriptor);

  // Such as "comptoir.customers.v1.CustomerService/GetCustomer".
  const std::string& name() const { return name_; }
  Access access() const { return access_; }
  Permission permission() const { return permission_; }
  const ValidationPlan& request_rules() const { return request_rules_; }
  // Most bytes of a request; see size_bound.h.
  size_t request_bytes_max() const { return request_bytes_max_; }
  // Whether `caller` may not see all that an answer may hold.
  bool IsRedactedFor(const Principal& caller) const {
    return redaction_.IsNeeded(ViewerOf(caller));
  }
  // Clears what `caller` may not see of an answer.
  void Redact(const Principal& caller,
              google::protobuf::Message& answer) const {
    redaction_.Apply(ViewerOf(caller), answer);
  }
  // The customers that a request names.
  const ProfileFields& profile_fields() const { return profile_fields_; }
  // The request's `request_id`; null when it has none.
  const google::protobuf::FieldDescriptor* request_id() const {
    return request_id_;
  }
  // The request's bool `validate_only`; null when it cannot be only checked.
  const google::protobuf::FieldDescriptor* validate_only() const {
    return validate_only_;
  }
  // True when the answer holds a token or a code: the kept first answer is
  // sealed.
  bool answers_secret() const { return answers_secret_; }

  MethodMetrics& metrics() const { return metrics_; }

 private:
  Viewer ViewerOf(const Principal& caller) const {
    return {.held = caller.permissions, .is_guarded = is_guarded_};
  }

  std::string name_;
  Access access_;
  Permission permission_;
  bool is_guarded_;  // By a permission that can be granted.
  const ValidationPlan& request_rules_;
  size_t request_bytes_max_;
  const RedactionPlan& redaction_;
  ProfileFields profile_fields_;
  const google::protobuf::FieldDescriptor* request_id_;
  const google::protobuf::FieldDescriptor* validate_only_;
  bool answers_secret_;
  mutable MethodMetrics metrics_;
};

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_METHOD_H_
