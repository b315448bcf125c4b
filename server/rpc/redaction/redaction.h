// Clears what the caller may not see, and says so.
#ifndef COMPTOIR_SERVER_RPC_REDACTION_REDACTION_H_
#define COMPTOIR_SERVER_RPC_REDACTION_REDACTION_H_

#include <vector>

#include "comptoir/annotations.fwd.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "server/rpc/call.h"

namespace comptoir::rpc {

// Who looks at an answer.
struct Viewer {
  const Permissions& held;
  // Whether what is guarded as a whole is looked at too (guards.h). Not where
  // no permission guards the method, such as those of a till or of the
  // operator: what these answer is what they are for.
  bool is_guarded = true;
};

// What to do for the answers of one message type. Thread-safe.
class RedactionPlan {
 public:
  // The plan of a message type; compiled at the first call, then kept for ever.
  static const RedactionPlan& Of(const google::protobuf::Descriptor* type);

  virtual ~RedactionPlan() = default;

  // False when Apply() would do nothing for this viewer.
  virtual bool IsNeeded(const Viewer& viewer) const = 0;

  // Clears what the viewer lacks a permission for, at any depth:
  // - PII_CLASS_CONTACT fields, which need PERMISSION_CUSTOMERS_VIEW_CONTACT,
  //   and PII_CLASS_PAYMENT fields, which need PERMISSION_SALES_VIEW; the path
  //   of each is put in the `redacted_fields` of the nearest message around it
  //   that has one, relative to that message;
  // - guarded messages, but for their ids (guards.h).
  // A google.protobuf.Any is looked into; one of an unknown kind is emptied.
  // Free for who holds what the type needs.
  virtual void Apply(const Viewer& viewer,
                     google::protobuf::Message& message) const = 0;
};

// All that who is sent messages of `type` needs to see them whole.
std::vector<Permission> NeededToSee(const google::protobuf::Descriptor* type);

// True when a field of PII_CLASS_SECRET is reachable from `type`.
bool HoldsSecret(const google::protobuf::Descriptor* type);

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_REDACTION_REDACTION_H_
