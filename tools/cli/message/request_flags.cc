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
#include "absl/strings/str_split.h"
#include "comptoir/annotations.pb.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/cli/message/field_text.h"
#include "tools/cli/message/flags/choices.h"
#include "tools/cli/message/flags/conditions.h"
#include "tools/cli/message/flags/flag_help.h"
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

std::string SomeOf(std::vector<std::string> flags) {
  if (flags.size() <= kFlagsNamed) {
    return fmt::format("{}", fmt::join(flags, ", "));
  }
  flags.resize(kFlagsNamed);
  return fmt::format("{}, ...", fmt::join(flags, ", "));
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

bool RequestFlags::IsNeeded(const FieldDescriptor& field,
                            const std::string& path) const {
  // Within a group that may be left out nothing must be given.
  for (size_t dot = path.find('.'); dot != std::string::npos;
       dot = path.find('.', dot + 1)) {
    const FieldDescriptor* group =
        FindField(*request_->GetDescriptor(), path.substr(0, dot));
    if (!RulesOf(*group).required()) return false;
  }
  return IsRequired(field);
}

bool RequestFlags::IsReplaced(const FieldDescriptor& field,
                              const std::string& path) {
  // A tree is replaced as a whole, whatever is given of it.
  return field.is_repeated() && is_update() && !options_.flattened.empty() &&
         path.starts_with(options_.flattened + ".") && TreeOf(path) == nullptr;
}

std::string RequestFlags::Describe(const FieldDescriptor& field,
                                   const std::string& path) {
  const bool is_needed =
      IsNeeded(field, path) && (RulesOf(field).required() || !is_update());
  return HelpOf(
      field,
      {.sentence =
           options_.sentence_of ? options_.sentence_of(field.full_name()) : "",
       .is_required = is_needed,
       .replaces_list = IsReplaced(field, path)});
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
    const bool is_tree = IsTreeAt(field, path, depth);
    if (is_tree) AddTree(field, field_path, prefix);
    AddFields(*field.message_type(), field_path + ".",
              is_flattened ? "" : prefix + Dashed(field.name()) + ".",
              is_tree ? 1 : depth + 1);
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
  if (IsNeeded(field, field_path)) required_inside_.push_back(flag);
}

bool RequestFlags::IsTreeAt(const FieldDescriptor& field,
                            const std::string& path, int depth) const {
  const bool is_inside =
      path == options_.flattened + "." && !IsTree(*field.containing_type());
  return (depth == 0 || is_inside) && IsTree(*field.message_type());
}

void RequestFlags::AddTree(const FieldDescriptor& field,
                           const std::string& path, const std::string& prefix) {
  const std::string flag = "--" + prefix + Dashed(field.name());
  if (AllOf(*field.message_type()) != nullptr) {
    trees_.push_back({path, Conditions(*field.message_type())});
  }
  AddValue(field, path, flag);
  if (!options_.flattened.empty() && path.starts_with(options_.flattened)) {
    inside_.push_back(flag);
  }
}

void RequestFlags::AddSecret(const FieldDescriptor& field,
                             const std::string& path, const std::string& flag) {
  secrets_.push_back(std::make_unique<Secret>(
      Secret{path, flag, field.name(), RulesOf(field).required(), ""}));
  std::replace(secrets_.back()->what.begin(), secrets_.back()->what.end(), '_',
               ' ');
  arguments_.push_back(TextArgument(flag,
                                    "file that holds it, - for standard input",
                                    "FILE", &secrets_.back()->file));
}

void RequestFlags::AddValue(const FieldDescriptor& field,
                            const std::string& path, const std::string& name) {
  Argument argument = {
      .name = name,
      .help = Describe(field, path),
      .is_repeated = field.is_repeated(),
      .take = [this, &field, path, name](const std::string& text) {
        return Set(field, {path, name, text});
      }};
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
    argument.value = "yes|no";
  }
  // A word that names nothing has no meaning; a required flag is left to the
  // server, which reports all that is wrong at once.
  if (argument.is_word()) {
    argument.is_required = RulesOf(field).required() ||
                           RulesOf(field).min_items() > 0 ||
                           path.find('.') != std::string::npos;
  }
  arguments_.push_back(std::move(argument));
}

absl::Status RequestFlags::Set(const FieldDescriptor& field, Given given) {
  for (const Given& other : given_) {
    if (Excludes(given.path, other.path)) return RefuseBoth(given, other);
    const bool is_emptied = given.text.empty() || other.text.empty();
    if (given.path == other.path && IsReplaced(field, given.path) &&
        is_emptied) {
      return absl::InvalidArgumentError(
          "'' empties the list: give it alone, or what is to be in it");
    }
  }
  given_.push_back(given);
  // Said by the mask.
  if (given.text.empty() && IsReplaced(field, given.path)) {
    return absl::OkStatus();
  }
  absl::StatusOr<std::string> text = std::move(given.text);
  if (options_.spelled) text = options_.spelled(field, *text);
  if (!text.ok()) return text.status();
  Tree* tree = TreeOf(given.path);
  if (tree == nullptr) return SetFieldText(*request_, given.path, *text);
  absl::Status status =
      tree->conditions.Set(PathInside(tree->path, given.path), *text);
  if (!status.ok()) return status;
  Message* at = request_.get();
  const std::vector<std::string> names = absl::StrSplit(tree->path, '.');
  for (const std::string& name : names) {
    at = at->GetReflection()->MutableMessage(
        at, at->GetDescriptor()->FindFieldByName(name));
  }
  tree->conditions.PutInto(*at);
  return absl::OkStatus();
}

RequestFlags::Tree* RequestFlags::TreeOf(const std::string& path) {
  for (Tree& tree : trees_) {
    if (path == tree.path || path.starts_with(tree.path + ".")) return &tree;
  }
  return nullptr;
}

bool RequestFlags::Excludes(const std::string& path, const std::string& other) {
  const Tree* tree = TreeOf(path);
  if (tree != nullptr && tree == TreeOf(other)) {
    // Conditions of their own, which both hold.
    const std::string_view member = PathInside(tree->path, path);
    const std::string_view other_member = PathInside(tree->path, other);
    if (FirstOf(member) != FirstOf(other_member)) return false;
  }
  return AreAlternatives(*request_->GetDescriptor(), path, other);
}

absl::Status RequestFlags::RefuseBoth(const Given& given, const Given& other) {
  std::string text =
      fmt::format("contradicts {}: give one of them", other.flag);
  const Tree* tree = TreeOf(given.path);
  if (tree == nullptr) return absl::InvalidArgumentError(text);
  // What else is said of the same condition goes with each of the two.
  const std::string_view mine = PathInside(tree->path, given.path);
  std::string with_other;
  std::string with_given;
  for (const Given& said : given_) {
    const std::string_view path = PathInside(tree->path, said.path);
    if (TreeOf(said.path) != tree || FirstOf(path) != FirstOf(mine)) continue;
    const std::string part = fmt::format("{}={},", path, said.text);
    with_other += part;
    if (said.path != other.path) with_given += part;
  }
  with_other.pop_back();
  const std::string flag = FlagOfAll(*tree);
  return absl::InvalidArgumentError(
      fmt::format("{}; for both: {} '{}' {} '{}{}={}'", text, flag, with_other,
                  flag, with_given, mine, given.text));
}

std::string RequestFlags::FlagOfAll(const Tree& tree) {
  const FieldDescriptor* field =
      FindField(*request_->GetDescriptor(), tree.path);
  const FieldDescriptor* all = AllOf(*field->message_type());
  const std::string prefix =
      tree.path == options_.flattened ? "" : Dashed(field->name()) + ".";
  return fmt::format("--{}{}.{}", prefix, all->name(),
                     Dashed(Singular(ListInAll(*all).name())));
}

absl::Status RequestFlags::Finish(const Terminal& terminal) {
  for (const std::unique_ptr<Secret>& secret : secrets_) {
    if (secret->file.empty() && !secret->is_required) continue;
    const absl::StatusOr<std::string> text =
        secret->file.empty() ? terminal.AskSecret(secret->what)
                             : ReadSecret(secret->file);
    if (!text.ok()) return text.status();
    const FieldDescriptor* field =
        FindField(*request_->GetDescriptor(), secret->path);
    const absl::Status status =
        Set(*field, {secret->path, secret->flag, *text});
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
  for (const Given& given : given_) {
    if (!given.path.starts_with(inside)) continue;
    // A tree is changed as a whole.
    const Tree* tree = TreeOf(given.path);
    const std::string field_path =
        (tree == nullptr ? given.path : tree->path).substr(inside.size());
    // Who is changed, and which version of it, are no changes.
    if (field_path == "id" || field_path == kEtag) continue;
    const auto& paths = mask.paths();
    if (std::find(paths.begin(), paths.end(), field_path) == paths.end()) {
      mask.add_paths(field_path);
    }
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
