// The one folder that an installation lives in.
//
//   DATA_DIR/db/              the storage engine's files
//   DATA_DIR/operator.token   the operator's token (mode 0600)
//   DATA_DIR/*.key            secrets (mode 0600)
//   DATA_DIR/http.port        the HTTP port of the server that runs now
//   DATA_DIR/lock             locked by the process that has the folder open
//
// A backup is a folder with the first three, made while the server runs.
#ifndef COMPTOIR_SERVER_OPS_DATA_FOLDER_DATA_FOLDER_H_
#define COMPTOIR_SERVER_OPS_DATA_FOLDER_DATA_FOLDER_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/base/files/durable_file.h"
#include "server/kv/engine.h"

namespace comptoir::ops {

// An open data folder: no other process opens it meanwhile.
class DataFolder {
 public:
  // Makes the folder when it is absent, and private when others may look into
  // it. FAILED_PRECONDITION, reason DATA_DIR_LOCKED, when another process has
  // it open.
  static absl::StatusOr<std::unique_ptr<DataFolder>> Open(
      const std::string& path);
  ~DataFolder();
  DataFolder(const DataFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string database() const { return path_ + "/db"; }
  std::string secret_file() const { return path_ + "/installation.key"; }

  // Tells `comptoird backup` where to ask; gone when this is destroyed.
  absl::Status PublishHttpPort(int port);

 private:
  DataFolder(std::string path, FileDescriptor lock)
      : path_(std::move(path)), lock_(std::move(lock)) {}

  const std::string path_;
  const FileDescriptor lock_;
};

// Where the server that has the folder open listens; nullopt when none does.
std::optional<int> PublishedHttpPort(const std::string& path);

// Writes `engine`'s rows and the folder's secrets into `destination`, which
// must not exist; its parent must. Nothing is left of a backup that fails.
// UNIMPLEMENTED, reason NO_CHECKPOINTS, when the engine has none.
absl::Status Backup(const kv::Engine& engine, const std::string& path,
                    const std::string& destination);

// Whether the database in a folder is whole.
using CheckDatabase = std::function<absl::Status(const std::string& folder)>;

// Makes the data folder `path` from a backup; `path` must be absent or empty,
// and stays so unless `check` finds the copy whole.
absl::Status Restore(const std::string& backup, const std::string& path,
                     const CheckDatabase& check);

}  // namespace comptoir::ops

#endif  // COMPTOIR_SERVER_OPS_DATA_FOLDER_DATA_FOLDER_H_
