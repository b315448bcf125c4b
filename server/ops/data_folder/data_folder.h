// The one folder that an installation lives in.
//
//   DATA_DIR/db/              the storage engine's files
//   DATA_DIR/operator.token   the operator's token (mode 0600)
//   DATA_DIR/*.key            secrets (mode 0600)
//   DATA_DIR/http.port        the HTTP port of the server that runs now
//   DATA_DIR/lock             locked by the process that has the folder open
//   DATA_DIR/webhooks.held    was restored: its webhooks wait (webhooks_hold.h)
//   DATA_DIR/checkpoints/     copies that backups are made from (checkpoints.h)
//
// A backup is a folder with the first three (backup.h).
#ifndef COMPTOIR_SERVER_OPS_DATA_FOLDER_DATA_FOLDER_H_
#define COMPTOIR_SERVER_OPS_DATA_FOLDER_DATA_FOLDER_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/base/files/durable_file.h"

namespace comptoir::ops {

// An open data folder: no other process writes to it meanwhile.
class DataFolder {
 public:
  // For a server. Makes the folder when it is absent, and private when others
  // may look into it. FAILED_PRECONDITION, reason DATA_DIR_LOCKED, when another
  // process has it open; reason DATA_DIR_OWNER, when it is another user's.
  static absl::StatusOr<std::unique_ptr<DataFolder>> Open(
      const std::string& path);

  // For whoever only looks, also as another user or on a volume that cannot be
  // written to: makes and changes nothing. NOT_FOUND, reason DATA_DIR, when
  // there is no folder.
  static absl::StatusOr<std::unique_ptr<DataFolder>> OpenForReading(
      const std::string& path);

  ~DataFolder();
  DataFolder(const DataFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string database() const { return path_ + "/db"; }

  // Tells `comptoird backup` where to ask; gone when this is destroyed.
  absl::Status PublishHttpPort(int port);

 private:
  DataFolder(std::string path, FileDescriptor lock)
      : path_(std::move(path)), lock_(std::move(lock)) {}

  const std::string path_;
  const FileDescriptor lock_;
  bool has_port_ = false;
};

// Where the server that has the folder open listens; nullopt when none does.
std::optional<int> PublishedHttpPort(const std::string& path);

}  // namespace comptoir::ops

#endif  // COMPTOIR_SERVER_OPS_DATA_FOLDER_DATA_FOLDER_H_
