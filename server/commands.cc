#include "server/commands.h"

#include <cstdio>
#include <filesystem>

#include "fmt/format.h"
#include "httplib.h"
#include "server/base/files/private_file.h"
#include "server/base/status.h"
#include "server/kv/open.h"
#include "server/ops/data_folder/data_folder.h"
#include "server/ops/listen_options.h"
#include "server/serve.h"
#include "server/verify.h"

namespace comptoir {
namespace {

// A backup of a large book takes a while.
constexpr int kBackupTimeoutSeconds = 3600;

int Say(const std::string& line) {
  std::printf("%s\n", line.c_str());
  return kExitOk;
}

absl::Status AskServerForBackup(int port, const std::string& data_dir,
                                const std::string& destination) {
  ASSIGN_OR_RETURN(const std::string token,
                   ReadPrivateLine(data_dir + "/operator.token"));
  httplib::Client client("127.0.0.1", port);
  client.set_read_timeout(kBackupTimeoutSeconds);
  client.set_bearer_token_auth(token);
  const httplib::Result answer =
      client.Post("/backup", destination, "text/plain");
  if (!answer) {
    return Error(absl::StatusCode::kUnavailable, "NO_ANSWER",
                 "the server that has the folder open does not answer");
  }
  if (answer->status == 200) return absl::OkStatus();
  std::string why = answer->body;
  while (!why.empty() && why.back() == '\n') why.pop_back();
  return Error(absl::StatusCode::kUnavailable, "BACKUP_FAILED", why);
}

absl::Status MakeBackup(const std::string& data_dir,
                        const std::string& destination) {
  if (!std::filesystem::is_directory(data_dir)) {
    return Error(absl::StatusCode::kNotFound, "DATA_DIR",
                 fmt::format("--data_dir={}: is no folder", data_dir));
  }
  auto folder = ops::DataFolder::Open(data_dir);
  if (folder.ok()) {
    ASSIGN_OR_RETURN(auto engine, kv::Open({.folder = (*folder)->database(),
                                            .create_if_missing = false}));
    return ops::Backup(*engine, data_dir, destination);
  }
  const auto port = ops::PublishedHttpPort(data_dir);
  if (ReasonOf(folder.status()) != "DATA_DIR_LOCKED" || !port) {
    return folder.status();
  }
  return AskServerForBackup(*port, data_dir, destination);
}

absl::StatusOr<store::VerifyReport> VerifyDatabase(const std::string& folder) {
  ASSIGN_OR_RETURN(auto engine,
                   kv::Open({.folder = folder, .read_only = true}));
  return VerifyAll(*engine->GetSnapshot());
}

std::string TextOf(const store::VerifyProblem& problem) {
  return fmt::format("{} {}: {}", problem.space,
                     problem.merchant_id.empty() ? "-" : problem.merchant_id,
                     problem.text);
}

// For a restore: the first problem is enough.
absl::Status CheckDatabase(const std::string& folder) {
  ASSIGN_OR_RETURN(const store::VerifyReport report, VerifyDatabase(folder));
  if (report.ok()) return absl::OkStatus();
  return Error(
      absl::StatusCode::kDataLoss, "DAMAGED_BACKUP",
      fmt::format("the backup has {} problems, the first: {}",
                  report.problem_count(), TextOf(report.problems().front())));
}

}  // namespace

int CheckConfig(const ServerOptions& options) {
  if (absl::Status status = ops::CheckListenOptions(options.listen);
      !status.ok()) {
    return Fail(status);
  }
  auto folder = ops::DataFolder::Open(options.data_dir);
  if (!folder.ok()) return Fail(folder.status());
  return Say("the configuration is good");
}

int BackupCommand(const std::string& data_dir, const std::string& destination) {
  std::error_code error;
  const std::string path =
      std::filesystem::absolute(destination, error).string();
  if (absl::Status status = MakeBackup(data_dir, path); !status.ok()) {
    return Fail(status);
  }
  return Say(fmt::format("{} is backed up to {}", data_dir, path));
}

int RestoreCommand(const std::string& data_dir, const std::string& source) {
  if (absl::Status status = ops::Restore(source, data_dir, CheckDatabase);
      !status.ok()) {
    return Fail(status);
  }
  return Say(fmt::format("{} is restored from {}", data_dir, source));
}

int VerifyCommand(const std::string& data_dir) {
  if (!std::filesystem::is_directory(data_dir)) {
    return Fail(Error(absl::StatusCode::kNotFound, "DATA_DIR",
                      fmt::format("--data_dir={}: is no folder", data_dir)));
  }
  auto folder = ops::DataFolder::Open(data_dir);
  if (!folder.ok()) return Fail(folder.status());
  auto report = VerifyDatabase((*folder)->database());
  if (!report.ok()) return Fail(report.status());
  for (const store::VerifyProblem& problem : report->problems()) {
    std::printf("%s\n", TextOf(problem).c_str());
  }
  Say(fmt::format("{} rows, {} problems", report->rows(),
                  report->problem_count()));
  return report->ok() ? kExitOk : kExitDifferences;
}

}  // namespace comptoir
