// A real comptoird with a shop in it, that can be killed and started again.
#ifndef COMPTOIR_TESTS_SUPPORT_SERVER_PROCESS_H_
#define COMPTOIR_TESTS_SUPPORT_SERVER_PROCESS_H_

#include <signal.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/sdk/channel.h"
#include "tests/support/process.h"

namespace comptoir::testing {

// Keeps its folder and, from the first start on, its port. Not thread-safe.
class ServerProcess {
 public:
  // `binary` is the path of comptoird. Starts nothing yet.
  ServerProcess(std::string binary, std::string folder)
      : binary_(std::move(binary)), folder_(std::move(folder)) {}

  // Starts the server and waits until it serves.
  absl::Status Start();
  // SIGKILL.
  void Kill() { process_.reset(); }
  // SIGTERM and the wait for a clean end; the exit status of waitpid.
  int Terminate() { return process_->Stop(SIGTERM); }

  // Runs `comptoird verify` on the data of the stopped server: OK when it
  // found nothing wrong, else DATA_LOSS with what it printed.
  absl::Status Verify() const;

  const std::string& address() const { return address_; }
  std::string data_folder() const { return folder_ + "/data"; }
  std::string log_file() const { return folder_ + "/comptoird.log"; }
  Process& process() { return *process_; }

 private:
  const std::string binary_;
  const std::string folder_;
  std::string address_;
  int starts_ = 0;
  std::unique_ptr<Process> process_;
};

// A merchant with all that a sale needs.
struct Shop {
  std::string merchant_id;
  std::string owner_token;
  std::string location_id;
  std::string reader_id;
  std::string reader_token;
};

// Opens a shop on a running server through the API.
absl::StatusOr<Shop> OpenShop(const ServerProcess& server);

// A channel to `address` with `token`.
std::shared_ptr<sdk::Channel> ChannelTo(const std::string& address,
                                        const std::string& token);

}  // namespace comptoir::testing

#endif  // COMPTOIR_TESTS_SUPPORT_SERVER_PROCESS_H_
