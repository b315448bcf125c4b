#include "tools/cli/import/placement.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/sdk/errors.h"
#include "server/customers/import/known/likeness.h"
#include "server/customers/import/known/recognition.h"
#include "server/customers/import/list.h"
#include "tools/cli/core/exit_code.h"
#include "tools/cli/import/calls/request_ids.h"
#include "tools/cli/message/field_text.h"

namespace comptoir::cli {
namespace {

using customers::Compare;
using customers::Sureness;
using customers::SurenessOf;
using customers::v1::CreateCustomerRequest;
using customers::v1::Customer;
using customers::v1::UpdateCustomerRequest;

// How often a customer who changes meanwhile, or was deleted, is tried again.
constexpr int kTriesMax = 50;

// Whether the row is wrong; otherwise the server or the caller is, and going on
// would only reject everything.
bool IsFaultOfRow(const absl::Status& status) {
  if (IsOfTls(status)) return false;
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
      return true;
    default:
      return false;
  }
}

// Paths of what a row says otherwise than all rows of its customer together.
std::vector<std::string> DifferencesOf(const Customer& row,
                                       const Customer& said) {
  const UpdateCustomerRequest changes =
      customers::ChangesOf(row, said, {.replaces_reference = true});
  const auto& paths = changes.update_mask().paths();
  return {paths.begin(), paths.end()};
}

}  // namespace

Placement::Placement(CustomerCalls& calls, PlacementOptions options,
                     std::vector<Customer> rows, std::string request_id)
    : calls_(calls),
      options_(std::move(options)),
      rows_(std::move(rows)),
      request_id_(std::move(request_id)),
      left_(rows_.size()),
      results_(rows_.size()) {}

void Placement::Refuse(absl::Status status) {
  for (RowResult& result : results_) {
    result = {.outcome = RowOutcome::kRejected, .status = status};
  }
  left_ = 0;
}

void Placement::Leave(const MergedProfile& merged) {
  SetResults(RowOutcome::kPartOfMerged, merged.profile->id());
  results_[0].not_taken = NotTaken(Said(), merged);
  left_ = 0;
}

void Placement::Start(Done done) {
  done_ = std::move(done);
  if (left_ == 0) return done_(absl::OkStatus());
  Place();
}

Customer Placement::Said() const {
  Customer said = rows_[0];
  for (size_t i = 1; i < left_; ++i) customers::Overlay(rows_[i], said);
  return said;
}

void Placement::Place() { known_ ? Update() : Create(); }

void Placement::Create() {
  CreateCustomerRequest request;
  *request.mutable_customer() = customers::ForCreation(Said(), options_.rows);
  request.set_unless_known(options_.creates_unless_known);
  request.set_validate_only(options_.is_dry_run);
  request.set_has_storage_consent(options_.has_storage_consent);
  request.set_request_id(request_id_);
  calls_.Create(request, [this](const auto& answer) { OnCreated(answer); });
}

void Placement::OnCreated(const absl::StatusOr<CreateAnswer>& answer) {
  if (!answer.ok()) return OnRefused(answer.status());
  const std::string& id = answer->customer.id();
  if (answer->is_replayed) return LookForCreated(answer->customer);
  Finish(RowOutcome::kCreated, options_.is_dry_run ? "" : id);
}

void Placement::LookForCreated(const Customer& created) {
  if (++tries_ > kTriesMax) {
    return OnRefused(
        absl::AbortedError("was deleted, or became another, again and again"));
  }
  calls_.Get(created.id(), [this, created](auto customer) {
    const bool is_gone = absl::IsNotFound(customer.status());
    if (!is_gone && !customer.ok()) return OnRefused(customer.status());
    const bool is_merged = !is_gone && customer->id() != created.id();
    if (is_merged && options_.creates_unless_known) return LookUpAgain();
    if (is_gone || is_merged || !IsStill(created, *customer)) {
      request_id_ = RequestIdAfter(request_id_, created.id());
      return Create();
    }
    known_ = *std::move(customer);
    Update();
  });
}

bool Placement::IsStill(const Customer& created, const Customer& now) const {
  if (options_.others != nullptr && options_.others->contains(now.id())) {
    return false;
  }
  return created.etag() == now.etag() ||
         SurenessOf(Compare(Said(), now)) >= Sureness::kEmail;
}

void Placement::Update() {
  UpdateCustomerRequest request =
      customers::ChangesOf(Said(), *known_, options_.changes);
  if (request.update_mask().paths().empty()) {
    const bool is_skipped =
        options_.changes.rule == customers::KnownRule::kSkip;
    return Finish(is_skipped ? RowOutcome::kSkipped : RowOutcome::kUnchanged,
                  known_->id());
  }
  request.set_validate_only(options_.is_dry_run);
  calls_.Update(request, [this, request](const auto& customer) {
    OnUpdated(request, customer.status());
  });
}

void Placement::OnUpdated(const UpdateCustomerRequest& request,
                          const absl::Status& status) {
  if (absl::IsAborted(status)) return UpdateAnew();
  if (absl::IsNotFound(status)) {
    // Deleted since it was looked up.
    known_.reset();
    return Create();
  }
  if (!status.ok()) return OnRefused(status);
  std::vector<FieldChange> changed;
  for (const std::string& path : request.update_mask().paths()) {
    changed.push_back({.path = path,
                       .before = FieldText(*known_, path),
                       .after = FieldText(request.customer(), path)});
  }
  Finish(RowOutcome::kUpdated, request.customer().id(), std::move(changed));
}

void Placement::UpdateAnew() {
  if (++tries_ > kTriesMax) {
    return OnRefused(
        absl::FailedPreconditionError("was changed again and again"));
  }
  calls_.Get(known_->id(), [this](auto customer) {
    if (absl::IsNotFound(customer.status())) {
      known_.reset();
      return Create();
    }
    if (!customer.ok()) return OnRefused(customer.status());
    OnChanged(*std::move(customer));
  });
}

void Placement::OnChanged(Customer now) {
  const Sureness before = SurenessOf(Compare(Said(), *known_));
  if (SurenessOf(Compare(Said(), now)) < std::min(before, Sureness::kEmail)) {
    return OnRefused(absl::FailedPreconditionError(
        "was changed during the import, and is somebody else now: import the "
        "row again"));
  }
  known_ = std::move(now);
  Update();
}

void Placement::OnRefused(const absl::Status& status) {
  if (!IsFaultOfRow(status)) return done_(status);
  if (sdk::ReasonOf(status) == "CUSTOMER_KNOWN") return LookUpAgain();
  // Made of what is asked for, the id is another request's by accident only.
  if (sdk::ReasonOf(status) == "REQUEST_ID_REUSED" && ++tries_ <= kTriesMax) {
    request_id_ = RequestIdAfter(request_id_, "");
    return Create();
  }
  --left_;
  results_[left_] = {.outcome = RowOutcome::kRejected, .status = status};
  if (left_ == 0) return done_(absl::OkStatus());
  // Less is said now: another request.
  request_id_ = RequestIds().Next(ForCreation(Said(), options_.rows));
  Place();
}

void Placement::LookUpAgain() {
  was_overtaken_ = true;
  done_(absl::OkStatus());
}

void Placement::SetResults(RowOutcome outcome, const std::string& customer_id) {
  const Customer said = Said();
  for (size_t i = 0; i < left_; ++i) {
    results_[i] = {.outcome = i == 0 ? outcome : RowOutcome::kSameCustomer,
                   .customer_id = customer_id,
                   .overruled = DifferencesOf(rows_[i], said)};
  }
}

void Placement::Finish(RowOutcome outcome, const std::string& customer_id,
                       std::vector<FieldChange> changed) {
  SetResults(outcome, customer_id);
  const Customer said = Said();
  const bool keeps_reference =
      known_ && options_.changes.rule == customers::KnownRule::kUpdate &&
      !options_.changes.replaces_reference && !said.reference_id().empty() &&
      !known_->reference_id().empty() &&
      said.reference_id() != known_->reference_id();
  if (keeps_reference) results_[0].overruled.push_back("reference_id");
  results_[0].changed = std::move(changed);
  done_(absl::OkStatus());
}

}  // namespace comptoir::cli
