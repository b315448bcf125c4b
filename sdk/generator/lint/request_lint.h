// The shape of requests and responses, method by method.
#ifndef COMPTOIR_SDK_GENERATOR_LINT_REQUEST_LINT_H_
#define COMPTOIR_SDK_GENERATOR_LINT_REQUEST_LINT_H_

#include "sdk/generator/lint/api.h"
#include "sdk/generator/lint/finding.h"

namespace comptoir::generator::lint {

// What every list says of its pages.
inline constexpr int kPageSizeDefault = 50;
inline constexpr int kPageSizeMax = 200;
inline constexpr int kPageTokenLengthMax = 1024;

// "update": UpdateX asks with {X x (required), FieldMask update_mask
// (optional), request_id} alone, and X has an `id` and an `etag` that clients
// may send. "list": what has pages has them under the same names and limits.
// "request-id": every write, and nothing else, has `request_id` = 15.
void LintRequests(const Api& api, Findings& findings);

}  // namespace comptoir::generator::lint

#endif  // COMPTOIR_SDK_GENERATOR_LINT_REQUEST_LINT_H_
