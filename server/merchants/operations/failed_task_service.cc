#include "server/merchants/operations/failed_task_service.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "comptoir/merchants/v1/failed_task_events.pb.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/records/page.h"
#include "server/records/stamps.h"
#include "server/rpc/page_token.h"
#include "server/store/jobs/failed/failed_jobs.h"
#include "server/store/jobs/job_kinds.h"
#include "server/store/outbox/effect_list.h"

namespace comptoir::merchants {
namespace {

using storage::v1::OutboxEffect;
using store::JobSetAside;

constexpr char kJobPrefix[] = "job";
constexpr char kNoun[] = "failed task";
constexpr char kJobEtag[] = "r0";
constexpr char kLossOfEffect[] =
    "What it was to do outside, which nothing else will do.";

// A page token's key: what it goes on with, and where.
constexpr char kJobsBehind = 'j';
constexpr char kEffectsFrom = 'e';

// What was not written for callers stays in the server's log.
void FillError(int code, std::string_view reason, std::string_view message,
               v1::Failure* error) {
  error->set_code(code);
  error->set_reason(std::string(reason));
  error->set_message(reason.empty() ? "see the server's log"
                                    : std::string(message));
}

// Fills one page, jobs first.
class Page {
 public:
  Page(const store::Snapshot& snapshot, const store::EffectTable& effects,
       const std::string& merchant_id,
       const v1::ListFailedTasksRequest& request)
      : snapshot_(snapshot),
        effects_(effects),
        merchant_id_(merchant_id),
        request_(request),
        size_(rpc::PageSize(request.page_size(), records::kPageSizeDefault,
                            records::kPageSizeMax)) {}

  // The key that the next page begins with; empty at the end.
  absl::StatusOr<std::string> Fill(std::string_view key) {
    const bool has_jobs_behind = !key.empty() && key.front() == kEffectsFrom;
    const std::string from(key.empty() ? key : key.substr(1));
    if (request_.source() != v1::FAILED_TASK_SOURCE_OUTBOX &&
        !has_jobs_behind) {
      ASSIGN_OR_RETURN(const std::string after, FillJobs(from));
      if (!after.empty()) return kJobsBehind + after;
    }
    if (request_.source() == v1::FAILED_TASK_SOURCE_JOB) return std::string();
    ASSIGN_OR_RETURN(store::EffectPage page,
                     store::ListDeadEffects(
                         snapshot_, effects_, merchant_id_, request_.kind(),
                         size_ - static_cast<int>(jobs.size()),
                         has_jobs_behind ? from : ""));
    effects = std::move(page.effects);
    return page.next_key.empty() ? "" : kEffectsFrom + page.next_key;
  }

  std::vector<JobSetAside> jobs;
  std::vector<OutboxEffect> effects;

 private:
  // The job behind which the next page goes on; empty when none is left.
  absl::StatusOr<std::string> FillJobs(std::string after) {
    while (true) {
      ASSIGN_OR_RETURN(std::vector<JobSetAside> some,
                       store::ListFailedJobs(snapshot_, merchant_id_, after,
                                             records::kPageReadMax));
      for (JobSetAside& job : some) {
        if (AreJobsFull()) return after;
        after = job.id;
        ++rows_;
        if (request_.kind().empty() ||
            request_.kind() == job.failed.job().kind()) {
          bytes_ += job.failed.ByteSizeLong();
          jobs.push_back(std::move(job));
        }
      }
      if (some.size() < records::kPageReadMax) return std::string();
    }
  }

  bool AreJobsFull() const {
    return static_cast<int>(jobs.size()) == size_ ||
           bytes_ >= records::kPageBytesMax || rows_ == records::kPageRowsMax;
  }

  const store::Snapshot& snapshot_;
  const store::EffectTable& effects_;
  const std::string& merchant_id_;
  const v1::ListFailedTasksRequest& request_;
  const int size_;
  int rows_ = 0;  // Of jobs, whether kept or not.
  size_t bytes_ = 0;
};

}  // namespace

v1::FailedTask FailedTaskService::FromJob(const JobSetAside& job) const {
  v1::FailedTask task;
  task.set_id(job.id);
  // It never changes: when it is tried again, it gets another id.
  task.set_etag(kJobEtag);
  task.set_source(v1::FAILED_TASK_SOURCE_JOB);
  task.set_kind(job.failed.job().kind());
  // The last failure is the one that was one too many.
  if (job.failed.has_job()) {
    task.set_attempt_count(job.failed.job().attempts() + 1);
  }
  task.set_is_damaged(!job.failed.has_job());
  FillError(job.failed.code(), job.failed.reason(), job.failed.message(),
            task.mutable_error());
  if (job.failed.has_fail_time()) {
    *task.mutable_fail_time() = job.failed.fail_time();
  }
  task.set_loss(store::LossOf(store_.job_kinds(), job.failed));
  return task;
}

v1::FailedTask FailedTaskService::FromEffect(const OutboxEffect& effect) const {
  v1::FailedTask task;
  task.set_id(effect.id());
  task.set_etag(fmt::format("r{}", effect.revision()));
  task.set_source(v1::FAILED_TASK_SOURCE_OUTBOX);
  task.set_kind(effect.kind());
  task.set_destination(effect.destination());
  task.set_attempt_count(effect.attempts());
  FillError(effect.last_error().code(), effect.last_error().reason(),
            effect.last_error().message(), task.mutable_error());
  *task.mutable_fail_time() = effect.settle_time();
  const store::EffectKind* kind = outbox_.FindKind(effect.kind());
  task.set_loss(kind == nullptr || kind->loss.empty() ? kLossOfEffect
                                                      : kind->loss);
  return task;
}

absl::StatusOr<v1::FailedTask> FailedTaskService::Find(
    const store::Snapshot& snapshot, std::string_view merchant_id,
    std::string_view id) const {
  if (PrefixOf(id) == kJobPrefix) {
    ASSIGN_OR_RETURN(const std::optional<JobSetAside> job,
                     store::FindFailedJob(snapshot, merchant_id, id));
    if (job) return FromJob(*job);
  } else {
    ASSIGN_OR_RETURN(const std::optional<OutboxEffect> effect,
                     outbox_.table().Find(snapshot, merchant_id, id));
    if (effect && effect->id() == id &&
        effect->state() == OutboxEffect::STATE_DEAD) {
      return FromEffect(*effect);
    }
  }
  return NotFound(kNoun, id);
}

absl::StatusOr<v1::GetFailedTaskResponse> FailedTaskService::GetFailedTask(
    const Call& call, const store::Snapshot& snapshot,
    const v1::GetFailedTaskRequest& request) {
  v1::GetFailedTaskResponse response;
  ASSIGN_OR_RETURN(*response.mutable_failed_task(),
                   Find(snapshot, call.merchant_id(), request.task_id()));
  return response;
}

absl::Status FailedTaskService::CheckKind(std::string_view kind) const {
  if (kind.empty() || store_.job_kinds().Find(kind) != nullptr ||
      outbox_.FindKind(kind) != nullptr) {
    return absl::OkStatus();
  }
  std::vector<std::string> names = store_.job_kinds().Names();
  for (std::string& name : outbox_.KindNames()) {
    names.push_back(std::move(name));
  }
  return InvalidField("kind", fmt::format("must be a kind of task: {}",
                                          fmt::join(names, ", ")));
}

absl::StatusOr<v1::ListFailedTasksResponse> FailedTaskService::ListFailedTasks(
    const Call& call, const store::Snapshot& snapshot,
    const v1::ListFailedTasksRequest& request) {
  ASSIGN_OR_RETURN(const std::string key, rpc::OpenPageToken(call, request));
  Page page(snapshot, outbox_.table(), call.merchant_id(), request);
  ASSIGN_OR_RETURN(const std::string next, page.Fill(key));
  // Those of a newer server are listed, too, where there are any.
  if (key.empty() && next.empty() && page.jobs.empty() &&
      page.effects.empty()) {
    RETURN_IF_ERROR(CheckKind(request.kind()));
  }
  v1::ListFailedTasksResponse response;
  for (const JobSetAside& job : page.jobs) {
    *response.add_failed_tasks() = FromJob(job);
  }
  for (const OutboxEffect& effect : page.effects) {
    *response.add_failed_tasks() = FromEffect(effect);
  }
  response.set_next_page_token(rpc::MakePageToken(call, request, next));
  return response;
}

absl::StatusOr<v1::RetryFailedTaskResponse> FailedTaskService::RetryFailedTask(
    const Call&, store::Transaction& txn,
    const v1::RetryFailedTaskRequest& request) {
  ASSIGN_OR_RETURN(const v1::FailedTask task,
                   Find(txn, txn.merchant_id(), request.task_id()));
  RETURN_IF_ERROR(records::CheckEtag(kNoun, request.etag(), task));
  v1::RetryFailedTaskResponse response;
  response.set_task_id(task.id());
  if (task.source() == v1::FAILED_TASK_SOURCE_JOB) {
    ASSIGN_OR_RETURN(*response.mutable_task_id(),
                     store::RetryFailedJob(txn, task.id()));
  } else {
    if (outbox_.FindKind(task.kind()) == nullptr) {
      return Error(absl::StatusCode::kFailedPrecondition, "TASK_UNKNOWN",
                   fmt::format("this server does not know how to do {}: start "
                               "the newer one that it is of, or drop it",
                               task.kind()));
    }
    RETURN_IF_ERROR(outbox_.Retry(txn, task.id()).status());
  }
  v1::FailedTaskRetried event;
  event.set_task_id(task.id());
  event.set_kind(task.kind());
  event.set_destination(task.destination());
  event.set_new_task_id(response.task_id());
  txn.AppendEvent(event, {task.id()});
  return response;
}

absl::StatusOr<v1::DropFailedTaskResponse> FailedTaskService::DropFailedTask(
    const Call&, store::Transaction& txn,
    const v1::DropFailedTaskRequest& request) {
  v1::DropFailedTaskResponse response;
  v1::FailedTask& task = *response.mutable_failed_task();
  ASSIGN_OR_RETURN(task, Find(txn, txn.merchant_id(), request.task_id()));
  RETURN_IF_ERROR(records::CheckEtag(kNoun, request.etag(), task));
  RETURN_IF_ERROR(task.source() == v1::FAILED_TASK_SOURCE_JOB
                      ? store::DropFailedJob(txn, store_.job_kinds(), task.id())
                      : outbox_.Drop(txn, task.id()));
  v1::FailedTaskDropped event;
  event.set_task_id(task.id());
  event.set_kind(task.kind());
  event.set_destination(task.destination());
  event.set_reason(task.error().reason());
  txn.AppendEvent(event, {task.id()});
  return response;
}

}  // namespace comptoir::merchants
