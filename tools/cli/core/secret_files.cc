#include "tools/cli/core/secret_files.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "comptoir/annotations.pb.h"
#include "fmt/format.h"
#include "server/base/files/private_file.h"
#include "tools/cli/message/field_text.h"

namespace comptoir::cli {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;

std::vector<std::string> SecretsOf(const Message& answer) {
  std::vector<std::string> secrets;
  const auto* type = answer.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->options().GetExtension(comptoir::pii) == PII_CLASS_SECRET) {
      secrets.push_back(field->name());
    }
  }
  return secrets;
}

}  // namespace

SecretFiles::SecretFiles(CLI::App& command, const Message& answer) {
  for (const std::string& name : SecretsOf(answer)) {
    std::string flag = "--save-" + name;
    std::replace(flag.begin(), flag.end(), '_', '-');
    command
        .add_option(flag, paths_[name],
                    "write it to a new private file instead of showing it")
        ->type_name("FILE");
  }
  if (paths_.empty()) return;
  command.add_flag("--force", is_forced_,
                   "let --save-... replace a file that exists");
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
