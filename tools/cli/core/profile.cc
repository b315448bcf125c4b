#include "tools/cli/core/profile.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "server/base/files/durable_file.h"
#include "server/base/files/private_file.h"
#include "tools/cli/terminal/terminal.h"

namespace comptoir::cli {
namespace {

constexpr std::string_view kSuffix = ".conf";

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

absl::Status CheckName(std::string_view name) {
  const bool is_plain =
      !name.empty() && name.size() <= 64 &&
      std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '-' || c == '_';
      });
  if (is_plain) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "a profile is named with up to 64 letters, digits, dashes");
}

std::string PathOf(std::string_view name) {
  return fmt::format("{}/{}{}", ProfileFolder(), name, kSuffix);
}

std::string_view Trim(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

absl::Status ReadTlsChoice(std::string_view text, TlsChoice& choice) {
  for (const TlsChoice known :
       {TlsChoice::kByAddress, TlsChoice::kAlways, TlsChoice::kNever}) {
    if (text != TlsChoiceName(known)) continue;
    choice = known;
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      fmt::format("tls is by-address, yes or no, not {}", text));
}

absl::Status ReadLine(std::string_view line, Profile& profile) {
  line = Trim(line);
  if (line.empty() || line.starts_with('#')) return absl::OkStatus();
  const size_t equals = line.find('=');
  const std::string_view key = Trim(line.substr(0, equals));
  const std::string value(
      equals == std::string_view::npos ? "" : Trim(line.substr(equals + 1)));
  if (key == "server") {
    profile.server = value;
  } else if (key == "token_file") {
    profile.token_file = value;
  } else if (key == "root_certificates") {
    profile.root_certificates = value;
  } else if (key == "tls") {
    return ReadTlsChoice(value, profile.tls);
  } else {
    return absl::InvalidArgumentError(fmt::format("unknown setting {}", key));
  }
  return absl::OkStatus();
}

}  // namespace

std::string_view TlsChoiceName(TlsChoice choice) {
  switch (choice) {
    case TlsChoice::kAlways:
      return "yes";
    case TlsChoice::kNever:
      return "no";
    default:
      return "by-address";
  }
}

std::string ProfileFolder() {
  std::string config = Environment("XDG_CONFIG_HOME");
  if (config.empty()) config = Environment("HOME") + "/.config";
  return config + "/comptoir/profiles";
}

absl::StatusOr<Profile> ReadProfile(const std::string& name) {
  absl::Status status = CheckName(name);
  if (!status.ok()) return status;
  const absl::StatusOr<std::string> content = ReadInput(PathOf(name));
  if (absl::IsNotFound(content.status())) return Profile();
  if (!content.ok()) return content.status();

  Profile profile;
  std::string_view rest = *content;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    status = ReadLine(rest.substr(0, end), profile);
    if (!status.ok()) {
      return absl::InvalidArgumentError(
          fmt::format("{}: {}", PathOf(name), std::string(status.message())));
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return profile;
}

absl::Status WriteProfile(const std::string& name, const Profile& profile) {
  absl::Status status = CheckName(name);
  if (!status.ok()) return status;
  status = MakeFolder(ProfileFolder());
  if (!status.ok()) return status;
  std::string content = "# Written by `comptoir profile set`.\n";
  content += fmt::format("server = {}\n", profile.server);
  content += fmt::format("token_file = {}\n", profile.token_file);
  content += fmt::format("root_certificates = {}\n", profile.root_certificates);
  content += fmt::format("tls = {}\n", TlsChoiceName(profile.tls));
  return WritePrivateFile(PathOf(name), content, Existing::kReplace);
}

std::vector<std::string> ListProfiles() {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry :
       std::filesystem::directory_iterator(ProfileFolder(), ignored)) {
    if (entry.path().extension() == kSuffix) {
      names.push_back(entry.path().stem().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace comptoir::cli
