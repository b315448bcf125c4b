#include "server/store/lane/lane_transaction.h"

#include <utility>

#include "absl/time/time.h"
#include "fmt/format.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/log/logged_rows.h"
#include "server/store/requests/request_clean_up.h"

namespace comptoir::store {
namespace {

using comptoir::storage::v1::Job;
using comptoir::storage::v1::LogEntry;
using comptoir::storage::v1::LoggedEvent;

// What a merchant's own transactions may write besides their rows.
constexpr IdBytes kInstallationBytes{};

std::string_view ToView(const IdBytes& id) {
  return std::string_view(id.data(), id.size());
}

absl::Status TooLarge(std::string_view what) {
  return Error(absl::StatusCode::kInvalidArgument, "TRANSACTION_TOO_LARGE",
               fmt::format("the request changes too much at once: {}", what));
}

void SetTime(absl::Time time, google::protobuf::Timestamp& to) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  to.set_seconds(seconds);
  to.set_nanos(static_cast<int32_t>(
      absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
}

}  // namespace

void LaneTransaction::Begin(const WriteContext& context,
                            MerchantState& merchant) {
  context_ = &context;
  merchant_ = &merchant;
  revision_ = merchant.revision + 1;
  ids_ = IdMaker(context.time, context.seed);
  wrote_ = false;
  failure_ = absl::OkStatus();
  // The last one may still be with a listener.
  if (entry_ && entry_.use_count() == 1) {
    entry_->Clear();
  } else {
    entry_ = std::make_shared<LogEntry>();
  }
  actions_.clear();
  group_.writes().BeginTransaction();
}

absl::StatusOr<std::optional<std::string>> LaneTransaction::Get(
    std::string_view key) const {
  return group_.Get(key);
}

absl::StatusOr<std::vector<std::optional<std::string>>>
LaneTransaction::MultiGet(std::span<const std::string> keys) const {
  return group_.MultiGet(keys);
}

std::unique_ptr<kv::Iterator> LaneTransaction::Scan(
    const kv::Range& range, kv::Direction direction) const {
  return group_.Scan(range, direction);
}

bool LaneTransaction::MayWrite(std::string_view key, size_t value_bytes) {
  if (!failure_.ok()) return false;
  constexpr size_t kHeadBytes = 1 + sizeof(IdBytes);
  const std::string_view owner =
      key.size() < kHeadBytes ? "" : key.substr(1, sizeof(IdBytes));
  const bool own = owner == ToView(merchant_->id) ||
                   owner == ToView(kInstallationBytes) ||
                   merchant_->id == kInstallationBytes;
  if (owner.empty() || !own) {
    failure_ = Error(absl::StatusCode::kInternal, "FOREIGN_ROW",
                     "a transaction writes a row of another merchant");
  } else if (key.size() > kv::kKeyBytesMax) {
    failure_ = TooLarge("a key is too long");
  } else if (value_bytes > kv::kValueBytesMax) {
    failure_ = TooLarge("a record is too large");
  }
  return failure_.ok();
}

void LaneTransaction::Set(std::string_view key,
                          std::optional<std::string> value) {
  if (MayWrite(key, value ? value->size() : 0)) {
    group_.writes().Set(key, std::move(value));
  }
}

void LaneTransaction::Put(std::string_view key, std::string value) {
  Set(key, std::move(value));
}

void LaneTransaction::Delete(std::string_view key) { Set(key, std::nullopt); }

void LaneTransaction::AppendEvent(const google::protobuf::Message& data,
                                  std::vector<std::string> subjects,
                                  std::vector<std::string> feed) {
  LoggedEvent& event = *entry_->add_events();
  event.mutable_data()->PackFrom(data);
  for (std::string& id : subjects) event.add_subjects(std::move(id));
  for (std::string& id : feed) event.add_feed(std::move(id));
}

std::string LaneTransaction::AddJob(NewJob job) {
  const std::string id = NewId("job");
  Job row;
  row.set_kind(std::move(job.kind));
  row.set_payload(std::move(job.payload));
  row.set_cursor(std::move(job.cursor));
  *row.mutable_schedule_time() = ToTimestamp(now());
  Put(Key(Space::kJobs, merchant_->id)
          .I64(absl::ToUnixMicros(job.due))
          .Id(id)
          .str(),
      row.SerializeAsString());
  OnCommit([this, merchant = context_->merchant_id, due = job.due] {
    job_added_(merchant, due);
  });
  return id;
}

void LaneTransaction::OnCommit(std::function<void()> action) {
  actions_.push_back(std::move(action));
}

std::vector<std::function<void()>> LaneTransaction::TakeActions() {
  return std::exchange(actions_, {});
}

void LaneTransaction::RollBack() {
  group_.writes().RollBack();
  actions_.clear();
}

absl::Status LaneTransaction::Finish(const std::string& response) {
  RETURN_IF_ERROR(failure_);
  const bool has_request = !context_->request_key.empty();
  if (group_.writes().transaction_is_empty() && entry_->events().empty() &&
      !has_request) {
    return absl::OkStatus();
  }
  if (has_request) RETURN_IF_ERROR(KeepResponse(response));
  RETURN_IF_ERROR(NoteRows(group_, merchant_->id, entry_.get()));
  PutFeedRows();
  PutLogEntry();
  wrote_ = failure_.ok();
  return failure_;
}

absl::Status LaneTransaction::KeepResponse(const std::string& response) {
  if (!merchant_->clean_up_is_scheduled) {
    RETURN_IF_ERROR(ScheduleRequestCleanUp(*this, request_retention_));
  }
  request_row_.set_revision(revision_);
  request_row_.set_request_hash(context_->request_hash);
  request_row_.set_response(response);
  Put(Key(Space::kRequests, merchant_->id).Raw(context_->request_key).str(),
      request_row_.SerializeAsString());
  return absl::OkStatus();
}

void LaneTransaction::PutFeedRows() {
  for (const LoggedEvent& event : entry_->events()) {
    for (const std::string& subject : event.feed()) {
      Put(Key(Space::kFeed, merchant_->id).Id(subject).U64(revision_).str(),
          "");
    }
  }
  for (const std::string& row : entry_->removed_rows()) {
    Put(Key(Space::kFeed, merchant_->id)
            .Raw(IdOfLoggedRow(row))
            .U64(revision_)
            .str(),
        "");
  }
}

void LaneTransaction::PutLogEntry() {
  entry_->set_revision(revision_);
  SetTime(context_->time, *entry_->mutable_time());
  entry_->set_actor(context_->actor);
  entry_->set_method(context_->method);
  entry_->set_request_key(context_->request_key);
  entry_->set_previous_hash(merchant_->log_hash);
  std::string bytes = entry_->SerializeAsString();
  hasher_.Hash(bytes, &log_hash_);
  Put(Key(Space::kLog, merchant_->id).U64(revision_).str(), std::move(bytes));
}

LogEntryPtr LaneTransaction::Accept() {
  if (!wrote_) return nullptr;
  merchant_->revision = revision_;
  merchant_->log_hash = log_hash_;
  // The clean-up itself may have been the last one for now.
  merchant_->clean_up_is_scheduled =
      context_->method != kRequestCleanUpMethod &&
      (merchant_->clean_up_is_scheduled || !context_->request_key.empty());
  return entry_;
}

}  // namespace comptoir::store
