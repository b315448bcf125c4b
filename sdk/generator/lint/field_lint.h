// The names and rules of fields, one by one.
#ifndef COMPTOIR_SDK_GENERATOR_LINT_FIELD_LINT_H_
#define COMPTOIR_SDK_GENERATOR_LINT_FIELD_LINT_H_

#include "sdk/generator/lint/api.h"
#include "sdk/generator/lint/finding.h"

namespace comptoir::generator::lint {

// "state": where a thing is in its life is an enum XState in a field `state`,
// or one that ends in `_state`; nothing is called status.
// "time": a Timestamp's name ends in `_time`, and no number's or
// text's does.
// "etag": what refuses a change of another version is called `etag`.
// "token": a secret token is called after what it is of, and is a secret.
// "actor": who did something is `actor_id`, or ends in `_actor_id`.
// "noun": required_on_create and immutable are said of nouns' fields alone,
// and what a noun needs when it can be updated is required_on_create.
void LintFields(const Api& api, Findings& findings);

}  // namespace comptoir::generator::lint

#endif  // COMPTOIR_SDK_GENERATOR_LINT_FIELD_LINT_H_
