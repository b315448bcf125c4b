#include "server/server.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include "fmt/format.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/health_check_service_interface.h"
#include "server/base/log/log.h"
#include "server/base/status.h"
#include "server/base/strings.h"
#include "server/kv/open.h"
#include "server/ops/backup/checkpoints.h"
#include "server/ops/data_folder/data_folder.h"
#include "server/ops/data_folder/installation_keys.h"
#include "server/ops/data_folder/webhooks_hold.h"
#include "server/ops/grpc_arguments.h"
#include "server/ops/health/health_service.h"
#include "server/ops/http_server.h"
#include "server/ops/listener/acceptor.h"
#include "server/ops/listener/file_budget.h"
#include "server/ops/metered_engine.h"
#include "server/ops/metrics_page.h"
#include "server/ops/self_check.h"
#include "server/ops/tls/certificate_keeper.h"
#include "server/ops/tls/tls.h"
#include "server/services.h"
#include "server/store/claim/claim.h"
#include "server/version.h"

namespace comptoir {
namespace {

constexpr std::chrono::milliseconds kHealthInterval(500);
// Of the above, from one look at the certificate's files to the next.
constexpr int kTicksPerLook = 4;

class WholeServer final : public Server {
 public:
  explicit WholeServer(ServerOptions options)
      : options_(std::move(options)),
        clock_(options_.clock != nullptr ? *options_.clock : system_clock_) {}

  ~WholeServer() override { Drain(absl::ZeroDuration()); }

  absl::Status Open() {
    RETURN_IF_ERROR(ops::CheckListenOptions(options_.listen));
    RETURN_IF_ERROR(OpenStorage());
    RETURN_IF_ERROR(OpenServices());
    RETURN_IF_ERROR(Listen());
    RETURN_IF_ERROR(ListenHttp());
    health_watch_ = std::thread([this] { WatchHealth(); });
    return absl::OkStatus();
  }

  int port() const override { return acceptor_->port(); }
  int http_port() const override { return http_ ? http_->port() : -1; }
  std::string address() const override {
    const std::string& given = options_.listen.address;
    return fmt::format("{}:{}", given.substr(0, given.rfind(':')), port());
  }
  absl::Status health() const override { return store_->health(); }
  absl::Status SelfCheck(absl::Duration timeout) const override {
    const uint64_t refused = acceptor_->refused();
    const absl::Status status =
        ops::SelfCheck(options_.listen, port()).Run(timeout);
    // Who is let in is served; starting again would help nobody.
    if (acceptor_->refused() > refused) return absl::OkStatus();
    return status;
  }
  store::Store& store() override { return *store_; }

  void Drain(absl::Duration grace) override {
    std::call_once(drained_, [&] { DrainOnce(grace); });
  }

 private:
  absl::Status OpenStorage() {
    ASSIGN_OR_RETURN(folder_, ops::DataFolder::Open(options_.data_dir));
    RETURN_IF_ERROR(OpenDatabase());
    RETURN_IF_ERROR(OpenKeys());
    if (const auto traits = engine_->traits(); !traits.has_checkpoints) {
      LogWarning("no backups", {{"engine", traits.name}});
    }
    checkpoints_.emplace(*engine_, folder_->path());
    metered_ = std::make_unique<ops::MeteredEngine>(*engine_);
    ASSIGN_OR_RETURN(store_,
                     store::Store::Open(*metered_, clock_, options_.store));
    return absl::OkStatus();
  }

  absl::Status OpenDatabase() {
    const bool is_new = ops::HasNoKeys(folder_->path());
    auto opened = kv::Open({.folder = folder_->database(),
                            .cache_bytes = options_.block_cache_bytes,
                            .open_files_max = files_.storage_files_max,
                            .create_if_missing = is_new});
    if (ReasonOf(opened.status()) == "NO_DATABASE") {
      return ops::DatabaseIsMissing(opened.status());
    }
    RETURN_IF_ERROR(opened.status());
    engine_ = *std::move(opened);
    return absl::OkStatus();
  }

  // Before the database is taken over: without its keys it is of no use.
  absl::Status OpenKeys() {
    ASSIGN_OR_RETURN(const bool has_store,
                     store::HasStore(*engine_->GetSnapshot()));
    ASSIGN_OR_RETURN(keys_, ops::LoadKeys(folder_->path(), !has_store));
    RETURN_IF_ERROR(store::CheckSecret(*engine_, ops::kInstallationKey,
                                       keys_.installation));
    return store::CheckSecret(*engine_, ops::kPasscodeKey, keys_.passcode);
  }

  absl::Status OpenServices() {
    ServicesOptions options{
        .data_dir = options_.data_dir,
        .passcode_pepper = keys_.passcode,
        .webhooks_allow_private = options_.webhooks_allow_private,
        .webhooks_hold_file = ops::WebhooksHoldPath(options_.data_dir)};
    options.runtime.secret = keys_.installation;
    options.runtime.log = options_.call_log;
    options.runtime.streams_per_principal_max =
        options_.streams_per_principal_max;
    services_ = Services::Make(*store_, clock_, std::move(options));
    return services_->Start();
  }

  absl::Status Listen() {
    ASSIGN_OR_RETURN(acceptor_,
                     ops::Acceptor::Listen(options_.listen.address,
                                           files_.connection_fd_limit));
    RETURN_IF_ERROR(MakeCredentials());
    health_service_.emplace(NamesOfServices());
    grpc::EnableDefaultHealthCheckService(false);
    grpc::ServerBuilder builder;
    ops::HardenServer(builder, {.reflection = options_.reflection});
    auto connections = builder.experimental().AddExternalConnectionAcceptor(
        grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD,
        credentials_);
    builder.RegisterService(&*health_service_);
    for (const auto& service : services_->bound()) {
      builder.RegisterService(service->grpc_service());
    }
    grpc_ = builder.BuildAndStart();
    if (grpc_ == nullptr) {
      return Error(absl::StatusCode::kInternal, "NOT_STARTED",
                   "gRPC does not start; its log says why");
    }
    acceptor_->Start(std::move(connections));
    return absl::OkStatus();
  }

  absl::Status MakeCredentials() {
    const ops::ListenOptions& listen = options_.listen;
    if (!listen.has_tls()) {
      credentials_ = grpc::InsecureServerCredentials();
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(certificates_,
                     ops::CertificateKeeper::Open(listen.tls_cert_file,
                                                  listen.tls_key_file));
    credentials_ = ops::TlsCredentials(certificates_);
    return absl::OkStatus();
  }

  // Those that are bound: "comptoir.sales.v1.SaleService", ...
  std::set<std::string> NamesOfServices() const {
    std::set<std::string> names;
    for (const rpc::Method* method : services_->runtime().methods()) {
      names.insert(method->name().substr(0, method->name().find('/')));
    }
    return names;
  }

  absl::Status ListenHttp() {
    if (options_.http_port < 0) return absl::OkStatus();
    ops::HttpPages pages;
    pages.metrics = [this] {
      return ops::MetricsPage(services_->runtime(), *metered_,
                              services_->figures(), kVersion);
    };
    pages.health = [this] { return store_->health(); };
    pages.make_checkpoint = [this] { return checkpoints_->Make(clock_.Now()); };
    pages.release_checkpoint = [this](const std::string& name) {
      checkpoints_->Release(name);
    };
    pages.is_operator = [this](const std::string& token) {
      return services_->IsOperator(token);
    };
    ASSIGN_OR_RETURN(
        http_, ops::HttpServer::Start(options_.http_port, std::move(pages)));
    return folder_->PublishHttpPort(http_->port());
  }

  // Looks at what may change while the server runs: its storage, which makes it
  // say NOT_SERVING as soon as it has failed, and the files of its certificate.
  void WatchHealth() {
    bool has_failed = false;
    for (int ticks = 0; !IsStoppedWithin(kHealthInterval); ++ticks) {
      if (certificates_ && ticks % kTicksPerLook == 0) {
        certificates_->Look(SystemClock().Now());
      }
      const absl::Status status = store_->health();
      if (has_failed || status.ok()) continue;
      has_failed = true;
      LogError("storage failed", {{"error", ToStd(status.message())}});
      health_service_->SetServing(false);
    }
  }

  bool IsStoppedWithin(std::chrono::milliseconds patience) {
    std::unique_lock<std::mutex> lock(mutex_);
    return changed_.wait_for(lock, patience, [this] { return stopping_; });
  }

  void DrainOnce(absl::Duration grace) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    if (health_watch_.joinable()) health_watch_.join();
    const auto deadline =
        std::chrono::system_clock::now() + absl::ToChronoMilliseconds(grace);
    if (acceptor_) acceptor_->Stop();
    if (grpc_) {
      health_service_->Drain();
      services_->runtime().Drain();
      grpc_->Shutdown(deadline);
    }
    http_.reset();
    if (services_) {
      const auto left = deadline - std::chrono::system_clock::now();
      services_->Stop(std::max(absl::FromChrono(left), absl::ZeroDuration()));
    }
    if (store_) store_->Stop();
  }

  const ServerOptions options_;
  const SystemClock system_clock_;
  const Clock& clock_;
  const ops::FileBudget files_ = ops::CurrentBudget();
  ops::InstallationKeys keys_;

  // Destroyed from the last to the first: each stands on those before it.
  std::unique_ptr<ops::DataFolder> folder_;
  std::unique_ptr<kv::Engine> engine_;
  std::optional<ops::Checkpoints> checkpoints_;
  std::unique_ptr<ops::MeteredEngine> metered_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<Services> services_;
  std::shared_ptr<ops::CertificateKeeper> certificates_;  // Null without TLS.
  std::shared_ptr<grpc::ServerCredentials> credentials_;
  std::optional<ops::HealthService> health_service_;
  std::unique_ptr<grpc::Server> grpc_;
  std::unique_ptr<ops::Acceptor> acceptor_;
  std::unique_ptr<ops::HttpServer> http_;

  std::once_flag drained_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;  // Guarded by mutex_.
  std::thread health_watch_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(ServerOptions options) {
  auto server = std::make_unique<WholeServer>(std::move(options));
  RETURN_IF_ERROR(server->Open());
  return server;
}

}  // namespace comptoir
