#include "server/rpc/rules/validation.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/rpc/plans/plans.h"
#include "server/rpc/rules/value_rules.h"
#include "server/values/text.h"

namespace comptoir::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

class Plan;

// One field and what it must satisfy.
struct FieldPlan {
  const FieldDescriptor* field;
  FieldRules rules;
  // Of message fields.
  const Plan* message = nullptr;
  // Of the noun in a request with an `update_mask`: its `id`, which must be set
  // to say what is changed. Null elsewhere.
  const FieldDescriptor* update_id = nullptr;
  // The requests of a batch.
  bool is_batch = false;
};

// Where a message stands in the request; built into text only to report.
struct Path {
  const Path* parent = nullptr;
  const FieldDescriptor* field = nullptr;
  int index = -1;  // Of a repeated field.

  std::string ToString() const {
    if (field == nullptr) return "";
    std::string text = parent == nullptr ? "" : parent->ToString();
    if (!text.empty()) text += '.';
    text += field->name();
    if (index >= 0) text += fmt::format("[{}]", index);
    return text;
  }
};

class Plan final : public ValidationPlan {
 public:
  void Compile(const Descriptor* type, Plans<Plan>& plans);
  void Admit(Message& message, FieldViolations& violations) const override {
    Check(message, Path{}, 0, violations);
  }

  bool holds_reports() const override { return holds_reports_; }

  void Check(Message& message, const Path& path, int depth,
             FieldViolations& violations) const;

 private:
  void CheckField(const FieldPlan& plan, Message& message, const Path& path,
                  int depth, FieldViolations& violations) const;
  void CheckMessage(const FieldPlan& plan, Message& value, const Path& path,
                    int depth, FieldViolations& violations) const;

  std::vector<FieldPlan> fields_;
  bool holds_reports_ = false;
};

// AIP-233: `repeated XRequest requests`.
bool IsBatch(const FieldDescriptor* field) {
  return field->is_repeated() && field->name() == "requests" &&
         field->message_type() != nullptr &&
         field->message_type()->name().ends_with("Request");
}

void Plan::Compile(const Descriptor* type, Plans<Plan>& plans) {
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    FieldPlan plan{.field = field,
                   .rules = field->options().GetExtension(rules)};
    // Every list has it, and it means the same everywhere.
    if (field->name() == "page_size" && !plan.rules.has_minimum()) {
      plan.rules.set_minimum(0);
    }
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      plan.message = plans.Part(field->message_type());
      holds_reports_ |= plan.message->holds_reports_;
      if (type->FindFieldByName("update_mask") != nullptr &&
          field->message_type()->FindFieldByName("etag") != nullptr) {
        plan.update_id = field->message_type()->FindFieldByName("id");
      }
    }
    plan.is_batch = IsBatch(field);
    holds_reports_ |= plan.rules.as_reported();
    fields_.push_back(std::move(plan));
  }
}

// Leaves unknown fields out, and nothing else.
void TakeAsReported(const FieldDescriptor* field, Message& message) {
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return;
  const Reflection& reflection = *message.GetReflection();
  if (!field->is_repeated()) {
    if (!reflection.HasField(message, field)) return;
    return reflection.MutableMessage(&message, field)->DiscardUnknownFields();
  }
  for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
    reflection.MutableRepeatedMessage(&message, field, i)
        ->DiscardUnknownFields();
  }
}

std::string EnumProblem(const FieldPlan& plan, int number) {
  if (plan.field->enum_type()->FindValueByNumber(number) == nullptr) {
    return "must be a value that this server knows";
  }
  if (plan.rules.required() && number == 0) return "must be set";
  return "";
}

// What is wrong with a single scalar; `index` is -1 for a field that is not
// repeated.
std::string ScalarProblem(const FieldPlan& plan, const Message& message,
                          int index) {
  const Reflection& get = *message.GetReflection();
  const FieldDescriptor* field = plan.field;
  const bool many = index >= 0;
  const auto pick = [&](auto single, auto repeated) {
    return many ? (get.*repeated)(message, field, index)
                : (get.*single)(message, field);
  };
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string scratch;
      const std::string& text =
          many ? get.GetRepeatedStringReference(message, field, index, &scratch)
               : get.GetStringReference(message, field, &scratch);
      return field->type() == FieldDescriptor::TYPE_BYTES
                 ? BytesProblem(plan.rules, text)
                 : TextProblem(plan.rules, text);
    }
    case FieldDescriptor::CPPTYPE_INT32:
      return NumberProblem(plan.rules, pick(&Reflection::GetInt32,
                                            &Reflection::GetRepeatedInt32));
    case FieldDescriptor::CPPTYPE_INT64:
      return NumberProblem(plan.rules, pick(&Reflection::GetInt64,
                                            &Reflection::GetRepeatedInt64));
    case FieldDescriptor::CPPTYPE_UINT32:
      return NumberProblem(plan.rules, pick(&Reflection::GetUInt32,
                                            &Reflection::GetRepeatedUInt32));
    case FieldDescriptor::CPPTYPE_UINT64:
      return UnsignedProblem(plan.rules, pick(&Reflection::GetUInt64,
                                              &Reflection::GetRepeatedUInt64));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return RealProblem(plan.rules, pick(&Reflection::GetDouble,
                                          &Reflection::GetRepeatedDouble));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return RealProblem(plan.rules, pick(&Reflection::GetFloat,
                                          &Reflection::GetRepeatedFloat));
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumProblem(plan, pick(&Reflection::GetEnumValue,
                                    &Reflection::GetRepeatedEnumValue));
    default:
      return "";
  }
}

// Text of a field, single when `index` is below 0.
std::string_view TextIn(const FieldPlan& plan, const Message& message,
                        int index, std::string* scratch) {
  const Reflection& reflection = *message.GetReflection();
  return index >= 0
             ? reflection.GetRepeatedStringReference(message, plan.field, index,
                                                     scratch)
             : reflection.GetStringReference(message, plan.field, scratch);
}

void SetText(const FieldPlan& plan, std::string text, Message& message,
             int index) {
  const Reflection& reflection = *message.GetReflection();
  if (index >= 0) {
    reflection.SetRepeatedString(&message, plan.field, index, std::move(text));
  } else {
    reflection.SetString(&message, plan.field, std::move(text));
  }
}

bool IsText(const FieldPlan& plan) {
  return plan.field->type() == FieldDescriptor::TYPE_STRING;
}

// Brings free text and email addresses to NFC, the form in which text is kept
// and compared: here, since in a lane all writes of its merchants would wait
// for it.
void Compose(const FieldPlan& plan, Message& message, int index) {
  const Format format = plan.rules.format();
  if (!IsText(plan) ||
      (format != FORMAT_UNSPECIFIED && format != FORMAT_EMAIL)) {
    return;
  }
  std::string scratch;
  const std::string_view text = TextIn(plan, message, index, &scratch);
  const auto is_ascii = [](char c) { return (c & 0x80) == 0; };
  if (std::all_of(text.begin(), text.end(), is_ascii)) return;
  std::string composed = ToNfc(text);
  if (composed != text) SetText(plan, std::move(composed), message, index);
}

// Takes what was copied along with a formatted text away: spaces around it and
// what cannot be seen. Secrets stay as they were typed. False when nothing is
// left.
bool TrimFormatted(const FieldPlan& plan, Message& message, int index) {
  if (!IsText(plan) || plan.rules.format() == FORMAT_UNSPECIFIED ||
      plan.field->options().GetExtension(pii) == PII_CLASS_SECRET) {
    return true;
  }
  std::string scratch;
  const std::string_view text = TextIn(plan, message, index, &scratch);
  const auto is_plain = [](char c) { return c > ' ' && c < 0x7f; };
  if (text.empty() || std::all_of(text.begin(), text.end(), is_plain) ||
      !IsValidUtf8(text)) {
    return true;
  }
  std::string trimmed = WithoutIgnorable(text);
  const bool is_left = !trimmed.empty();
  if (trimmed != text) SetText(plan, std::move(trimmed), message, index);
  return is_left;
}

void Plan::Check(Message& message, const Path& path, int depth,
                 FieldViolations& violations) const {
  const Reflection& reflection = *message.GetReflection();
  if (!reflection.GetUnknownFields(message).empty()) {
    reflection.MutableUnknownFields(&message)->Clear();
  }
  for (const FieldPlan& plan : fields_) {
    CheckField(plan, message, path, depth, violations);
  }
}

void Plan::CheckMessage(const FieldPlan& plan, Message& value, const Path& path,
                        int depth, FieldViolations& violations) const {
  if (depth >= kDepthMax) {
    violations.Add(path.ToString(), "is nested too deeply");
    return;
  }
  if (std::string problem = WellKnownProblem(value); !problem.empty()) {
    violations.Add(path.ToString(), problem);
    return;
  }
  if (plan.update_id != nullptr &&
      !value.GetReflection()->HasField(value, plan.update_id)) {
    violations.Add(path.ToString() + ".id", "must be set");
  }
  plan.message->Check(value, path, depth + 1, violations);
}

void Plan::CheckField(const FieldPlan& plan, Message& message, const Path& path,
                      int depth, FieldViolations& violations) const {
  const Reflection& reflection = *message.GetReflection();
  const FieldDescriptor* field = plan.field;
  Path here{.parent = &path, .field = field};
  const auto report = [&](const std::string& problem) {
    if (!problem.empty()) violations.Add(here.ToString(), problem);
  };
  const auto check_scalar = [&](int index) {
    if (!TrimFormatted(plan, message, index)) {
      if (plan.rules.required()) report("must be set");
      return;
    }
    const std::string problem = ScalarProblem(plan, message, index);
    if (!problem.empty()) return report(problem);
    Compose(plan, message, index);
  };
  if (plan.rules.output_only()) {
    reflection.ClearField(&message, field);
    return;
  }
  if (!field->is_repeated()) {
    if (!reflection.HasField(message, field)) {
      if (plan.rules.required()) report("must be set");
    } else if (plan.rules.as_reported()) {
      TakeAsReported(field, message);
    } else if (plan.message != nullptr) {
      CheckMessage(plan, *reflection.MutableMessage(&message, field), here,
                   depth, violations);
    } else {
      check_scalar(-1);
    }
    return;
  }
  const int count = reflection.FieldSize(message, field);
  if (count == 0 && plan.rules.required()) return report("must be set");
  // An absurd count is reported alone: its elements are not looked at.
  if (std::string problem = CountProblem(plan.rules, count); !problem.empty()) {
    return report(problem);
  }
  if (plan.rules.as_reported() || plan.is_batch) {
    return TakeAsReported(field, message);
  }
  for (here.index = 0; here.index < count; ++here.index) {
    if (plan.message != nullptr) {
      CheckMessage(
          plan, *reflection.MutableRepeatedMessage(&message, field, here.index),
          here, depth, violations);
    } else {
      check_scalar(here.index);
    }
  }
}

}  // namespace

const ValidationPlan& ValidationPlan::Of(const Descriptor* type) {
  static auto& plans = *new Plans<Plan>;
  return plans.Of(type);
}

}  // namespace comptoir::rpc
