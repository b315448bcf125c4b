// The one shape of the API, as far as descriptors show it: what every area does
// alike, so that who knows one method knows them all.
#ifndef COMPTOIR_SDK_GENERATOR_LINT_LINT_H_
#define COMPTOIR_SDK_GENERATOR_LINT_LINT_H_

#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "sdk/generator/lint/finding.h"

namespace comptoir::generator::lint {

// All findings in files that make up one API, by place. The files need their
// comments and parsed options.
Findings Lint(const std::vector<const google::protobuf::FileDescriptor*>& api);

// What differs between the findings and the exceptions that are known, a line
// each: a finding that is not excepted, and an exception that nothing needs any
// more. `exceptions` has lines "WHERE RULE: REASON"; "#" begins a comment.
std::vector<std::string> Compare(const Findings& findings,
                                 const std::string& exceptions);

}  // namespace comptoir::generator::lint

#endif  // COMPTOIR_SDK_GENERATOR_LINT_LINT_H_
