#include "server/merchants/operations/failed_task_service.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "comptoir/storage/v1/log.pb.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/records/page.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/outbox/testing/held_receiver.h"
#include "server/store/testing/test_store.h"

namespace comptoir::merchants {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr auto kJob = v1::FAILED_TASK_SOURCE_JOB;
constexpr auto kOutbox = v1::FAILED_TASK_SOURCE_OUTBOX;
const std::string kMerchant = FormatId("mer", "merchant-number1");
const std::string kOther = FormatId("mer", "merchant-number2");

// Jobs that dust or hold shelves, and letters to readers: all of them fail.
class FailedTaskServiceTest : public testing::Test {
 protected:
  FailedTaskServiceTest() { Make(); }

  void Make() {
    for (const char* kind : {"shelves.dust", "shelves.hold"}) {
      store::JobKind job =
          store::OneStep([this](store::Transaction&, std::string_view) {
            return job_result_;
          });
      job.failures_max = 1;
      if (kind == std::string("shelves.dust")) job.loss = "Dust lies about.";
      store_->RegisterSteps(kind, std::move(job));
    }
    outbox_ = std::make_unique<store::Outbox>(store_.store(), store_.clock());
    outbox_->Register({.name = "letter",
                       .loss = "A reader is not written to.",
                       .runner = receiver_.Runner()});
    service_ = std::make_unique<FailedTaskService>(store_.store(), *outbox_);
  }

  // The id of a job that has failed.
  std::string FailJob(const std::string& kind,
                      const std::string& merchant = kMerchant) {
    store_.clock().Advance(absl::Milliseconds(1));
    const auto id = store_.Write(
        merchant, [&](store::Transaction& txn) -> absl::StatusOr<std::string> {
          return txn.AddJob({.kind = kind,
                             .due = txn.now(),
                             .payload = "a secret of Hélène"});
        });
    store_.RunDueJobs();
    return id.value_or("");
  }

  // The id of an effect that is dead.
  std::string FailLetter(const std::string& key,
                         const std::string& destination = "box_1",
                         const std::string& merchant = kMerchant) {
    receiver_.Answer({Error(absl::StatusCode::kNotFound, "NO_SUCH_BOX",
                            "there is no such letter box")});
    store_.clock().Advance(absl::Milliseconds(1));
    const auto added = store_.Write(merchant, [&](store::Transaction& txn) {
      return outbox_->Add(txn, {.kind = "letter",
                                .destination = destination,
                                .dedupe_key = key,
                                .payload = "a secret of Hélène"});
    });
    outbox_->RunDue();
    return added.ok() ? added->effect.id() : "";
  }

  Call NewCall(const std::string& merchant) {
    return Call::ForTest(merchant, store_.clock().Now());
  }

  absl::StatusOr<v1::FailedTask> Get(const std::string& id,
                                     const std::string& merchant = kMerchant) {
    v1::GetFailedTaskRequest request;
    request.set_task_id(id);
    const auto response =
        service_->GetFailedTask(NewCall(merchant), *store_.Read(), request);
    if (!response.ok()) return response.status();
    return response->failed_task();
  }

  // All ids, page after page.
  std::vector<std::string> List(int page_size = 0,
                                v1::FailedTaskSource source = {},
                                const std::string& merchant = kMerchant) {
    v1::ListFailedTasksRequest request;
    request.set_page_size(page_size);
    request.set_source(source);
    return ListAll(std::move(request), merchant);
  }
  std::vector<std::string> ListKind(const std::string& kind,
                                    v1::FailedTaskSource source = {}) {
    v1::ListFailedTasksRequest request;
    request.set_page_size(1);
    request.set_kind(kind);
    request.set_source(source);
    return ListAll(std::move(request), kMerchant);
  }
  std::vector<std::string> ListAll(v1::ListFailedTasksRequest request,
                                   const std::string& merchant) {
    std::vector<std::string> ids;
    const int page_size = request.page_size();
    const auto snapshot = store_.Read();
    do {
      const auto page =
          service_->ListFailedTasks(NewCall(merchant), *snapshot, request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) return ids;
      EXPECT_LE(page->failed_tasks_size(), page_size > 0 ? page_size : 50);
      for (const v1::FailedTask& task : page->failed_tasks()) {
        ids.push_back(task.id());
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return ids;
  }

  absl::StatusOr<std::string> Retry(const std::string& id,
                                    const std::string& merchant = kMerchant,
                                    const std::string& etag = "") {
    v1::RetryFailedTaskRequest request;
    request.set_task_id(id);
    request.set_etag(etag);
    const Call call = NewCall(merchant);
    const auto response = store_.Write(merchant, [&](store::Transaction& txn) {
      return service_->RetryFailedTask(call, txn, request);
    });
    if (!response.ok()) return response.status();
    return response->task_id();
  }
  absl::StatusOr<v1::FailedTask> Drop(const std::string& id,
                                      const std::string& merchant = kMerchant,
                                      const std::string& etag = "") {
    v1::DropFailedTaskRequest request;
    request.set_task_id(id);
    request.set_etag(etag);
    const Call call = NewCall(merchant);
    const auto response = store_.Write(merchant, [&](store::Transaction& txn) {
      return service_->DropFailedTask(call, txn, request);
    });
    if (!response.ok()) return response.status();
    return response->failed_task();
  }

  // The name of the newest event.
  std::string LastEvent() {
    const auto log = store_.Log(kMerchant);
    if (log.empty() || log.back().events().empty()) return "";
    const std::string& url = log.back().events(0).data().type_url();
    return url.substr(url.rfind('.') + 1);
  }

  store::TestStore store_;
  absl::Status job_result_ =
      Error(absl::StatusCode::kDataLoss, "SHELF_GONE", "the shelf is gone");
  store::HeldReceiver receiver_;
  std::unique_ptr<store::Outbox> outbox_;
  std::unique_ptr<FailedTaskService> service_;
};

TEST_F(FailedTaskServiceTest, TellsWhatFailedAndWhy) {
  const auto job = Get(FailJob("shelves.dust"));
  ASSERT_TRUE(job.ok()) << job.status();
  EXPECT_EQ(job->source(), kJob);
  EXPECT_EQ(job->kind(), "shelves.dust");
  EXPECT_EQ(job->attempt_count(), 1);
  EXPECT_EQ(job->error().code(), 15);
  EXPECT_EQ(job->error().reason(), "SHELF_GONE");
  EXPECT_EQ(job->error().message(), "the shelf is gone");
  EXPECT_TRUE(job->has_fail_time());
  EXPECT_EQ(job->loss(), "Dust lies about.");
  EXPECT_FALSE(job->is_damaged());

  const auto letter = Get(FailLetter("a"));
  ASSERT_TRUE(letter.ok()) << letter.status();
  EXPECT_EQ(letter->source(), kOutbox);
  EXPECT_EQ(letter->kind(), "letter");
  EXPECT_EQ(letter->destination(), "box_1");
  EXPECT_EQ(letter->attempt_count(), 1);
  EXPECT_EQ(letter->error().code(), 5);
  EXPECT_EQ(letter->error().reason(), "NO_SUCH_BOX");
  EXPECT_TRUE(letter->has_fail_time());
  EXPECT_EQ(letter->loss(), "A reader is not written to.");

  for (const auto& task : {*job, *letter}) {
    EXPECT_THAT(task.SerializeAsString(), Not(HasSubstr("secret")));
  }
}

TEST_F(FailedTaskServiceTest, TellsNothingThatIsNotMeantForCallers) {
  job_result_ = absl::InternalError("at 0xdeadbeef");

  const auto job = Get(FailJob("shelves.dust"));

  ASSERT_TRUE(job.ok()) << job.status();
  EXPECT_THAT(job->error().message(), Not(HasSubstr("deadbeef")));
}

TEST_F(FailedTaskServiceTest, ListsJobsThenLettersInPagesOfAnySize) {
  std::vector<std::string> jobs;
  for (int i = 0; i < 3; ++i) jobs.push_back(FailJob("shelves.dust"));
  std::vector<std::string> letters;
  for (const char* box : {"box_1", "box_2"}) {
    for (int i = 0; i < 2; ++i) {
      letters.push_back(FailLetter(fmt::format("{}{}", box, i), box));
    }
  }
  std::vector<std::string> all = jobs;
  all.insert(all.end(), letters.begin(), letters.end());

  for (const int page_size : {0, 1, 2, 3, 4, 7, 200}) {
    EXPECT_THAT(List(page_size), ElementsAreArray(all)) << page_size;
  }
  EXPECT_THAT(List(2, kJob), ElementsAreArray(jobs));
  EXPECT_THAT(List(3, kOutbox), ElementsAreArray(letters));
}

TEST_F(FailedTaskServiceTest, ListsThoseOfOneKind) {
  const std::string dust = FailJob("shelves.dust");
  const std::string hold = FailJob("shelves.hold");
  const std::string more = FailJob("shelves.dust");
  const std::string letter = FailLetter("a");

  EXPECT_THAT(ListKind("shelves.dust"), ElementsAre(dust, more));
  EXPECT_THAT(ListKind("shelves.hold", kJob), ElementsAre(hold));
  EXPECT_THAT(ListKind("letter"), ElementsAre(letter));
  EXPECT_THAT(ListKind("letter", kJob), IsEmpty());
  EXPECT_THAT(ListKind("shelves.hold", kOutbox), IsEmpty());
  v1::ListFailedTasksRequest misspelt;
  misspelt.set_kind("shelves");
  const auto got =
      service_->ListFailedTasks(NewCall(kMerchant), *store_.Read(), misspelt);
  EXPECT_THAT(got.status().ToString(), testing::ContainsRegex("hold.*letter"));
}

// Rather than a long wait.
TEST_F(FailedTaskServiceTest, GivesAShortPageOfAKindThatIsRare) {
  storage::v1::FailedJob failed;
  failed.mutable_job()->set_kind("common");
  kv::Batch batch;
  for (int i = 0; i < records::kPageRowsMax; ++i) {
    batch.Put(store::Key(store::Space::kFailedJobs, kMerchant)
                  .Id(FormatId("job", fmt::format("{:016}", i)))
                  .Take(),
              failed.SerializeAsString());
  }
  failed.mutable_job()->set_kind("rare");
  const std::string rare = FormatId("job", "x-rare-job-00001");
  batch.Put(store::Key(store::Space::kFailedJobs, kMerchant).Id(rare).Take(),
            failed.SerializeAsString());
  ASSERT_TRUE(store_.engine().Commit(batch).ok());
  outbox_.reset();
  store_.Reopen();
  Make();

  v1::ListFailedTasksRequest request;
  request.set_kind("rare");
  const auto page =
      service_->ListFailedTasks(NewCall(kMerchant), *store_.Read(), request);

  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_THAT(page->failed_tasks(), IsEmpty());
  EXPECT_NE(page->next_page_token(), "");
  EXPECT_THAT(ListKind("rare"), ElementsAre(rare));
}

TEST_F(FailedTaskServiceTest, TriesAJobAgain) {
  const std::string id = FailJob("shelves.hold");
  job_result_ = absl::OkStatus();

  const auto again = Retry(id);

  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(LastEvent(), "FailedTaskRetried");
  store_.RunDueJobs();
  EXPECT_THAT(List(), IsEmpty());
  EXPECT_EQ(ReasonOf(Retry(id).status()), "NOT_FOUND");
}

TEST_F(FailedTaskServiceTest, AJobThatFailsAgainIsListedUnderItsNewId) {
  const std::string id = FailJob("shelves.hold");
  const auto again = Retry(id);
  ASSERT_TRUE(again.ok()) << again.status();
  store_.RunDueJobs();

  EXPECT_THAT(List(), ElementsAre(*again));
  EXPECT_NE(*again, id);
}

TEST_F(FailedTaskServiceTest, TriesALetterAgain) {
  const std::string id = FailLetter("a");
  receiver_.Take();

  ASSERT_EQ(*Retry(id), id);
  EXPECT_EQ(LastEvent(), "FailedTaskRetried");
  EXPECT_THAT(List(), IsEmpty());
  // It waits, so it has not failed.
  EXPECT_EQ(ReasonOf(Drop(id).status()), "NOT_FOUND");
  outbox_->RunDue();
  EXPECT_THAT(receiver_.Take(), ElementsAre("a"));
}

TEST_F(FailedTaskServiceTest, DropsWhatCanBeMissed) {
  const std::string job = FailJob("shelves.dust");
  const std::string letter = FailLetter("a");

  EXPECT_EQ(Drop(job)->loss(), "Dust lies about.");
  EXPECT_EQ(LastEvent(), "FailedTaskDropped");
  EXPECT_EQ(Drop(letter)->loss(), "A reader is not written to.");
  EXPECT_EQ(LastEvent(), "FailedTaskDropped");

  EXPECT_THAT(List(), IsEmpty());
  EXPECT_EQ(ReasonOf(Drop(job).status()), "NOT_FOUND");
}

TEST_F(FailedTaskServiceTest, RefusesWhatHasFailedAnewSince) {
  const std::string id = FailLetter("a");
  const std::string seen = Get(id)->etag();
  ASSERT_TRUE(Retry(id, kMerchant, seen).ok());
  receiver_.Answer({absl::NotFoundError("still none")});
  outbox_->RunDue();
  const std::string now = Get(id)->etag();
  EXPECT_NE(now, seen);

  for (const absl::Status& refused : {Retry(id, kMerchant, seen).status(),
                                      Drop(id, kMerchant, seen).status()}) {
    EXPECT_EQ(refused.code(), absl::StatusCode::kAborted);
    EXPECT_EQ(ReasonOf(refused), "ETAG_MISMATCH");
    EXPECT_EQ(MetadataOf(refused, "etag"), now);
  }
  EXPECT_TRUE(Drop(id, kMerchant, now).ok());
  const std::string job = FailJob("shelves.dust");
  EXPECT_EQ(ReasonOf(Drop(job, kMerchant, seen).status()), "ETAG_MISMATCH");
  EXPECT_TRUE(Drop(job, kMerchant, Get(job)->etag()).ok());
}

TEST_F(FailedTaskServiceTest, KeepsWhatIsNeeded) {
  const std::string id = FailJob("shelves.hold");

  EXPECT_EQ(Get(id)->loss(), "");
  EXPECT_EQ(ReasonOf(Drop(id).status()), "TASK_NEEDED");
  EXPECT_THAT(List(), ElementsAre(id));
}

TEST_F(FailedTaskServiceTest, ADamagedJobCanOnlyBeDropped) {
  const std::string id = FormatId("job", "job-of-merchant1");
  kv::Batch batch;
  batch.Put(store::Key(store::Space::kFailedJobs, kMerchant).Id(id).Take(),
            "\xff");
  ASSERT_TRUE(store_.engine().Commit(batch).ok());
  outbox_.reset();
  store_.Reopen();
  Make();

  EXPECT_TRUE(Get(id)->is_damaged());
  EXPECT_EQ(ReasonOf(Retry(id).status()), "TASK_DAMAGED");
  EXPECT_TRUE(Drop(id).ok());
  EXPECT_THAT(List(), IsEmpty());
}

TEST_F(FailedTaskServiceTest, ALetterOfAKindThatNobodyKnowsCanOnlyBeDropped) {
  const std::string id = FailLetter("a");
  outbox_ = std::make_unique<store::Outbox>(store_.store(), store_.clock());
  service_ = std::make_unique<FailedTaskService>(store_.store(), *outbox_);

  EXPECT_NE(Get(id)->loss(), "");
  EXPECT_EQ(ReasonOf(Retry(id).status()), "TASK_UNKNOWN");
  EXPECT_TRUE(Drop(id).ok());
}

TEST_F(FailedTaskServiceTest, OfAnotherMerchantAreNotThere) {
  for (const std::string& id : {FailJob("shelves.dust"), FailLetter("a")}) {
    EXPECT_EQ(ReasonOf(Get(id, kOther).status()), "NOT_FOUND");
    EXPECT_EQ(ReasonOf(Retry(id, kOther).status()), "NOT_FOUND");
    EXPECT_EQ(ReasonOf(Drop(id, kOther).status()), "NOT_FOUND");
  }
  EXPECT_THAT(List(0, {}, kOther), IsEmpty());
  EXPECT_EQ(List().size(), 2u);
}

}  // namespace
}  // namespace comptoir::merchants
