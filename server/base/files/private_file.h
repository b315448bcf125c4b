// Files that are for their owner's eyes: tokens, keys, passcodes.
//
// No error says anything of a file's content.
#ifndef COMPTOIR_SERVER_BASE_FILES_PRIVATE_FILE_H_
#define COMPTOIR_SERVER_BASE_FILES_PRIVATE_FILE_H_

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/base/files/durable_file.h"

namespace comptoir {

// What is larger is no secret.
inline constexpr size_t kPrivateFileBytesMax = size_t{64} << 10;

// Who chose a path. A program that looks for a file of its own follows no
// symbolic link. A person may name one, or a pipe, as shells make of
// <(command). What is judged is the file that was opened, either way.
enum class NamedBy { kProgram, kPerson };

// Whether a file is private to a process of `reader`: its own with no right for
// others, or root's with at most the right to read for its group. A group that
// root lets read, such as Debian's ssl-cert, is meant to (PostgreSQL has the
// same rule for its keys). Root itself may read anybody's file that has no
// right for others.
bool IsPrivate(mode_t mode, uid_t owner, uid_t reader);

// The bytes of a secret. NOT_FOUND when there is no file. FAILED_PRECONDITION
// when it is not private, of another kind, or larger than kPrivateFileBytesMax.
absl::StatusOr<std::string> ReadPrivateFile(
    const std::string& path, NamedBy named_by = NamedBy::kProgram);

// A secret that is one line of text; see SecretLineOf().
absl::StatusOr<std::string> ReadPrivateLine(
    const std::string& path, NamedBy named_by = NamedBy::kProgram);

// The one line that a file of this content holds, without what editors and
// spreadsheets put around it: line ends, spaces, no-break spaces, a byte order
// mark. FAILED_PRECONDITION when nothing is left, or something other than
// printable ASCII. `subject` names the file.
absl::StatusOr<std::string> SecretLineOf(std::string_view content,
                                         std::string_view subject);

// For a file that a person named and a library will read. FAILED_PRECONDITION
// when it is not private, or of another kind.
absl::Status CheckPrivateFile(const std::string& path);

// Writes a file with mode 0600, whole, durably; see FileDraft.
absl::Status WritePrivateFile(const std::string& path, std::string_view content,
                              Existing existing);

// The 32 bytes in the file, which is made of fresh randomness when absent.
absl::StatusOr<std::string> LoadOrMakeSecret(const std::string& path);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_FILES_PRIVATE_FILE_H_
