// Clears what the caller may not see, and says so.
#ifndef COMPTOIR_SERVER_RPC_RULES_REDACTION_H_
#define COMPTOIR_SERVER_RPC_RULES_REDACTION_H_

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "server/rpc/call.h"

namespace comptoir::rpc {

// What to do for the answers of one message type. Thread-safe.
class RedactionPlan {
 public:
  // The plan of a message type; compiled at the first call, then kept for ever.
  static const RedactionPlan& Of(const google::protobuf::Descriptor* type);

  virtual ~RedactionPlan() = default;

  // False when Apply() would do nothing for this caller.
  virtual bool IsNeeded(const Principal& caller) const = 0;

  // Clears every set PII_CLASS_CONTACT field in `message` when `caller` lacks
  // PERMISSION_CUSTOMERS_VIEW_CONTACT, at any depth. The path of each cleared
  // field is put in the `redacted_fields` of the nearest message around it that
  // has one, relative to that message. Free for callers with the permission and
  // for types without such fields.
  virtual void Apply(const Principal& caller,
                     google::protobuf::Message& message) const = 0;
};

// True when a field of PII_CLASS_SECRET is reachable from `type`.
bool HoldsSecret(const google::protobuf::Descriptor* type);

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_RULES_REDACTION_H_
