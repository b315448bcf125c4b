// Who is there twice, for people.
#ifndef COMPTOIR_TOOLS_CLI_DUPLICATE_TEXT_H_
#define COMPTOIR_TOOLS_CLI_DUPLICATE_TEXT_H_

#include "absl/status/status.h"
#include "comptoir/customers/v1/duplicate_service.pb.h"

namespace comptoir::cli {

class Context;

// The customers of each suggestion, one a row, with why, on standard output.
void PrintDuplicates(const Context& context,
                     const customers::v1::ListDuplicatesResponse& all);
// Whom a customer would double.
void PrintDuplicates(const Context& context,
                     const customers::v1::CheckDuplicatesResponse& response);

// Shows whom it would double, on standard error, and asks whether to create it
// all the same; an error when not: ALREADY_EXISTS when nobody can be asked.
// With --json the answer then goes to standard output.
absl::Status ConfirmDouble(
    const Context& context,
    const customers::v1::CheckDuplicatesResponse& response);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_DUPLICATE_TEXT_H_
