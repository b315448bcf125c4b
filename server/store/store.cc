#include "server/store/store.h"

#include <future>
#include <optional>
#include <utility>

#include "fmt/format.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/base/strings.h"
#include "server/store/blobs/blob.h"
#include "server/store/blobs/upkeep/blob_upkeep.h"
#include "server/store/blobs/upload.h"
#include "server/store/claim/claim.h"
#include "server/store/jobs/job_kinds.h"
#include "server/store/jobs/job_queue.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/lane/lane.h"
#include "server/store/requests/request_clean_up.h"

namespace comptoir::store {
namespace {

using comptoir::storage::v1::LogEntry;

// What the API promises.
constexpr absl::Duration kRequestRetentionMin = absl::Hours(24);

class LaneStore final : public Store {
 public:
  LaneStore(kv::Engine& engine, kv::Fence fence, const Clock& clock,
            StoreOptions options)
      : shared_(engine, std::move(fence), options),
        jobs_(*this, kinds_, clock) {
    shared_.published.Refresh(engine);
    shared_.job_added = [this](const std::string& merchant, absl::Time due) {
      jobs_.Added(merchant, due);
    };
    kinds_.Add(std::string(kRequestCleanUp),
               RequestCleanUpSteps(options.request_retention));
    kinds_.Add(std::string(kBlobRelease), BlobReleaseJobs());
    kinds_.Add(std::string(kUploadExpiry), UploadExpiryJobs());
    for (int lane = 0; lane < options.lanes; ++lane) {
      lanes_.push_back(std::make_unique<Lane>(shared_));
    }
  }

  ~LaneStore() override { LaneStore::Stop(); }

  std::shared_ptr<const Snapshot> Read() const override {
    return shared_.published.Load();
  }

  void Update(WriteContext context, Body body, Done done) override {
    if (context.seed.empty()) context.seed = RandomBytes(kIdSeedBytes);
    const size_t lane = lanes_.size() == 1
                            ? 0
                            : StringHash()(context.merchant_id) % lanes_.size();
    lanes_[lane]->Update(std::move(context), std::move(body), std::move(done));
  }

  void RegisterSteps(std::string kind, JobKind runner) override {
    kinds_.Add(std::move(kind), std::move(runner));
  }
  const JobKinds& job_kinds() const override { return kinds_; }
  void AddLogListener(LogListener listener) override {
    shared_.listeners.Add(std::move(listener));
  }

  void Start() override { jobs_.Start(); }
  void RunDueJobs() override { jobs_.RunDue(); }

  void Stop() override {
    // Running jobs still need the lanes.
    jobs_.Stop();
    for (const std::unique_ptr<Lane>& lane : lanes_) lane->Stop();
  }

  absl::Status health() const override { return shared_.failure.status(); }
  StoreStats Stats() const override {
    StoreStats stats{.transactions = shared_.transactions,
                     .groups = shared_.groups,
                     .jobs_given_up = jobs_.given_up()};
    for (const auto& lane : lanes_) stats.waiting += lane->waiting();
    return stats;
  }
  kv::Engine& engine() override { return shared_.engine; }

 private:
  LaneShared shared_;
  JobKinds kinds_;
  JobQueue jobs_;
  std::vector<std::unique_ptr<Lane>> lanes_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> Store::Open(kv::Engine& engine,
                                                   const Clock& clock,
                                                   StoreOptions options) {
  if (options.lanes < 1 || options.group_size_max < 1 ||
      options.queue_size_max < 1) {
    return absl::InvalidArgumentError("lanes and limits must be at least 1");
  }
  if (options.request_retention < kRequestRetentionMin) {
    return absl::InvalidArgumentError(
        "answers to request ids must be kept for at least 24 hours");
  }
  ASSIGN_OR_RETURN(kv::Fence fence, ClaimDatabase(engine));
  return std::make_unique<LaneStore>(engine, std::move(fence), clock, options);
}

WriteResult Store::UpdateAndWait(WriteContext context, Body body) {
  // Shared: the completion thread may still be in set_value when we return.
  auto outcome = std::make_shared<std::promise<WriteResult>>();
  std::future<WriteResult> result = outcome->get_future();
  Update(std::move(context), std::move(body),
         [outcome](WriteResult made) { outcome->set_value(std::move(made)); });
  return result.get();
}

absl::StatusOr<uint64_t> LastRevision(const Snapshot& snapshot,
                                      std::string_view merchant_id) {
  const auto last = snapshot.Scan(Key(Space::kLog, merchant_id).Prefix(),
                                  kv::Direction::kReverse);
  RETURN_IF_ERROR(last->status());
  if (!last->Valid()) return 0;
  KeyReader key(last->key());
  uint64_t revision;
  if (!key.U64(&revision)) return Corrupt("the key of a log entry");
  return revision;
}

absl::StatusOr<LogEntry> ReadLog(const Snapshot& snapshot,
                                 std::string_view merchant_id,
                                 uint64_t revision) {
  ASSIGN_OR_RETURN(
      const std::optional<std::string> value,
      snapshot.Get(Key(Space::kLog, merchant_id).U64(revision).str()));
  if (!value) {
    return Error(absl::StatusCode::kNotFound, "NOT_FOUND",
                 fmt::format("log revision {} not found", revision));
  }
  LogEntry entry;
  if (!entry.ParseFromString(*value)) return Corrupt("a log entry");
  return entry;
}

}  // namespace comptoir::store
