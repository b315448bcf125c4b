// Checks requests against the rules in their fields' annotations.
//
// The rules of a message type are compiled once into a plan; checking walks
// the set fields of a request by reflection and reports every violation.
#ifndef COMPTOIR_SERVER_RPC_RULES_VALIDATION_H_
#define COMPTOIR_SERVER_RPC_RULES_VALIDATION_H_

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "server/base/status.h"

namespace comptoir::rpc {

// Most code points of a string, and bytes of a `bytes` field, without a rule
// of its own.
inline constexpr int kTextLengthMax = 1024;
// Most elements of a repeated or map field without a rule of its own.
inline constexpr int kItemsMax = 1000;
// Messages nested deeper are refused (protobuf itself stops at 100).
inline constexpr int kDepthMax = 16;

// Thread-safe.
class ValidationPlan {
 public:
  // The plan of a message type; compiled at the first call, then kept for ever.
  static const ValidationPlan& Of(const google::protobuf::Descriptor* type);

  virtual ~ValidationPlan() = default;

  // Makes `message` what a handler may trust: clears output-only fields and
  // drops fields that this server does not know (so that they are never
  // stored), trims text that has a format, checks every rule, brings free text
  // and email addresses to NFC and refuses card numbers in any text: handlers
  // need not look again. Adds what breaks a rule to `violations`.
  //
  // What is marked as_reported is left as it is, apart from unknown fields. So
  // are the requests of a batch, which is `repeated XRequest requests`: whoever
  // handles it admits each by itself, since one that is wrong refuses no other.
  virtual void Admit(google::protobuf::Message& message,
                     FieldViolations& violations) const = 0;

  // INVALID_ARGUMENT, reason INVALID_FIELDS, with all violations; reason
  // CARD_NUMBER_REFUSED when one is a card number.
  absl::Status Admit(google::protobuf::Message& message) const {
    FieldViolations violations;
    Admit(message, violations);
    return violations.ToStatus();
  }

  // Whether something in the message is marked as_reported.
  virtual bool holds_reports() const = 0;
};

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_RULES_VALIDATION_H_
