#include "tools/cli/message/request_flags.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/annotations.pb.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/cli/message/field_text.h"
#include "tools/cli/terminal/terminal.h"

namespace comptoir::cli {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;

// Groups inside groups beyond this are given as JSON.
constexpr int kDepthMax = 2;
constexpr std::string_view kMask = "update_mask";
constexpr std::string_view kEtag = "etag";
// A message about what to give names at most so many flags.
constexpr size_t kFlagsNamed = 8;

const FieldRules& RulesOf(const FieldDescriptor& field) {
  return field.options().GetExtension(comptoir::rules);
}

bool IsSecret(const FieldDescriptor& field) {
  return field.options().GetExtension(comptoir::pii) == PII_CLASS_SECRET;
}

bool Contains(const std::vector<std::string>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

// "lines" -> "line", "addresses" -> "address".
std::string Singular(std::string name) {
  if (name.ends_with("sses")) return name.substr(0, name.size() - 2);
  if (name.ends_with('s')) name.pop_back();
  return name;
}

std::string Dashed(std::string name) {
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

// What a text looks like, by an example; empty for any text.
std::string FormOf(const FieldRules& rules) {
  switch (rules.format()) {
    case FORMAT_COUNTRY:
      return "country code such as FR";
    case FORMAT_CURRENCY:
      return "currency code such as EUR";
    case FORMAT_LANGUAGE:
      return "language such as fr-CA";
    case FORMAT_TIME_ZONE:
      return "time zone such as Europe/Paris";
    case FORMAT_BIRTHDAY:
      return "YYYY-MM-DD or MM-DD";
    case FORMAT_REQUEST_ID:
      return "makes the call safe to repeat; new each time when left out";
    default:
      return "";
  }
}

// How a message is written in one word.
std::string FormOfMessage(const FieldDescriptor& field) {
  const std::string& type = field.message_type()->name();
  if (!IsOneWord(field)) return "field=value,field=value or JSON";
  if (type == "Money") return "such as '12.50 EUR'";
  if (type == "Timestamp") return "such as 2031-05-04T09:00:00Z";
  if (type == "Duration") return "such as 15s";
  return type;
}

// What the field takes, in a few words; empty when the sentence says it.
std::string FormOfValue(const FieldDescriptor& field) {
  const FieldRules& rules = RulesOf(field);
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      return fmt::format("{}", fmt::join(EnumNames(field), " | "));
    case FieldDescriptor::CPPTYPE_BOOL:
      return "yes or no";
    case FieldDescriptor::CPPTYPE_STRING:
      if (!rules.id_prefix().empty()) return rules.id_prefix() + "_...";
      return FormOf(rules);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return FormOfMessage(field);
    default:
      return "";
  }
}

// What it takes when nothing better is known.
std::string Plainly(const FieldDescriptor& field) {
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_STRING) return "number";
  const int most = RulesOf(field).max_length();
  return most == 0 ? "text" : fmt::format("up to {} letters", most);
}

// Sentences that only send the reader elsewhere.
bool SaysNothing(std::string_view sentence) {
  return sentence.starts_with("See ") || sentence.starts_with("As in ");
}

std::string SomeOf(std::vector<std::string> flags) {
  if (flags.size() <= kFlagsNamed) {
    return fmt::format("{}", fmt::join(flags, ", "));
  }
  flags.resize(kFlagsNamed);
  return fmt::format("{}, ...", fmt::join(flags, ", "));
}

// Whether messages of the type can stand inside each other, at whatever depth.
bool IsTree(const Descriptor& type) {
  for (int i = 0; i < type.field_count(); ++i) {
    const Descriptor* inner = type.field(i)->message_type();
    if (inner == nullptr) continue;
    if (inner == &type) return true;
    for (int j = 0; j < inner->field_count(); ++j) {
      if (inner->field(j)->message_type() == &type) return true;
    }
  }
  return false;
}

bool IsRequired(const FieldDescriptor& field) {
  return RulesOf(field).required() || RulesOf(field).required_on_create();
}

}  // namespace

const FieldDescriptor* FindField(const Descriptor& type,
                                 std::string_view path) {
  const size_t dot = path.find('.');
  const FieldDescriptor* field =
      type.FindFieldByName(std::string(path.substr(0, dot)));
  if (field == nullptr || dot == std::string_view::npos) return field;
  if (field->message_type() == nullptr) return nullptr;
  return FindField(*field->message_type(), path.substr(dot + 1));
}

RequestFlags::RequestFlags(std::shared_ptr<Message> request,
                           RequestFlagsOptions options)
    : request_(std::move(request)), options_(std::move(options)) {
  for (const std::string& word : options_.words) {
    const FieldDescriptor* field = FindField(*request_->GetDescriptor(), word);
    // A path that leads nowhere fails the test that walks the overrides.
    if (field == nullptr) continue;
    std::string name = word;
    std::replace(name.begin(), name.end(), '.', '_');
    AddValue(*field, word, name);
  }
  AddFields(*request_->GetDescriptor(), "", "", 0);
}

bool RequestFlags::is_update() const {
  return request_->GetDescriptor()->FindFieldByName(std::string(kMask)) !=
         nullptr;
}

bool RequestFlags::HasArgument(const std::string& name) const {
  return std::any_of(
      arguments_.begin(), arguments_.end(),
      [&name](const Argument& argument) { return argument.name == name; });
}

std::string RequestFlags::Describe(const FieldDescriptor& field) const {
  std::string text;
  if (options_.sentence_of) {
    text = options_.sentence_of(field.full_name());
    if (SaysNothing(text)) text.clear();
  }
  std::vector<std::string> facts;
  if (RulesOf(field).required() ||
      (RulesOf(field).required_on_create() && !is_update())) {
    facts.emplace_back("required");
  }
  if (std::string form = FormOfValue(field); !form.empty()) {
    facts.push_back(std::move(form));
  }
  if (field.is_repeated()) facts.emplace_back("may be repeated");
  if (facts.empty() && text.empty()) return Plainly(field);
  if (facts.empty()) return text;
  const std::string form = fmt::format("{}", fmt::join(facts, "; "));
  return text.empty() ? form : fmt::format("{} ({})", text, form);
}

void RequestFlags::AddFields(const Descriptor& type, const std::string& path,
                             const std::string& prefix, int depth) {
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const std::string field_path = path + field.name();
    const bool is_skipped = RulesOf(field).output_only() ||
                            (is_update() && RulesOf(field).immutable()) ||
                            field_path == kMask ||
                            Contains(options_.words, field_path) ||
                            Contains(options_.hidden, field_path);
    if (!is_skipped) AddField(field, path, prefix, depth);
  }
}

void RequestFlags::AddField(const FieldDescriptor& field,
                            const std::string& path, const std::string& prefix,
                            int depth) {
  const std::string field_path = path + field.name();
  const bool is_flattened = depth == 0 && field.name() == options_.flattened;
  const bool is_value = IsOneWord(field) || field.is_repeated() ||
                        field.is_map() || depth >= kDepthMax;
  if (is_flattened || !is_value) {
    // A tree as a whole, and the first of its branches by themselves.
    if (depth == 0 && IsTree(*field.message_type())) {
      AddValue(field, field_path, "--" + prefix + Dashed(field.name()));
    }
    AddFields(*field.message_type(), field_path + ".",
              is_flattened ? "" : prefix + Dashed(field.name()) + ".",
              depth + 1);
    return;
  }
  const std::string name =
      field.is_repeated() ? Singular(field.name()) : field.name();
  const std::string flag =
      "--" + prefix + Dashed(name) + (IsSecret(field) ? "-file" : "");
  // A resource inside the request may have the same field as the request.
  if (HasArgument(flag)) return;
  if (IsSecret(field)) {
    AddSecret(field, field_path, flag);
  } else {
    AddValue(field, field_path, flag);
  }
  if (options_.flattened.empty() || field.name() == kEtag ||
      !path.starts_with(options_.flattened + ".")) {
    return;
  }
  inside_.push_back(flag);
  if (IsRequired(field)) required_inside_.push_back(flag);
}

void RequestFlags::AddSecret(const FieldDescriptor& field,
                             const std::string& path, const std::string& flag) {
  secrets_.push_back(std::make_unique<Secret>(
      Secret{path, field.name(), RulesOf(field).required(), ""}));
  std::replace(secrets_.back()->what.begin(), secrets_.back()->what.end(), '_',
               ' ');
  arguments_.push_back(TextArgument(flag,
                                    "file that holds it, - for standard input",
                                    "FILE", &secrets_.back()->file));
}

void RequestFlags::AddValue(const FieldDescriptor& field,
                            const std::string& path, const std::string& name) {
  Argument argument = {.name = name,
                       .help = Describe(field),
                       .is_repeated = field.is_repeated(),
                       .take = [this, path](const std::string& text) {
                         return Set(path, text);
                       }};
  // A word that names nothing has no meaning; a required flag is left to the
  // server, which reports all that is wrong at once.
  if (argument.is_word()) {
    argument.is_required = RulesOf(field).required() ||
                           RulesOf(field).min_items() > 0 ||
                           path.find('.') != std::string::npos;
  }
  arguments_.push_back(std::move(argument));
}

absl::Status RequestFlags::Set(const std::string& path,
                               const std::string& text) {
  given_.push_back(path);
  const FieldDescriptor* field = FindField(*request_->GetDescriptor(), path);
  if (field == nullptr || options_.spelled == nullptr) {
    return SetFieldText(*request_, path, text);
  }
  const absl::StatusOr<std::string> spelled = options_.spelled(*field, text);
  if (!spelled.ok()) return spelled.status();
  return SetFieldText(*request_, path, *spelled);
}

absl::Status RequestFlags::Finish(const Terminal& terminal) {
  for (const std::unique_ptr<Secret>& secret : secrets_) {
    if (secret->file.empty() && !secret->is_required) continue;
    const absl::StatusOr<std::string> text =
        secret->file.empty() ? terminal.AskSecret(secret->what)
                             : ReadSecret(secret->file);
    if (!text.ok()) return text.status();
    const absl::Status status = Set(secret->path, *text);
    if (!status.ok()) return status;
  }
  return is_update() ? FillMask() : CheckGiven();
}

absl::Status RequestFlags::CheckGiven() const {
  const FieldDescriptor* field =
      request_->GetDescriptor()->FindFieldByName(options_.flattened);
  if (field == nullptr || !RulesOf(*field).required() || inside_.empty() ||
      request_->GetReflection()->HasField(*request_, field)) {
    return absl::OkStatus();
  }
  if (!required_inside_.empty()) {
    return absl::InvalidArgumentError(
        fmt::format("give {}", fmt::join(required_inside_, ", ")));
  }
  return absl::InvalidArgumentError(
      fmt::format("give at least one of {}", SomeOf(inside_)));
}

absl::Status RequestFlags::FillMask() {
  const FieldDescriptor* field =
      request_->GetDescriptor()->FindFieldByName(std::string(kMask));
  if (field == nullptr || options_.flattened.empty()) return absl::OkStatus();
  const std::string inside = options_.flattened + ".";
  google::protobuf::FieldMask mask;
  for (const std::string& path : given_) {
    if (!path.starts_with(inside)) continue;
    const std::string field_path = path.substr(inside.size());
    // Who is changed, and which version of it, are no changes.
    if (field_path != "id" && field_path != kEtag) mask.add_paths(field_path);
  }
  if (mask.paths().empty()) {
    return absl::InvalidArgumentError(fmt::format(
        "nothing to change: give at least one of {}", SomeOf(inside_)));
  }
  request_->GetReflection()
      ->MutableMessage(request_.get(), field)
      ->CopyFrom(mask);
  return absl::OkStatus();
}

}  // namespace comptoir::cli
