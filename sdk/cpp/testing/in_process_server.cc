#include "comptoir/sdk/testing/in_process_server.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "fmt/format.h"
#include "sdk/cpp/testing/shop_builder.h"
#include "server/server.h"

namespace comptoir::sdk::testing {
namespace {

// A new folder, deleted with everything in it in the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    const char* parent = std::getenv("TEST_TMPDIR");
    path_ =
        fmt::format("{}/comptoir-XXXXXX", parent != nullptr ? parent : "/tmp");
    if (mkdtemp(path_.data()) == nullptr) path_.clear();
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  // Empty when there is none.
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class OwnServer final : public InProcessServer {
 public:
  absl::Status Open() {
    if (folder_.path().empty()) {
      return absl::InternalError("no temporary folder can be made");
    }
    ServerOptions options{.data_dir = folder_.path() + "/data"};
    options.listen.insecure_loopback = true;
    options.block_cache_bytes = size_t{8} << 20;
    options.call_log.sample = 0;
    // Those who receive webhooks in a test are on this machine.
    options.webhooks_allow_private = true;
    auto server = Server::Start(std::move(options));
    if (!server.ok()) return std::move(server).status();
    server_ = *std::move(server);
    std::getline(std::ifstream(folder_.path() + "/data/operator.token"),
                 operator_token_);
    auto shop = BuildShop(operator_token_, [this](std::string token) {
      return Connect(Credentials::Token(std::move(token)));
    });
    if (!shop.ok()) return std::move(shop).status();
    shop_ = *std::move(shop);
    return absl::OkStatus();
  }

  std::string address() const override { return server_->address(); }
  const std::string& operator_token() const override { return operator_token_; }
  const Shop& shop() const override { return shop_; }

 private:
  TemporaryFolder folder_;  // Outlives the server.
  std::unique_ptr<Server> server_;
  std::string operator_token_;
  Shop shop_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<InProcessServer>> InProcessServer::Start() {
  auto server = std::make_unique<OwnServer>();
  if (absl::Status status = server->Open(); !status.ok()) return status;
  return server;
}

std::shared_ptr<Channel> InProcessServer::Connect() const {
  return Connect(Credentials::Token(shop().api_key_token));
}

std::shared_ptr<Channel> InProcessServer::Connect(
    Credentials credentials) const {
  // An address of loopback is always accepted.
  return *sdk::Connect(
      {.address = address(), .credentials = std::move(credentials)});
}

}  // namespace comptoir::sdk::testing
