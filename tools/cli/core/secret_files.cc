#include "tools/cli/core/secret_files.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "comptoir/annotations.pb.h"
#include "fmt/format.h"
#include "tools/cli/message/field_text.h"

namespace comptoir::cli {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;

SecretFiles::SecretFiles(const Message& answer) {
  const auto* type = answer.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->options().GetExtension(comptoir::pii) == PII_CLASS_SECRET) {
      paths_[field->name()] = "";
    }
  }
}

std::vector<Argument> SecretFiles::Arguments() {
  std::vector<Argument> arguments;
  for (auto& [name, path] : paths_) {
    std::string flag = "--save-" + name;
    std::replace(flag.begin(), flag.end(), '_', '-');
    arguments.push_back(TextArgument(
        flag, "write it to a new private file instead of showing it", "FILE",
        &path));
  }
  if (!paths_.empty()) {
    arguments.push_back(SwitchArgument(
        "--force", "let --save-... replace a file that exists", &is_forced_));
  }
  return arguments;
}

absl::Status SecretFiles::Prepare() const {
  for (const auto& [name, path] : paths_) {
    if (path.empty()) continue;
    absl::Status status = MakeFolder(FolderOf(path));
    if (status.ok()) status = FileDraft::Create(path, existing()).status();
    if (absl::IsAlreadyExists(status)) {
      return absl::AlreadyExistsError(
          fmt::format("{} exists already: give --force to replace it", path));
    }
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status SecretFiles::Save(const Terminal& terminal,
                               Message& answer) const {
  for (const auto& [name, path] : paths_) {
    if (path.empty()) continue;
    const FieldDescriptor* field =
        answer.GetDescriptor()->FindFieldByName(name);
    const absl::Status status =
        WritePrivateFile(path, ValueText(answer, *field, 0) + "\n", existing());
    if (!status.ok()) {
      return absl::Status(
          status.code(),
          fmt::format("{} could not be saved and is shown instead: {}", name,
                      std::string(status.message())));
    }
    answer.GetReflection()->ClearField(&answer, field);
    terminal.Say(fmt::format("{} saved in {}", name, path));
  }
  return absl::OkStatus();
}

}  // namespace comptoir::cli
