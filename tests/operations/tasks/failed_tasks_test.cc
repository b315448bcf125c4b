// Work that was given up, as an operator sees it: over a whole server, by the
// SDK and by commands.
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "comptoir/events/v1/event_service.client.h"
#include "comptoir/merchants/v1/api_key_service.client.h"
#include "comptoir/merchants/v1/failed_task_service.client.h"
#include "comptoir/merchants/v1/merchant_service.client.h"
#include "comptoir/sdk/channel.h"
#include "comptoir/sdk/errors.h"
#include "comptoir/storage/v1/log.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/clock.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/server.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/outbox/effect_changes.h"
#include "tests/support/command.h"

namespace comptoir {
namespace {

using merchants::v1::DropFailedTaskRequest;
using merchants::v1::FailedTask;
using merchants::v1::FailedTaskServiceClient;
using merchants::v1::GetFailedTaskRequest;
using merchants::v1::RetryFailedTaskRequest;
using sdk::ReasonOf;
using ::testing::AllOf;
using testing::CommandResult;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::RunCommand;
using testing::WriteTestFile;

class FailedTasksTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(data_dir_);
    ServerOptions options{.data_dir = data_dir_};
    options.listen.insecure_loopback = true;
    server_ = Server::Start(std::move(options)).value();
    owner_ = CreateMerchant();
    merchant_id_ = created_id_;
    stranger_ = CreateMerchant();
  }

  // The token of its owner.
  std::string CreateMerchant() {
    std::string operator_token;
    std::ifstream(data_dir_ + "/operator.token") >> operator_token;
    merchants::v1::CreateMerchantRequest request;
    request.mutable_merchant()->set_display_name("Chez Hélène");
    request.mutable_merchant()->set_country("FR");
    request.mutable_merchant()->set_currency("EUR");
    request.mutable_merchant()->set_time_zone("Europe/Paris");
    request.set_owner_display_name("Hélène");
    const auto created =
        merchants::v1::MerchantServiceClient(Connect(operator_token))
            .CreateMerchant(request)
            .value();
    created_id_ = created.merchant().id();
    return created.api_key_token();
  }

  // The token of a key that may do this and nothing else.
  std::string KeyWith(Permission permission) {
    merchants::v1::CreateApiKeyRequest request;
    request.mutable_api_key()->set_display_name("Key");
    request.mutable_api_key()->add_permissions(permission);
    return merchants::v1::ApiKeyServiceClient(Connect(owner_))
        .CreateApiKey(request)
        .value()
        .api_key_token();
  }

  std::shared_ptr<sdk::Channel> Connect(const std::string& token) const {
    return sdk::Connect({.address = server_->address(),
                         .credentials = sdk::Credentials::Token(token)})
        .value();
  }
  FailedTaskServiceClient Client(const std::string& token) const {
    return FailedTaskServiceClient(Connect(token));
  }

  void Write(const std::function<absl::Status(store::Transaction&)>& body) {
    const store::WriteResult result = server_->store().UpdateAndWait(
        store::SystemContext(merchant_id_, "test", SystemClock().Now()),
        [&](store::Transaction& txn, std::string*) { return body(txn); });
    ASSERT_TRUE(result.status.ok()) << result.status;
  }

  // Sets a job aside as if it had failed too often; its id.
  std::string FailJob(std::string_view kind) {
    std::string id;
    Write([&](store::Transaction& txn) {
      id = txn.NewId("job");
      storage::v1::FailedJob failed;
      failed.mutable_job()->set_kind(std::string(kind));
      failed.mutable_job()->set_payload("a secret of Hélène");
      failed.set_reason("BROKEN");
      failed.set_message("it is broken");
      txn.Put(store::Key(store::Space::kFailedJobs, merchant_id_).Id(id).Take(),
              failed.SerializeAsString());
      return absl::OkStatus();
    });
    return id;
  }

  // An effect that is dead, of a kind that this server does not know; its id.
  std::string FailLetter(const std::string& key) {
    const store::EffectTable table;
    const store::EffectKind kind = {.name = "letter"};
    storage::v1::OutboxEffect effect;
    Write([&](store::Transaction& txn) -> absl::Status {
      ASSIGN_OR_RETURN(const store::AddedEffect added,
                       store::AddEffect(txn, table, kind,
                                        {.kind = "letter",
                                         .destination = "box_1",
                                         .dedupe_key = key,
                                         .payload = "a secret of Hélène"}));
      effect = added.effect;
      return absl::OkStatus();
    });
    Write([&](store::Transaction& txn) {
      return store::SettleEffect(
                 txn, table, kind,
                 {.effect_id = effect.id(),
                  .revision = effect.revision(),
                  .result = Error(absl::StatusCode::kNotFound, "NO_SUCH_BOX",
                                  "there is no such letter box")})
          .status();
    });
    return effect.id();
  }

  static absl::StatusOr<FailedTask> Get(const FailedTaskServiceClient& client,
                                        const std::string& id) {
    GetFailedTaskRequest request;
    request.set_task_id(id);
    const auto answer = client.GetFailedTask(request);
    if (!answer.ok()) return answer.status();
    return answer->failed_task();
  }
  static absl::Status Retry(const FailedTaskServiceClient& client,
                            const std::string& id) {
    RetryFailedTaskRequest request;
    request.set_task_id(id);
    return client.RetryFailedTask(request).status();
  }
  static absl::Status Drop(const FailedTaskServiceClient& client,
                           const std::string& id) {
    DropFailedTaskRequest request;
    request.set_task_id(id);
    return client.DropFailedTask(request).status();
  }
  static std::vector<std::string> List(const FailedTaskServiceClient& client,
                                       const std::string& kind = "") {
    std::vector<std::string> ids;
    merchants::v1::ListFailedTasksRequest request;
    request.set_page_size(1);
    request.set_kind(kind);
    for (const auto& task : client.ListFailedTasksAll(request)) {
      EXPECT_TRUE(task.ok()) << task.status();
      if (!task.ok()) break;
      ids.push_back(task->id());
    }
    return ids;
  }

  // Events of this type about `id` since the beginning.
  int CountEvents(const std::string& id, const std::string& type) {
    events::v1::ListEventsRequest request;
    request.add_subjects(id);
    request.add_types("comptoir.merchants.v1." + type);
    int count = 0;
    for (const auto& event : events::v1::EventServiceClient(Connect(owner_))
                                 .ListEventsAll(request)) {
      EXPECT_TRUE(event.ok()) << event.status();
      ++count;
    }
    return count;
  }

  CommandResult Comptoir(std::vector<std::string> words) {
    words.insert(words.begin(), "tools/cli/comptoir");
    words.insert(words.end(), {"--server", server_->address(), "--token-file",
                               WriteTestFile("token", owner_ + "\n")});
    return RunCommand(words);
  }

  const std::string data_dir_ = ::testing::TempDir() + "/failed_tasks_test";
  std::unique_ptr<Server> server_;
  std::string owner_;
  std::string stranger_;
  std::string merchant_id_;
  std::string created_id_;
};

TEST_F(FailedTasksTest, AreListedPageByPageWithoutWhatTheyWorkOn) {
  const std::string job = FailJob("request_clean_up");
  const std::string letter = FailLetter("a");

  EXPECT_THAT(List(Client(owner_)), ElementsAre(job, letter));
  EXPECT_THAT(List(Client(owner_), "letter"), ElementsAre(letter));
  for (const std::string& id : {job, letter}) {
    const auto task = Get(Client(owner_), id);
    ASSERT_TRUE(task.ok()) << task.status();
    EXPECT_NE(task->loss(), "");
    EXPECT_THAT(task->SerializeAsString(), Not(HasSubstr("secret")));
  }
}

TEST_F(FailedTasksTest, AreTriedAgain) {
  const std::string id = FailJob("request_clean_up");
  RetryFailedTaskRequest stale;
  stale.set_task_id(id);
  stale.set_etag("nonsense");

  EXPECT_EQ(ReasonOf(Client(owner_).RetryFailedTask(stale).status()),
            "ETAG_MISMATCH");
  ASSERT_TRUE(Retry(Client(owner_), id).ok());

  EXPECT_THAT(List(Client(owner_)), IsEmpty());
  EXPECT_EQ(CountEvents(id, "FailedTaskRetried"), 1);
  EXPECT_EQ(ReasonOf(Retry(Client(owner_), id)), "NOT_FOUND");
  EXPECT_EQ(ReasonOf(Retry(Client(owner_), FailLetter("a"))), "TASK_UNKNOWN");
}

TEST_F(FailedTasksTest, AreDroppedWhenTheyCanBeMissed) {
  const std::string letter = FailLetter("a");
  const std::string needed = FailJob("outbox_drop_queue");

  DropFailedTaskRequest stale;
  stale.set_task_id(letter);
  stale.set_etag("r1");
  EXPECT_EQ(ReasonOf(Client(owner_).DropFailedTask(stale).status()),
            "ETAG_MISMATCH");
  EXPECT_TRUE(Drop(Client(owner_), letter).ok());
  EXPECT_EQ(CountEvents(letter, "FailedTaskDropped"), 1);
  EXPECT_EQ(ReasonOf(Drop(Client(owner_), needed)), "TASK_NEEDED");
  EXPECT_EQ(CountEvents(needed, "FailedTaskDropped"), 0);
  EXPECT_THAT(List(Client(owner_)), ElementsAre(needed));
}

TEST_F(FailedTasksTest, AreSeenAndHandledByThoseWhoMay) {
  const std::string id = FailLetter("a");
  const auto viewer = Client(KeyWith(PERMISSION_OPERATIONS_VIEW));
  const auto other = Client(KeyWith(PERMISSION_CUSTOMERS_VIEW));

  EXPECT_TRUE(Get(viewer, id).ok());
  EXPECT_EQ(ReasonOf(Retry(viewer, id)), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonOf(Drop(viewer, id)), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonOf(Get(other, id).status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonOf(other.ListFailedTasks({}).status()), "PERMISSION_DENIED");
  EXPECT_THAT(List(viewer), ElementsAre(id));
}

TEST_F(FailedTasksTest, OfAnotherMerchantAreNotThere) {
  const auto stranger = Client(stranger_);
  for (const std::string& id : {FailJob("request_clean_up"), FailLetter("a")}) {
    EXPECT_EQ(ReasonOf(Get(stranger, id).status()), "NOT_FOUND");
    EXPECT_EQ(ReasonOf(Retry(stranger, id)), "NOT_FOUND");
    EXPECT_EQ(ReasonOf(Drop(stranger, id)), "NOT_FOUND");
  }
  EXPECT_THAT(List(stranger), IsEmpty());
  EXPECT_EQ(List(Client(owner_)).size(), 2u);
}

TEST_F(FailedTasksTest, CommandsSayWhatIsLostBeforeItIs) {
  const std::string letter = FailLetter("a");
  const CommandResult list = Comptoir({"failed-tasks", "list"});
  EXPECT_THAT(list.out, AllOf(HasSubstr(letter), HasSubstr("NO_SUCH_BOX")));

  const CommandResult asked =
      Comptoir({"failed-tasks", "drop", letter, "--no-input"});
  EXPECT_EQ(asked.exit_code, 2);
  EXPECT_THAT(asked.err, HasSubstr("lost: "));
  EXPECT_THAT(List(Client(owner_)), ElementsAre(letter));

  const CommandResult dropped =
      Comptoir({"failed-tasks", "drop", letter, "--yes"});
  EXPECT_EQ(dropped.exit_code, 0) << dropped.err;
  EXPECT_THAT(dropped.err, HasSubstr("lost: "));
  EXPECT_THAT(List(Client(owner_)), IsEmpty());

  const std::string needed = FailJob("outbox_drop_queue");
  const CommandResult refused =
      Comptoir({"failed-tasks", "drop", needed, "--yes"});
  EXPECT_EQ(refused.exit_code, 5);
  EXPECT_THAT(refused.err, HasSubstr("TASK_NEEDED"));
  const CommandResult again =
      Comptoir({"failed-tasks", "retry", FailJob("request_clean_up")});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("job_"));
}

}  // namespace
}  // namespace comptoir
