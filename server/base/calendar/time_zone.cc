#include "server/base/calendar/time_zone.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <string>

#include "absl/strings/str_split.h"
#include "fmt/format.h"
#include "server/base/strings.h"

namespace comptoir {
namespace {

// How every file of compiled rules begins (RFC 8536 section 3.1).
constexpr std::string_view kMagic = "TZif";

bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsLetter(char c) { return IsUpper(c) || (c >= 'a' && c <= 'z'); }
bool MayBeInName(char c) {
  return IsLetter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '+';
}

// Words without dots, slashes between them: such a name stays in the folder.
bool IsWellFormed(std::string_view name) {
  if (name.empty() || name.size() > kTimeZoneNameMax) return false;
  for (absl::string_view part : absl::StrSplit(ToAbsl(name), '/')) {
    if (part.empty() || !IsLetter(part[0]) ||
        !std::all_of(part.begin(), part.end(), MayBeInName)) {
      return false;
    }
  }
  return true;
}

bool IsAbbreviation(std::string_view name) {
  return name.size() == 3 && std::all_of(name.begin(), name.end(), IsUpper) &&
         name != "UTC" && name != "GMT";
}

bool IsOfDatabase(std::string_view name) {
  constexpr std::array kOtherFolders = {"posix/", "right/", "SystemV/"};
  constexpr std::array kOtherFiles = {"Factory", "localtime", "posixrules"};
  return std::none_of(
             kOtherFolders.begin(), kOtherFolders.end(),
             [&](const char* folder) { return name.starts_with(folder); }) &&
         std::none_of(kOtherFiles.begin(), kOtherFiles.end(),
                      [&](const char* file) { return name == file; });
}

// The folder that absl::LoadTimeZone reads.
std::string Folder() {
  const char* folder = std::getenv("TZDIR");
  return folder != nullptr && *folder != '\0' ? folder : "/usr/share/zoneinfo";
}

// absl::LoadTimeZone remembers every name for ever, also one it did not find:
// of names from outside it is only asked for files that are there.
bool HasRules(std::string_view name) {
  std::ifstream file(fmt::format("{}/{}", Folder(), name), std::ios::binary);
  std::array<char, kMagic.size()> head = {};
  return file.read(head.data(), head.size()).good() &&
         std::string_view(head.data(), head.size()) == kMagic;
}

}  // namespace

std::optional<absl::TimeZone> FindTimeZone(std::string_view name) {
  absl::TimeZone zone;
  if (!IsWellFormed(name) || IsAbbreviation(name) || !IsOfDatabase(name) ||
      !HasRules(name) || !absl::LoadTimeZone(ToAbsl(name), &zone)) {
    return std::nullopt;
  }
  return zone;
}

std::optional<absl::TimeZone> AcceptedTimeZone(std::string_view name) {
  absl::TimeZone zone;
  if (!IsWellFormed(name) || !absl::LoadTimeZone(ToAbsl(name), &zone)) {
    return std::nullopt;
  }
  return zone;
}

}  // namespace comptoir
