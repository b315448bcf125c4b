#include "server/customers/import/attributes/attribute_check.h"

#include <string>

#include "absl/status/status.h"
#include "server/base/status.h"
#include "server/customers/attributes/value_rules.h"
#include "server/values/email.h"
#include "server/values/phone/phone.h"

namespace comptoir::customers {
namespace {

// Without the field of a request: a list has columns.
absl::Status WordsOf(const absl::Status& status) {
  if (status.ok()) return status;
  const std::string words(status.message());
  return absl::InvalidArgumentError(words.substr(words.find(": ") + 2));
}

}  // namespace

absl::Status CheckAttributeValue(const v1::AttributeDefinition& definition,
                                 v1::AttributeValue* value) {
  if (value->has_email() && !IsEmail(value->email())) {
    return absl::InvalidArgumentError("must be one email address");
  }
  if (value->has_phone() && !LooksLikePhone(value->phone())) {
    return absl::InvalidArgumentError("must be a phone number");
  }
  FieldViolations violations;
  ReadValue(definition, "value", value, &violations);
  return WordsOf(violations.ToStatus());
}

}  // namespace comptoir::customers
