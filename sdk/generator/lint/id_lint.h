// Ids: one prefix a noun, and every field that holds an id says whose.
#ifndef COMPTOIR_SDK_GENERATOR_LINT_ID_LINT_H_
#define COMPTOIR_SDK_GENERATOR_LINT_ID_LINT_H_

#include "sdk/generator/lint/api.h"
#include "sdk/generator/lint/finding.h"

namespace comptoir::generator::lint {

// "id": the `id` of every noun has FORMAT_ID and a prefix of its own. A field
// that is called after a noun, `x_id` or `x_ids`, has FORMAT_ID and the prefix
// of X, in requests, where it is checked, as in responses and events, where it
// says what the id is of. A field with the prefix of X is called after X, or
// after the last words of X where the rest is clear: `line_id` in a sale.
//
// Ids of things that are not of the API, such as catalog_item_id, have no
// FORMAT_ID; what names any of several nouns has it without a prefix.
void LintIds(const Api& api, Findings& findings);

}  // namespace comptoir::generator::lint

#endif  // COMPTOIR_SDK_GENERATOR_LINT_ID_LINT_H_
