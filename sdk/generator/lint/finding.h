// What the lint has to say of one place in the API's protos.
#ifndef COMPTOIR_SDK_GENERATOR_LINT_FINDING_H_
#define COMPTOIR_SDK_GENERATOR_LINT_FINDING_H_

#include <string>
#include <vector>

namespace comptoir::generator::lint {

struct Finding {
  // "comptoir/a/v1/b.proto:Message.field", or without the field.
  std::string where;
  // The rule's name, such as "update".
  std::string rule;
  // What is wrong, and how to mend it.
  std::string what;
};

using Findings = std::vector<Finding>;

}  // namespace comptoir::generator::lint

#endif  // COMPTOIR_SDK_GENERATOR_LINT_FINDING_H_
