#include "server/readers/intake/event_intake.h"

#include <optional>
#include <utility>

#include "server/base/status.h"
#include "server/readers/checkout_moves.h"
#include "server/readers/intake/event_log.h"
#include "server/readers/rules/clean_event.h"
#include "server/readers/rules/event_rules.h"
#include "server/records/stamps.h"

namespace comptoir::readers {
namespace {

using storage::v1::ReaderCursor;
using storage::v1::StoredCheckout;
using storage::v1::StoredReader;
using v1::EpochPosition;
using v1::ReaderEventOrigin;

void RaiseMismatch(store::Transaction& txn, const ReaderEpoch& epoch,
                   uint64_t seq) {
  v1::ReaderAlarm alarm;
  alarm.mutable_origin()->set_reader_id(epoch.reader_id);
  alarm.mutable_origin()->set_epoch(epoch.epoch);
  alarm.mutable_origin()->set_seq(seq);
  alarm.set_reason(v1::READER_ALARM_REASON_PAYLOAD_MISMATCH);
  txn.AppendEvent(alarm, {epoch.reader_id});
}

// Of the event at `index` of the batch.
ReaderEventOrigin OriginOf(const ReaderEpoch& epoch, const ReportedBatch& batch,
                           size_t index) {
  ReaderEventOrigin origin;
  origin.set_reader_id(epoch.reader_id);
  origin.set_epoch(epoch.epoch);
  origin.set_seq(batch.first_seq + index);
  *origin.mutable_local_time() = batch.events[index].event.local_time();
  return origin;
}

std::vector<uint64_t> DigestsOf(const ReportedBatch& batch) {
  std::vector<uint64_t> digests;
  for (const ReportedEvent& event : batch.events) {
    digests.push_back(event.digest);
  }
  return digests;
}

void RaiseMissing(store::Transaction& txn, const ReaderEpoch& epoch,
                  uint64_t from, uint64_t to) {
  v1::ReaderAlarm alarm;
  alarm.mutable_origin()->set_reader_id(epoch.reader_id);
  alarm.mutable_origin()->set_epoch(epoch.epoch);
  alarm.mutable_origin()->set_seq(from);
  alarm.set_missing_to_seq(to);
  alarm.set_reason(v1::READER_ALARM_REASON_EVENTS_MISSING);
  txn.AppendEvent(alarm, {epoch.reader_id});
}

}  // namespace

absl::StatusOr<StoredReader> EventIntake::RequirePaired(
    const Call& call, const store::Transaction& txn) const {
  ASSIGN_OR_RETURN(
      std::optional<StoredReader> stored,
      tables_.readers.Find(txn, txn.merchant_id(), call.principal().id));
  // A token of an earlier pairing is as good as none.
  if (!stored.has_value() ||
      stored->reader().state() != v1::READER_STATE_PAIRED ||
      stored->credential_id() != call.principal().credential_id) {
    return Error(absl::StatusCode::kPermissionDenied, "READER_NOT_PAIRED",
                 "the reader was revoked or paired again");
  }
  return *std::move(stored);
}

absl::Status EventIntake::OpenEpoch(const Call& call, store::Transaction& txn,
                                    const EpochPosition& held,
                                    HelloOutcome& outcome) const {
  const ReaderEpoch epoch = {.reader_id = call.principal().id,
                             .epoch = held.epoch()};
  ASSIGN_OR_RETURN(std::optional<ReaderCursor> known,
                   LoadCursor(txn, txn.merchant_id(), epoch));
  ReaderCursor cursor = known.value_or(ReaderCursor());
  const bool skips = held.seq() > cursor.applied_seq() + 1;
  if (skips) {
    // Nobody holds the events between any more: waiting for them would stop
    // the reader for good.
    RaiseMissing(txn, epoch, cursor.applied_seq() + 1, held.seq() - 1);
    cursor.set_applied_seq(held.seq() - 1);
  }
  if (skips || !known.has_value()) SaveCursor(txn, epoch, cursor);
  EpochPosition& position = outcome.acknowledged.emplace_back();
  position.set_epoch(held.epoch());
  position.set_seq(cursor.applied_seq());
  return absl::OkStatus();
}

absl::Status EventIntake::NoteDevice(store::Transaction& txn,
                                     const v1::Hello& hello,
                                     StoredReader stored) const {
  v1::Reader& reader = *stored.mutable_reader();
  const v1::Reader before = reader;
  reader.set_software_version(KeptDeviceText(hello.software_version()));
  const std::string model = KeptDeviceText(hello.model());
  if (!model.empty()) reader.set_model(model);
  const std::string serial_number = KeptDeviceText(hello.serial_number());
  if (!serial_number.empty()) reader.set_serial_number(serial_number);
  if (reader.software_version() == before.software_version() &&
      reader.model() == before.model() &&
      reader.serial_number() == before.serial_number()) {
    return absl::OkStatus();
  }
  records::StampChange(txn, &reader);
  return tables_.readers.Put(txn, stored);
}

absl::StatusOr<HelloOutcome> EventIntake::Open(const Call& call,
                                               store::Transaction& txn,
                                               const v1::Hello& hello) const {
  const std::string& reader_id = call.principal().id;
  ASSIGN_OR_RETURN(StoredReader stored, RequirePaired(call, txn));
  ASSIGN_OR_RETURN(const NewestEpoch newest,
                   LoadNewestEpoch(txn, txn.merchant_id(), reader_id));
  RETURN_IF_ERROR(CheckEpoch(hello.epoch(), stored.epoch_min(), newest.epoch));
  HelloOutcome outcome;
  for (const EpochPosition& held : hello.earlier_epochs()) {
    RETURN_IF_ERROR(OpenEpoch(call, txn, held, outcome));
  }
  EpochPosition current;
  current.set_epoch(hello.epoch());
  current.set_seq(hello.first_unacknowledged_seq());
  RETURN_IF_ERROR(OpenEpoch(call, txn, current, outcome));
  if (newest.epoch != 0 && newest.epoch < hello.epoch() &&
      hello.earlier_epochs().empty()) {
    AddFinalCleanup(txn, {.reader_id = reader_id, .epoch = newest.epoch},
                    txn.now());
  }
  RETURN_IF_ERROR(NoteDevice(txn, hello, std::move(stored)));
  ASSIGN_OR_RETURN(
      std::vector<StoredCheckout> checkouts,
      OpenCheckoutsOfReader(tables_, txn, txn.merchant_id(), reader_id));
  for (StoredCheckout& checkout : checkouts) {
    // Before the reader is asked: see StoredCheckout.
    if (!checkout.may_be_known_to_reader()) {
      checkout.set_may_be_known_to_reader(true);
      RETURN_IF_ERROR(tables_.checkouts.Put(txn, checkout));
    }
    outcome.prompts.push_back(PromptFor(checkout.checkout(), txn.now()));
  }
  v1::ReaderOnline online;
  online.set_reader_id(reader_id);
  online.set_epoch(hello.epoch());
  txn.AppendEvent(online, {reader_id});
  return outcome;
}

absl::Status EventIntake::TakeRepeats(store::Transaction& txn,
                                      const ReaderEpoch& epoch,
                                      const ReportedBatch& batch,
                                      size_t count) const {
  std::vector<uint64_t> digests = DigestsOf(batch);
  digests.resize(count);
  ASSIGN_OR_RETURN(const std::vector<Repeat> repeats,
                   CompareWithStored(txn, txn.merchant_id(), epoch,
                                     batch.first_seq, digests));
  bool is_alarmed = false;
  for (size_t i = 0; i < count; ++i) {
    if (repeats[i] == Repeat::kSame) continue;
    ReportedEvent reported = batch.events[i];
    reported.is_other = repeats[i] == Repeat::kOther;
    if (reported.is_other && !std::exchange(is_alarmed, true)) {
      RaiseMismatch(txn, epoch, batch.first_seq + i);
    }
    // Whoever reports it and under whatever number: a card was charged.
    if (!reported.event.has_payment_approved()) continue;
    RETURN_IF_ERROR(effects_.Apply(txn, OriginOf(epoch, batch, i), reported));
  }
  return absl::OkStatus();
}

absl::StatusOr<BatchOutcome> EventIntake::TakeBatch(
    const Call& call, store::Transaction& txn,
    const ReportedBatch& batch) const {
  const ReaderEpoch epoch = {.reader_id = call.principal().id,
                             .epoch = batch.epoch};
  RETURN_IF_ERROR(RequirePaired(call, txn).status());
  ASSIGN_OR_RETURN(std::optional<ReaderCursor> cursor,
                   LoadCursor(txn, txn.merchant_id(), epoch));
  if (!cursor.has_value()) {
    return InvalidField("events.epoch", "did not say hello");
  }
  const BatchPlan plan =
      PlanBatch(cursor->applied_seq(), batch.first_seq, batch.events.size());
  if (plan.has_gap()) {
    return BatchOutcome{.kind = BatchOutcome::Kind::kGap,
                        .seq = plan.missing_from,
                        .missing_to = plan.missing_to};
  }
  if (plan.repeated > 0) {
    RETURN_IF_ERROR(TakeRepeats(txn, epoch, batch, plan.repeated));
  }
  const BatchOutcome outcome = {.seq =
                                    batch.first_seq + batch.events.size() - 1};
  if (plan.fresh == 0) return outcome;
  for (size_t i = plan.repeated; i < batch.events.size(); ++i) {
    RETURN_IF_ERROR(
        effects_.Apply(txn, OriginOf(epoch, batch, i), batch.events[i]));
  }
  const std::vector<uint64_t> digests = DigestsOf(batch);
  SaveBatch(txn, epoch, batch.first_seq + plan.repeated,
            digests.data() + plan.repeated, plan.fresh, txn.now(),
            *std::move(cursor));
  return outcome;
}

}  // namespace comptoir::readers
