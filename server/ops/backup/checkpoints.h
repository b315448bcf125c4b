// Copies of a database that is being written to, made inside its own folder.
#ifndef COMPTOIR_SERVER_OPS_BACKUP_CHECKPOINTS_H_
#define COMPTOIR_SERVER_OPS_BACKUP_CHECKPOINTS_H_

#include <map>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/kv/engine.h"

namespace comptoir::ops {

// A server may write to its data folder and, run by systemd as it should be, to
// nothing else. So it makes a checkpoint there, which costs little (links to
// files that never change), and whoever asked copies it out and lets it go.
//
// Thread-safe. `engine` must outlive it.
class Checkpoints {
 public:
  // What is open at a time: each keeps files that the database has replaced.
  static constexpr size_t kOpenMax = 4;
  // After that long nobody is copying any more.
  static constexpr absl::Duration kLifetimeMax = absl::Hours(24);

  // In DATA_DIR/checkpoints. Removes what an earlier process left there.
  Checkpoints(const kv::Engine& engine, const std::string& data_dir);

  // The name of a new one, DATA_DIR/checkpoints/NAME. UNIMPLEMENTED, reason
  // NO_CHECKPOINTS, when the engine has none; RESOURCE_EXHAUSTED, reason
  // TOO_MANY_BACKUPS, when kOpenMax are open.
  absl::StatusOr<std::string> Make(absl::Time now);

  // Removes one. Nothing happens to what is none.
  void Release(const std::string& name);

 private:
  std::string PathOf(const std::string& name) const;

  const kv::Engine& engine_;
  const std::string folder_;
  std::mutex mutex_;  // Guards what follows.
  std::map<std::string, absl::Time> made_;
};

// Where a checkpoint of the data folder is.
std::string CheckpointPath(const std::string& data_dir,
                           const std::string& name);

}  // namespace comptoir::ops

#endif  // COMPTOIR_SERVER_OPS_BACKUP_CHECKPOINTS_H_
