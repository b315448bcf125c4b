// The transaction that a lane gives to a body.
#ifndef COMPTOIR_SERVER_STORE_LANE_LANE_TRANSACTION_H_
#define COMPTOIR_SERVER_STORE_LANE_LANE_TRANSACTION_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/storage/v1/log.pb.h"
#include "server/base/ids.h"
#include "server/store/lane/group.h"
#include "server/store/lane/log_hash.h"
#include "server/store/store.h"
#include "server/store/transaction.h"

namespace comptoir::store {

// What a lane knows of a merchant without asking the engine.
struct MerchantState {
  IdBytes id{};           // The merchant as keys have it.
  uint64_t revision = 0;  // Of the last log entry.
  std::string log_hash;   // Of the last log entry; empty when there is none.
  // True: a clean-up of request rows is in the job queue. False: look.
  bool clean_up_is_scheduled = false;
};

using LogEntryPtr = std::shared_ptr<const comptoir::storage::v1::LogEntry>;

// Reused for one body after the other. Not thread-safe.
class LaneTransaction final : public Transaction {
 public:
  // Told of a job that was put in the queue, once it is durable.
  using JobAdded =
      std::function<void(const std::string& merchant_id, absl::Time due)>;

  LaneTransaction(Group& group, absl::Duration request_retention,
                  JobAdded job_added)
      : group_(group),
        request_retention_(request_retention),
        job_added_(std::move(job_added)) {}

  // Starts a transaction. Both arguments must stay until it has ended.
  void Begin(const WriteContext& context, MerchantState& merchant);

  // The body was fine: appends the log entry and its rows. `response` goes to
  // the request row.
  absl::Status Finish(const std::string& response);

  // Ends the transaction: takes all of it back, or brings the merchant's state
  // up to date. Accept returns the log entry, null when nothing was written.
  void RollBack();
  LogEntryPtr Accept();

  // What OnCommit collected.
  std::vector<std::function<void()>> TakeActions();

  const std::string& merchant_id() const override {
    return context_->merchant_id;
  }
  const std::string& actor() const override { return context_->actor; }
  absl::Time now() const override { return context_->time; }
  std::string NewId(std::string_view prefix) override {
    return ids_.Make(prefix);
  }
  uint64_t revision() const override { return revision_; }
  absl::StatusOr<std::optional<std::string>> Get(
      std::string_view key) const override;
  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      std::span<const std::string> keys) const override;
  std::unique_ptr<kv::Iterator> Scan(const kv::Range& range,
                                     kv::Direction direction) const override;
  void Put(std::string_view key, std::string value) override;
  void Delete(std::string_view key) override;
  void AppendEvent(const google::protobuf::Message& data,
                   std::vector<std::string> subjects,
                   std::vector<std::string> feed) override;
  std::string AddJob(NewJob job) override;
  void OnCommit(std::function<void()> action) override;

 private:
  void Set(std::string_view key, std::optional<std::string> value);
  // False, and the transaction fails, when it may not write this row.
  bool MayWrite(std::string_view key, size_t value_bytes);
  absl::Status KeepResponse(const std::string& response);
  void PutFeedRows();
  void PutLogEntry();

  Group& group_;
  const absl::Duration request_retention_;
  const JobAdded job_added_;
  LogHasher hasher_;

  const WriteContext* context_ = nullptr;
  MerchantState* merchant_ = nullptr;
  uint64_t revision_ = 0;
  IdMaker ids_{absl::UnixEpoch(), ""};  // Of the last Begin.
  bool wrote_ = false;                  // Set by Finish, as is the next one.
  std::string log_hash_;
  absl::Status failure_;  // Why it cannot commit whatever the body says.
  std::shared_ptr<comptoir::storage::v1::LogEntry> entry_;
  comptoir::storage::v1::RequestRow request_row_;
  std::vector<std::function<void()>> actions_;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_LANE_LANE_TRANSACTION_H_
