#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "httplib.h"
#include "server/base/files/private_file.h"
#include "server/base/status.h"
#include "server/kv/errors.h"
#include "server/ops/backup/backup.h"
#include "server/ops/backup/checkpoints.h"
#include "server/ops/data_folder/data_folder.h"
#include "server/upkeep/commands.h"
#include "server/upkeep/database.h"
#include "server/upkeep/exit_code.h"
#include "server/upkeep/missing_keys.h"

namespace comptoir {
namespace {

// A server that is neither starting nor hung says at once how it is.
constexpr int kAnswerSeconds = 10;
// A checkpoint waits for what is in memory to be written.
constexpr int kCheckpointSeconds = 600;

absl::Status NoAnswer(const std::string& data_dir, int port, int seconds) {
  return Error(absl::StatusCode::kUnavailable, "NO_ANSWER",
               fmt::format("the server that has {} open does not answer at "
                           "127.0.0.1:{} within {} seconds: is it still "
                           "starting, or hung? Try again, or stop it and back "
                           "up without it",
                           data_dir, port, seconds));
}

// Copies, reads the whole copy, and says what is wrong with it.
absl::StatusOr<store::VerifyReport> CopyAndVerify(
    const std::string& data_dir, const std::string& database,
    const std::string& destination) {
  std::optional<store::VerifyReport> found;
  RETURN_IF_ERROR(
      ops::Backup(data_dir, database, destination,
                  [&found](const std::string& copy) -> absl::Status {
                    ASSIGN_OR_RETURN(found, VerifyDatabase(copy));
                    return absl::OkStatus();
                  }));
  return *std::move(found);
}

// A checkpoint of the server that has the folder open, as long as this lives.
class ServersCheckpoint {
 public:
  static absl::StatusOr<ServersCheckpoint> Ask(int port,
                                               const std::string& data_dir) {
    ASSIGN_OR_RETURN(const std::string token,
                     ReadPrivateLine(data_dir + "/operator.token"));
    auto client = std::make_unique<httplib::Client>("127.0.0.1", port);
    client->set_connection_timeout(kAnswerSeconds);
    client->set_read_timeout(kAnswerSeconds);
    // Also one that is not well is backed up: better than not.
    if (!client->Get("/healthz")) {
      return NoAnswer(data_dir, port, kAnswerSeconds);
    }
    client->set_read_timeout(kCheckpointSeconds);
    client->set_bearer_token_auth(token);
    const httplib::Result answer =
        client->Post("/checkpoint", "", "text/plain");
    if (!answer) return NoAnswer(data_dir, port, kCheckpointSeconds);
    client->set_read_timeout(kAnswerSeconds);
    if (answer->status != 200) {
      std::string why = answer->body;
      while (!why.empty() && why.back() == '\n') why.pop_back();
      return Error(absl::StatusCode::kUnavailable, "BACKUP_FAILED", why);
    }
    return ServersCheckpoint(std::move(client), answer->body);
  }
  ServersCheckpoint(ServersCheckpoint&&) = default;
  ~ServersCheckpoint() {
    if (client_) client_->Post("/checkpoint/release", name_, "text/plain");
  }

  const std::string& name() const { return name_; }

 private:
  ServersCheckpoint(std::unique_ptr<httplib::Client> client, std::string name)
      : client_(std::move(client)), name_(std::move(name)) {}

  std::unique_ptr<httplib::Client> client_;
  std::string name_;
};

absl::StatusOr<store::VerifyReport> BackUpServed(
    const std::string& data_dir, const std::string& destination) {
  const std::optional<int> port = ops::PublishedHttpPort(data_dir);
  if (!port) {
    return Error(absl::StatusCode::kFailedPrecondition, "DATA_DIR_LOCKED",
                 fmt::format("{} is open in a process without an HTTP port, "
                             "which a backup needs: start the server without "
                             "--http_port=-1, or stop it and try again",
                             data_dir));
  }
  ASSIGN_OR_RETURN(const ServersCheckpoint checkpoint,
                   ServersCheckpoint::Ask(*port, data_dir));
  return CopyAndVerify(
      data_dir, ops::CheckpointPath(data_dir, checkpoint.name()), destination);
}

absl::StatusOr<store::VerifyReport> BackUp(const std::string& data_dir,
                                           const std::string& destination) {
  const auto folder = ops::DataFolder::OpenForReading(data_dir);
  if (ReasonOf(folder.status()) == "DATA_DIR_LOCKED") {
    return BackUpServed(data_dir, destination);
  }
  RETURN_IF_ERROR(folder.status());
  const std::string database = (*folder)->database();
  {
    ASSIGN_OR_RETURN(const auto engine, OpenDatabase(database));
    const kv::EngineTraits traits = engine->traits();
    if (!traits.has_checkpoints) return kv::NoCheckpoints(traits.name);
  }
  return CopyAndVerify(data_dir, database, destination);
}

}  // namespace

int BackupCommand(const std::string& data_dir, const std::string& destination) {
  std::error_code error;
  const std::string path =
      std::filesystem::absolute(destination, error).string();
  const auto found = BackUp(data_dir, path);
  if (!found.ok()) return Fail(found.status());
  std::printf("%s is backed up to %s\n", data_dir.c_str(), path.c_str());
  // It is kept, but alone of no use.
  const bool has_keys = SayMissingKeys(path, ", and so in the backup");
  if (found->ok()) return has_keys ? kExitOk : kExitDifferences;
  Print(*found);
  std::fprintf(stderr,
               "comptoird: the data that was backed up is damaged: keep older "
               "backups, and see comptoird verify\n");
  return kExitDifferences;
}

}  // namespace comptoir
