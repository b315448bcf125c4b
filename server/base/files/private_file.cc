#include "server/base/files/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "fmt/format.h"
#include "server/base/ids.h"

namespace comptoir {
namespace {

constexpr size_t kSecretBytes = 32;

// What is taken off both ends of a line: ASCII white space, the byte order
// mark, and the spaces that word processors and chats put into what is copied.
constexpr std::string_view kPadding[] = {
    " ", "\t", "\r", "\n", "\ufeff", "\u00a0", "\u202f", "\u2007", "\u200b",
};

absl::Status Refused(const std::string& path, std::string_view why) {
  return absl::FailedPreconditionError(fmt::format("{} {}", path, why));
}

absl::Status CheckFacts(const struct stat& facts, const std::string& path,
                        NamedBy named_by) {
  const bool may_be_pipe = named_by == NamedBy::kPerson;
  if (!S_ISREG(facts.st_mode) && !(may_be_pipe && S_ISFIFO(facts.st_mode))) {
    return Refused(path, "is not a file");
  }
  if (IsPrivate(facts.st_mode, facts.st_uid, geteuid())) {
    return absl::OkStatus();
  }
  return Refused(
      path, fmt::format("is open to others (mode {:04o}, owner {}): make it "
                        "your own, with mode 0600",
                        facts.st_mode & 07777, facts.st_uid));
}

// Opens the file if it is private. Does not wait until somebody opens the other
// end of a pipe, but then for what is written into it.
absl::StatusOr<FileDescriptor> OpenPrivate(const std::string& path,
                                           NamedBy named_by) {
  const int nofollow = named_by == NamedBy::kProgram ? O_NOFOLLOW : 0;
  const int flags = O_RDONLY | O_CLOEXEC | nofollow;
  FileDescriptor file(open(path.c_str(), flags | O_NONBLOCK));
  if (!file.is_open() && errno == ELOOP && nofollow != 0) {
    return Refused(path, "is a symbolic link");
  }
  if (!file.is_open()) return ErrnoStatus("opening", path);
  struct stat facts {};
  if (fstat(file.get(), &facts) != 0) return ErrnoStatus("looking at", path);
  if (absl::Status status = CheckFacts(facts, path, named_by); !status.ok()) {
    return status;
  }
  if (fcntl(file.get(), F_SETFL, flags) != 0) {
    return ErrnoStatus("opening", path);
  }
  return file;
}

// Takes one piece of padding off either end.
bool TrimOnce(std::string_view& text) {
  for (const std::string_view padding : kPadding) {
    if (text.starts_with(padding)) {
      text.remove_prefix(padding.size());
      return true;
    }
    if (text.ends_with(padding)) {
      text.remove_suffix(padding.size());
      return true;
    }
  }
  return false;
}

bool IsPrintable(char c) { return c >= 0x20 && c <= 0x7e; }

}  // namespace

bool IsPrivate(mode_t mode, uid_t owner, uid_t reader) {
  const bool is_roots = owner == 0 && reader != 0;
  if (owner != reader && !is_roots && reader != 0) return false;
  const mode_t others =
      is_roots ? S_IWGRP | S_IXGRP | S_IRWXO : S_IRWXG | S_IRWXO;
  return (mode & others) == 0;
}

absl::StatusOr<std::string> ReadPrivateFile(const std::string& path,
                                            NamedBy named_by) {
  const absl::StatusOr<FileDescriptor> file = OpenPrivate(path, named_by);
  if (!file.ok()) return file.status();
  return ReadAll(file->get(), path, kPrivateFileBytesMax);
}

absl::StatusOr<std::string> ReadPrivateLine(const std::string& path,
                                            NamedBy named_by) {
  const absl::StatusOr<std::string> content = ReadPrivateFile(path, named_by);
  if (!content.ok()) return content.status();
  return SecretLineOf(*content, path);
}

absl::StatusOr<std::string> SecretLineOf(std::string_view content,
                                         std::string_view subject) {
  std::string_view line = content;
  while (TrimOnce(line)) {
  }
  if (line.empty()) {
    return absl::FailedPreconditionError(fmt::format("{} is empty", subject));
  }
  if (!std::all_of(line.begin(), line.end(), IsPrintable)) {
    return absl::FailedPreconditionError(fmt::format(
        "{} must hold one line of plain text: save it again without formatting,"
        " as UTF-8",
        subject));
  }
  return std::string(line);
}

absl::Status CheckPrivateFile(const std::string& path) {
  return OpenPrivate(path, NamedBy::kPerson).status();
}

absl::Status WritePrivateFile(const std::string& path, std::string_view content,
                              Existing existing) {
  absl::StatusOr<FileDraft> draft = FileDraft::Create(path, existing);
  if (!draft.ok()) return draft.status();
  return draft->Commit(content);
}

absl::StatusOr<std::string> LoadOrMakeSecret(const std::string& path) {
  const absl::StatusOr<std::string> kept = ReadPrivateFile(path);
  if (kept.ok() && kept->size() == kSecretBytes) return kept;
  if (kept.ok()) {
    return Refused(path, fmt::format("does not hold {} bytes: restore it from "
                                     "a backup",
                                     kSecretBytes));
  }
  if (!absl::IsNotFound(kept.status())) return kept;
  std::string secret = RandomBytes(kSecretBytes);
  // Another process that makes it at the same time wins or loses as a whole.
  if (absl::Status written = WritePrivateFile(path, secret, Existing::kRefuse);
      !written.ok()) {
    return written;
  }
  return secret;
}

}  // namespace comptoir
