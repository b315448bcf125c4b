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

// The field at a path that the command's author wrote; must exist.
const FieldDescriptor* FindField(const Descriptor* type,
                                 std::string_view path) {
  const size_t dot = path.find('.');
  const FieldDescriptor* field =
      type->FindFieldByName(std::string(path.substr(0, dot)));
  if (dot == std::string_view::npos) return field;
  return FindField(field->message_type(), path.substr(dot + 1));
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

// What the field takes, in a few words for --help.
std::string Describe(const FieldDescriptor& field) {
  std::vector<std::string> facts;
  const FieldRules& rules = RulesOf(field);
  if (rules.required()) facts.push_back("required");
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      facts.push_back(fmt::format("{}", fmt::join(EnumNames(field), " | ")));
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      facts.push_back("yes or no");
      break;
    case FieldDescriptor::CPPTYPE_STRING:
      if (!rules.id_prefix().empty()) {
        facts.push_back(rules.id_prefix() + "_...");
      } else if (const std::string form = FormOf(rules); !form.empty()) {
        facts.push_back(form);
      } else if (rules.max_length() > 0) {
        facts.push_back(fmt::format("up to {} letters", rules.max_length()));
      }
      break;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      facts.push_back(FormOfMessage(field));
      break;
    default:
      facts.push_back("number");
  }
  if (field.is_repeated()) facts.push_back("may be repeated");
  return fmt::format("{}", fmt::join(facts, ", "));
}

std::unique_ptr<Message> Empty(const Message& message) {
  return std::unique_ptr<Message>(message.New());
}

}  // namespace

RequestFlags::RequestFlags(CLI::App& command, std::shared_ptr<Message> request,
                           RequestFlagsOptions options)
    : command_(command),
      request_(std::move(request)),
      options_(std::move(options)) {
  for (const std::string& word : options_.words) {
    AddValue(*FindField(request_->GetDescriptor(), word), word, "");
  }
  AddFields(*request_->GetDescriptor(), "", "", 0);
}

void RequestFlags::AddFields(const Descriptor& type, const std::string& path,
                             const std::string& prefix, int depth) {
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const std::string field_path = path + field.name();
    const bool is_skipped = RulesOf(field).output_only() ||
                            field_path == kMask || IsOfTheServer(path, field) ||
                            Contains(options_.words, field_path) ||
                            Contains(options_.hidden, field_path);
    if (!is_skipped) AddField(field, path, prefix, depth);
  }
}

// A new thing gets its id and its etag from the server.
bool RequestFlags::IsOfTheServer(const std::string& path,
                                 const FieldDescriptor& field) const {
  return !options_.flattened.empty() && path == options_.flattened + "." &&
         (field.name() == "id" || field.name() == "etag") &&
         request_->GetDescriptor()->FindFieldByName(std::string(kMask)) ==
             nullptr;
}

void RequestFlags::AddField(const FieldDescriptor& field,
                            const std::string& path, const std::string& prefix,
                            int depth) {
  const std::string field_path = path + field.name();
  const bool is_flattened = depth == 0 && field.name() == options_.flattened;
  if (!is_flattened && (IsOneWord(field) || field.is_repeated() ||
                        field.is_map() || depth >= kDepthMax)) {
    const std::string name =
        field.is_repeated() ? Singular(field.name()) : field.name();
    const std::string flag = "--" + prefix + Dashed(name);
    // A resource inside the request may have the same field as the request.
    if (command_.get_option_no_throw(flag) != nullptr) return;
    if (IsSecret(field)) {
      AddSecret(field, field_path, flag);
    } else {
      AddValue(field, field_path, flag);
    }
    return;
  }
  AddFields(*field.message_type(), field_path + ".",
            is_flattened ? "" : prefix + Dashed(field.name()) + ".", depth + 1);
}

void RequestFlags::AddSecret(const FieldDescriptor& field,
                             const std::string& path, const std::string& flag) {
  secrets_.push_back(std::make_unique<Secret>(
      Secret{path, field.name(), RulesOf(field).required(), ""}));
  std::replace(secrets_.back()->what.begin(), secrets_.back()->what.end(), '_',
               ' ');
  command_
      .add_option(flag + "-file", secrets_.back()->file,
                  "file that holds it, - for standard input")
      ->type_name("FILE");
}

void RequestFlags::AddValue(const FieldDescriptor& field,
                            const std::string& path, const std::string& flag) {
  const std::string help = Describe(field);
  std::string name = flag.empty() ? path : flag;
  if (flag.empty()) std::replace(name.begin(), name.end(), '.', '_');
  CLI::Option* option = nullptr;
  if (field.is_repeated()) {
    option = command_.add_option_function<std::vector<std::string>>(
        name,
        [this, path](const std::vector<std::string>& texts) {
          for (const std::string& text : texts) Set(path, text);
        },
        help);
    if (!flag.empty()) option->allow_extra_args(false);
  } else {
    option = command_.add_option_function<std::string>(
        name, [this, path](const std::string& text) { Set(path, text); }, help);
  }
  // A word that names nothing has no meaning; a required flag is left to the
  // server, which reports all that is wrong at once.
  if (flag.empty() && RulesOf(field).required()) option->required();
  option->type_name("");
  option->check([this, path](const std::string& text) {
    return std::string(SetFieldText(*Empty(*request_), path, text).message());
  });
}

void RequestFlags::Set(const std::string& path, const std::string& text) {
  // Checked before; cannot fail.
  SetFieldText(*request_, path, text).IgnoreError();
  given_.push_back(path);
}

absl::Status RequestFlags::Finish(const Terminal& terminal) {
  for (const std::unique_ptr<Secret>& secret : secrets_) {
    if (secret->file.empty() && !secret->is_required) continue;
    const absl::StatusOr<std::string> text =
        secret->file.empty() ? terminal.AskSecret(secret->what)
                             : ReadSecret(secret->file);
    if (!text.ok()) return text.status();
    Set(secret->path, *text);
  }
  return FillMask();
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
    if (field_path != "id" && field_path != "etag") mask.add_paths(field_path);
  }
  if (mask.paths().empty()) {
    return absl::InvalidArgumentError("nothing to change: give a field");
  }
  request_->GetReflection()
      ->MutableMessage(request_.get(), field)
      ->CopyFrom(mask);
  return absl::OkStatus();
}

}  // namespace comptoir::cli
