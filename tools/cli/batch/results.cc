#include "tools/cli/batch/results.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "tools/cli/core/context.h"
#include "tools/cli/core/exit_code.h"
#include "tools/cli/message/field_text.h"

namespace comptoir::cli {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;

constexpr char kFailure[] = "failure";
constexpr char kOutcome[] = "outcome";
// As ValueText has them.
constexpr std::array<std::string_view, 2> kFailedOutcomes = {
    "refused", "unknown-customer"};

bool IsResult(const Descriptor& type) {
  const FieldDescriptor* outcome = type.FindFieldByName(kOutcome);
  return type.FindFieldByName(kFailure) != nullptr ||
         (outcome != nullptr && outcome->enum_type() != nullptr);
}

}  // namespace

const FieldDescriptor* ResultsOf(const Descriptor& answer) {
  for (int i = 0; i < answer.field_count(); ++i) {
    const FieldDescriptor* field = answer.field(i);
    if (field->is_repeated() && field->message_type() != nullptr &&
        IsResult(*field->message_type())) {
      return field;
    }
  }
  return nullptr;
}

bool IsFailed(const Message& result) {
  const FieldDescriptor* failure =
      result.GetDescriptor()->FindFieldByName(kFailure);
  if (failure != nullptr) {
    return result.GetReflection()->HasField(result, failure);
  }
  const std::string outcome = FieldText(result, kOutcome);
  return std::find(kFailedOutcomes.begin(), kFailedOutcomes.end(), outcome) !=
         kFailedOutcomes.end();
}

int NoteFailed(Context& context, const Message& answer) {
  const FieldDescriptor* results = ResultsOf(*answer.GetDescriptor());
  if (results == nullptr) return 0;
  int failed = 0;
  for (int i = 0; i < answer.GetReflection()->FieldSize(answer, results); ++i) {
    if (IsFailed(
            answer.GetReflection()->GetRepeatedMessage(answer, results, i))) {
      ++failed;
    }
  }
  if (failed > 0) context.set_exit_code(kExitPartialImport);
  return failed;
}

}  // namespace comptoir::cli
