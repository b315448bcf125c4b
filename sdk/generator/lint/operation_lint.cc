#include "sdk/generator/lint/operation_lint.h"

#include <string>

#include "fmt/format.h"

namespace comptoir::generator::lint {
namespace {

constexpr char kRule[] = "operation";
constexpr char kOperation[] = "Operation";

bool StartsOperation(const MethodDescriptor& method) {
  const FieldDescriptor* field =
      method.output_type()->FindFieldByName("operation");
  return IsOne(field, FieldDescriptor::TYPE_MESSAGE) &&
         field->message_type()->name() == kOperation &&
         method.service()->name() != "OperationService";
}

}  // namespace

void LintOperations(const Api& api, Findings& findings) {
  for (const MethodDescriptor* method : api.methods) {
    const std::string& named =
        method->options().GetExtension(comptoir::method).operation_result();
    const Descriptor& response = *method->output_type();
    if (!StartsOperation(*method)) {
      if (named.empty()) continue;
      findings.push_back(
          At(response, kRule,
             "is of a method with operation_result; add Operation operation"));
    } else if (ResultOf(*method) == nullptr) {
      findings.push_back(At(
          response, kRule,
          named.empty()
              ? std::string("answers with an operation; let the method say "
                            "its operation_result")
              : fmt::format("is to come to {}, which is no message", named)));
    }
  }
}

}  // namespace comptoir::generator::lint
