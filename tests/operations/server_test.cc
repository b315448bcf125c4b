// The server as a whole: its folder, its ports, its end.
#include "server/server.h"

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "comptoir/events/v1/webhook_service.client.h"
#include "comptoir/merchants/v1/merchant_service.client.h"
#include "comptoir/sdk/channel.h"
#include "fmt/format.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "gtest/gtest.h"
#include "httplib.h"
#include "server/base/clock.h"
#include "server/base/http/testing/raw_server.h"
#include "server/base/http/testing/self_signed.h"
#include "server/base/status.h"
#include "server/ops/backup/checkpoints.h"
#include "server/ops/testing/tls_client.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir {
namespace {

using merchants::v1::CreateMerchantRequest;
using merchants::v1::CreateMerchantResponse;
using merchants::v1::MerchantServiceClient;

class ServerTest : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(data_dir_);
    Start();
  }
  void Start() {
    ServerOptions options{.data_dir = data_dir_};
    options.listen.insecure_loopback = true;
    options.http_port = 0;
    options.webhooks_allow_private = true;
    auto started = Server::Start(std::move(options));
    ASSERT_TRUE(started.ok()) << started.status();
    server_ = *std::move(started);
  }
  std::string OperatorToken() const {
    std::string token;
    std::ifstream(data_dir_ + "/operator.token") >> token;
    return token;
  }
  absl::StatusOr<CreateMerchantResponse> CreateMerchant() {
    CreateMerchantRequest request;
    request.mutable_merchant()->set_display_name("Chez Hélène");
    request.mutable_merchant()->set_country("FR");
    request.mutable_merchant()->set_currency("EUR");
    request.mutable_merchant()->set_time_zone("Europe/Paris");
    request.mutable_merchant()->set_language("fr");
    request.set_owner_display_name("Hélène");
    request.set_request_id("first");
    return MerchantServiceClient(Connect(OperatorToken()))
        .CreateMerchant(request);
  }
  std::shared_ptr<sdk::Channel> Connect(const std::string& token) const {
    return *sdk::Connect({.address = server_->address(),
                          .credentials = sdk::Credentials::Token(token)});
  }
  httplib::Client Http() const {
    return httplib::Client("127.0.0.1", server_->http_port());
  }

  const std::string data_dir_ = testing::TempDir() + "/server_test";
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, ServesTheOperatorOfAnEmptyFolder) {
  const auto response = CreateMerchant();

  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_FALSE(response->merchant().id().empty());
}

TEST_F(ServerTest, RemembersWhatItAnsweredBeforeARestart) {
  const auto before = CreateMerchant();
  ASSERT_TRUE(before.ok()) << before.status();
  server_.reset();
  Start();

  const auto after = CreateMerchant();

  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(after->SerializeAsString(), before->SerializeAsString());
}

TEST_F(ServerTest, PassesItsOwnCheckUntilItDrains) {
  EXPECT_TRUE(server_->SelfCheck(absl::Seconds(10)).ok());

  server_->Drain(absl::Seconds(1));

  EXPECT_FALSE(server_->SelfCheck(absl::Milliseconds(200)).ok());
}

TEST_F(ServerTest, ListensWithTls) {
  ServerOptions options{.data_dir = data_dir_ + "_tls"};
  options.listen.tls_cert_file = testing::TempDir() + "/cert.pem";
  options.listen.tls_key_file = testing::TempDir() + "/key.pem";
  WriteSelfSigned(options.listen.tls_cert_file, options.listen.tls_key_file);

  const auto server = Server::Start(std::move(options));

  ASSERT_TRUE(server.ok()) << server.status();
  const absl::Status status = (*server)->SelfCheck(absl::Seconds(10));
  EXPECT_TRUE(status.ok()) << status;
  const std::string first = ops::CertificateShownAt((*server)->port());
  EXPECT_FALSE(first.empty());

  // Renewed while it serves: the test's time limit is the limit.
  WriteSelfSigned(testing::TempDir() + "/cert.pem",
                  testing::TempDir() + "/key.pem");
  while (ops::CertificateShownAt((*server)->port()) == first) {
    std::this_thread::yield();
  }
  EXPECT_TRUE((*server)->SelfCheck(absl::Seconds(10)).ok());
}

TEST_F(ServerTest, HasItsFolderToItself) {
  ServerOptions options{.data_dir = data_dir_};
  options.listen.insecure_loopback = true;

  EXPECT_EQ(ReasonOf(Server::Start(std::move(options)).status()),
            "DATA_DIR_LOCKED");
}

TEST_F(ServerTest, HasItsPortToItself) {
  ServerOptions options{.data_dir = data_dir_ + "_2"};
  options.listen.address = server_->address();
  options.listen.insecure_loopback = true;

  EXPECT_EQ(ReasonOf(Server::Start(std::move(options)).status()),
            "PORT_IN_USE");
}

TEST_F(ServerTest, ListensWithoutTlsOnLoopbackOnly) {
  ServerOptions options{.data_dir = data_dir_ + "_3"};
  options.listen.address = "0.0.0.0:0";

  EXPECT_EQ(ReasonOf(Server::Start(options).status()), "LISTEN_OPTIONS");
  options.listen.insecure_loopback = true;
  EXPECT_EQ(ReasonOf(Server::Start(options).status()), "LISTEN_OPTIONS");
}

TEST_F(ServerTest, ShowsItsFigures) {
  ASSERT_TRUE(CreateMerchant().ok());

  const httplib::Result page = Http().Get("/metrics");

  ASSERT_TRUE(page);
  EXPECT_NE(page->body.find("comptoir_rpc_handled_total{"
                            "method=\"comptoir.merchants.v1.MerchantService/"
                            "CreateMerchant\",code=\"OK\"} 1"),
            std::string::npos)
      << page->body;
  for (const char* line :
       {"comptoir_store_queue_depth 0", "comptoir_outbox_runs_total 0",
        "comptoir_reaction_stuck_merchants 0"}) {
    EXPECT_NE(page->body.find(line), std::string::npos) << line;
  }
}

TEST_F(ServerTest, RunsItsJobs) {
  constexpr char kMerchant[] = "mer_00000000000000000000000001";
  const absl::Time now = SystemClock().Now();
  const store::WriteResult result = server_->store().UpdateAndWait(
      {.merchant_id = kMerchant,
       .actor = "test",
       .method = "test",
       .time = now},
      [&](store::Transaction& txn, std::string*) {
        txn.AddJob({.kind = "request_clean_up", .due = now});
        return absl::OkStatus();
      });
  ASSERT_TRUE(result.status.ok()) << result.status;

  // The job is gone once it ran; the test's time limit is the limit.
  const auto jobs = store::Key(store::Space::kJobs, kMerchant).Prefix();
  while (server_->store().Read()->Scan(jobs)->Valid()) {
    std::this_thread::yield();
  }
}

// A web server that never answers, and notes the `webhook-id` of each request.
class DeafReceiver {
 public:
  std::string url() const {
    return fmt::format("http://127.0.0.1:{}/", server_.port());
  }
  // Of the nth request, from 1, once it has come.
  std::string AwaitId(size_t n) {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [&] { return ids_.size() >= n; });
    return ids_[n - 1];
  }

 private:
  void Note(const std::string& headers) {
    constexpr std::string_view kName = "webhook-id: ";
    const size_t start = headers.find(kName) + kName.size();
    const std::lock_guard lock(mutex_);
    ids_.push_back(headers.substr(start, headers.find('\r', start) - start));
    came_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<std::string> ids_;  // Guarded by mutex_.
  RawServer server_{[this](RawServer::Connection& connection) {
    Note(connection.ReadHeaders());
    connection.AwaitEnd();
  }};
};

TEST_F(ServerTest, StopsInTheMiddleOfADeliveryAndSendsItAgain) {
  DeafReceiver receiver;
  const auto merchant = CreateMerchant();
  ASSERT_TRUE(merchant.ok()) << merchant.status();
  const events::v1::WebhookServiceClient webhooks(
      Connect(merchant->api_key_token()));
  events::v1::CreateWebhookRequest create;
  create.mutable_webhook()->set_url(receiver.url());
  const auto created = webhooks.CreateWebhook(create);
  ASSERT_TRUE(created.ok()) << created.status();
  events::v1::TestWebhookRequest test;
  test.set_webhook_id(created->webhook().id());
  const auto tested = webhooks.TestWebhook(test);
  ASSERT_TRUE(tested.ok()) << tested.status();
  EXPECT_EQ(receiver.AwaitId(1), tested->effect_id());

  server_->Drain(absl::ZeroDuration());
  EXPECT_TRUE(server_->health().ok());
  server_.reset();
  Start();

  EXPECT_EQ(receiver.AwaitId(2), tested->effect_id());
}

TEST_F(ServerTest, SaysThatItIsHealthy) {
  const httplib::Result page = Http().Get("/healthz");

  ASSERT_TRUE(page);
  EXPECT_EQ(page->status, 200);
  EXPECT_EQ(page->body, "ok\n");
}

TEST_F(ServerTest, MakesCheckpointsForTheOperatorAlone) {
  httplib::Client client = Http();

  const httplib::Result refused = client.Post("/checkpoint", "", "text/plain");
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 401);
  EXPECT_FALSE(std::filesystem::exists(data_dir_ + "/checkpoints"));

  client.set_bearer_token_auth(OperatorToken());
  const httplib::Result made = client.Post("/checkpoint", "", "text/plain");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->status, 200);
  const std::string folder = ops::CheckpointPath(data_dir_, made->body);
  EXPECT_TRUE(std::filesystem::exists(folder + "/CURRENT"));

  ASSERT_TRUE(client.Post("/checkpoint/release", made->body, "text/plain"));
  EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST_F(ServerTest, StopsAtOnceWhileItsHealthIsWatched) {
  constexpr char kWatch[] = "/grpc.health.v1.Health/Watch";
  grpc::GenericStub stub(grpc::CreateChannel(
      server_->address(), grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  const auto watch = stub.PrepareCall(&context, kWatch, &queue);
  void* tag = nullptr;
  bool ok = false;
  watch->StartCall(nullptr);
  ASSERT_TRUE(queue.Next(&tag, &ok) && ok);
  grpc::ByteBuffer message;
  const grpc::Slice nothing;
  watch->WriteLast(grpc::ByteBuffer(&nothing, 1), {}, nullptr);
  ASSERT_TRUE(queue.Next(&tag, &ok) && ok);
  watch->Read(&message, nullptr);
  ASSERT_TRUE(queue.Next(&tag, &ok) && ok);

  // Forever, as long as anything is open; the test's time limit is the limit.
  server_->Drain(absl::Hours(1));

  queue.Shutdown();
  while (queue.Next(&tag, &ok)) {
  }
}

TEST_F(ServerTest, DoesNotBeginAnewWhereItsDataIsMissing) {
  server_.reset();
  const std::string aside = data_dir_ + "_aside";
  std::filesystem::remove_all(aside);
  std::filesystem::rename(data_dir_ + "/db", aside);
  ServerOptions options{.data_dir = data_dir_};
  options.listen.insecure_loopback = true;

  EXPECT_EQ(ReasonOf(Server::Start(options).status()), "NO_DATABASE");
  EXPECT_FALSE(std::filesystem::exists(data_dir_ + "/db"));

  std::filesystem::rename(aside, data_dir_ + "/db");
  EXPECT_TRUE(Server::Start(options).ok());
}

TEST_F(ServerTest, DoesNotServeDataWithoutItsKeys) {
  server_.reset();
  ServerOptions options{.data_dir = data_dir_};
  options.listen.insecure_loopback = true;
  const std::string key = data_dir_ + "/passcode.key";
  const std::string aside = key + ".aside";
  std::filesystem::rename(key, aside);

  EXPECT_EQ(ReasonOf(Server::Start(options).status()), "KEY_MISSING");
  EXPECT_FALSE(std::filesystem::exists(key));

  // Of another installation: as long, and as random.
  std::filesystem::copy(data_dir_ + "/installation.key", key);
  EXPECT_EQ(ReasonOf(Server::Start(options).status()), "WRONG_KEY");

  std::filesystem::rename(aside, key);
  EXPECT_TRUE(Server::Start(options).ok());
}

}  // namespace
}  // namespace comptoir
