// Methods that start long operations.
#ifndef COMPTOIR_SDK_GENERATOR_LINT_OPERATION_LINT_H_
#define COMPTOIR_SDK_GENERATOR_LINT_OPERATION_LINT_H_

#include "sdk/generator/lint/api.h"
#include "sdk/generator/lint/finding.h"

namespace comptoir::generator::lint {

// "operation": a method that starts an operation, and answers with it, says by
// `operation_result` which message of the API the result will be; others say
// nothing. (OperationService answers with operations that others started.)
void LintOperations(const Api& api, Findings& findings);

}  // namespace comptoir::generator::lint

#endif  // COMPTOIR_SDK_GENERATOR_LINT_OPERATION_LINT_H_
