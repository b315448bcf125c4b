// Where messages stand, and that there is one of each.
#ifndef COMPTOIR_SDK_GENERATOR_LINT_MESSAGE_LINT_H_
#define COMPTOIR_SDK_GENERATOR_LINT_MESSAGE_LINT_H_

#include "sdk/generator/lint/api.h"
#include "sdk/generator/lint/finding.h"

namespace comptoir::generator::lint {

// "event": a message that no method takes or gives is an event, or part of one,
// and stands in an ..._events.proto.
// "personal": an event holds no personal data, at any depth: it goes to whoever
// may watch, and out of the house by webhooks. Cards by brand and last four
// digits are not personal.
// "twice": no two messages of the API have one name, or the same fields: one
// Address for all areas. Requests, responses and events, which are of one
// method or happening each, may have the same fields.
void LintMessages(const Api& api, Findings& findings);

}  // namespace comptoir::generator::lint

#endif  // COMPTOIR_SDK_GENERATOR_LINT_MESSAGE_LINT_H_
