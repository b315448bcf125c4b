#include "server/customers/segments/told/segment_flips.h"

#include <optional>
#include <vector>

#include "comptoir/customers/v1/segment_events.pb.h"
#include "server/base/status.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredSegment;
using store::Transaction;

template <typename Event>
void AppendFlip(const std::string& segment_id, const std::string& customer_id,
                Transaction& txn) {
  Event event;
  event.set_segment_id(segment_id);
  event.set_customer_id(customer_id);
  txn.AppendEvent(event, {segment_id, customer_id}, {segment_id, customer_id});
}

// Brings a row up to a flip, and tells of it or counts it.
absl::Status WriteFlip(const ToldMembers& told, const Flip& flip,
                       Transaction& txn, StoredSegment* stored) {
  const std::string& segment_id = stored->segment().id();
  ASSIGN_OR_RETURN(const bool is_new,
                   told.Write(txn, segment_id, flip.customer_id, flip.is_in));
  if (!is_new || stored->is_deleted()) return absl::OkStatus();
  if (!stored->is_settling()) {
    if (flip.is_in) {
      AppendFlip<v1::CustomerEnteredSegment>(segment_id, flip.customer_id, txn);
    } else {
      AppendFlip<v1::CustomerLeftSegment>(segment_id, flip.customer_id, txn);
    }
  } else if (flip.is_in) {
    stored->set_entered_count(stored->entered_count() + 1);
  } else {
    stored->set_left_count(stored->left_count() + 1);
  }
  return absl::OkStatus();
}

// Deletes some rows of a deleted segment; with the last ones its record.
absl::Status Clean(const SegmentTables& tables, const ToldMembers& told,
                   const std::string& segment_id, Transaction& txn) {
  ASSIGN_OR_RETURN(const std::vector<std::string> customers,
                   told.Some(txn, segment_id, kFlipsAtOnceMax));
  for (const std::string& customer_id : customers) {
    RETURN_IF_ERROR(
        told.Write(txn, segment_id, customer_id, /*is_in=*/false).status());
  }
  if (customers.size() == kFlipsAtOnceMax) return absl::OkStatus();
  return tables.segments.Delete(txn, segment_id).status();
}

// Everybody is counted.
absl::Status EndSettling(const SegmentTables& tables, Transaction& txn,
                         StoredSegment* stored) {
  const std::string segment_id = stored->segment().id();
  v1::SegmentRecomputed event;
  event.set_segment_id(segment_id);
  event.set_entered_count(stored->entered_count());
  event.set_left_count(stored->left_count());
  txn.AppendEvent(event, {segment_id}, {segment_id});
  stored->clear_is_settling();
  stored->clear_entered_count();
  stored->clear_left_count();
  return tables.segments.Put(txn, *stored);
}

}  // namespace

absl::Status WriteSeen(const SegmentTables& tables, const ToldMembers& told,
                       const LookSeen& seen, Transaction& txn) {
  for (const auto& [segment_id, one] : seen) {
    if (one.flips.empty() && !one.is_settled) continue;
    ASSIGN_OR_RETURN(std::optional<StoredSegment> stored,
                     tables.segments.Find(txn, txn.merchant_id(), segment_id));
    if (!stored || stored->filter_revision() != one.filter_revision) continue;
    for (const Flip& flip : one.flips) {
      RETURN_IF_ERROR(WriteFlip(told, flip, txn, &*stored));
    }
    if (stored->is_deleted()) {
      if (one.is_settled) {
        RETURN_IF_ERROR(Clean(tables, told, segment_id, txn));
      }
    } else if (one.is_settled && stored->is_settling()) {
      RETURN_IF_ERROR(EndSettling(tables, txn, &*stored));
    } else if (stored->is_settling() && !one.flips.empty()) {
      RETURN_IF_ERROR(tables.segments.Put(txn, *stored));
    }
  }
  return absl::OkStatus();
}

absl::Status ForgetMember(const SegmentTables& tables, const ToldMembers& told,
                          Transaction& txn, const std::string& customer_id) {
  ASSIGN_OR_RETURN(const std::vector<std::string> segments,
                   told.SegmentsOf(txn, txn.merchant_id(), customer_id));
  for (const std::string& segment_id : segments) {
    ASSIGN_OR_RETURN(StoredSegment stored,
                     tables.segments.Get(txn, txn.merchant_id(), segment_id));
    RETURN_IF_ERROR(
        WriteFlip(told, {.customer_id = customer_id}, txn, &stored));
    if (stored.is_settling()) {
      RETURN_IF_ERROR(tables.segments.Put(txn, stored));
    }
  }
  return absl::OkStatus();
}

}  // namespace comptoir::customers
