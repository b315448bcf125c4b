#include "server/readers/upkeep/verify_readers.h"

#include <optional>
#include <string>

#include "fmt/format.h"
#include "server/base/status.h"
#include "server/readers/intake/event_log.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::readers {
namespace {

using storage::v1::ReaderBatch;
using storage::v1::ReaderCursor;
using storage::v1::StoredCheckout;
using store::KeyReader;
using store::Space;

template <typename Record>
bool Parse(std::string_view value, Record* record) {
  return record->ParseFromArray(value.data(), static_cast<int>(value.size()));
}

// Walks the batches in order of reader, epoch and number.
class BatchCheck {
 public:
  BatchCheck(const kv::View& snapshot, store::VerifyReport& report)
      : snapshot_(snapshot), report_(report) {}

  absl::Status Run() {
    const auto rows = snapshot_.Scan(store::AllOf(Space::kReaderBatches));
    for (; rows->Valid(); rows->Next()) {
      report_.CountRow();
      KeyReader key(rows->key());
      ReaderEpoch epoch;
      uint64_t last_seq = 0;
      ReaderBatch batch;
      if (!key.Id("rdr", &epoch.reader_id) || !key.U64(&epoch.epoch) ||
          !key.U64(&last_seq) || !key.AtEnd() ||
          !Parse(rows->value(), &batch)) {
        report_.Add(Space::kReaderBatches, key.merchant_id(),
                    "a row that cannot be read");
        continue;
      }
      RETURN_IF_ERROR(Check(key.merchant_id(), epoch, last_seq, batch));
    }
    return rows->status();
  }

 private:
  absl::Status Check(const std::string& merchant_id, const ReaderEpoch& epoch,
                     uint64_t last_seq, const ReaderBatch& batch) {
    const std::string name =
        fmt::format("{} epoch {}", epoch.reader_id, epoch.epoch);
    if (name != name_) {
      name_ = name;
      covered_ = 0;
      ASSIGN_OR_RETURN(const std::optional<ReaderCursor> cursor,
                       LoadCursor(snapshot_, merchant_id, epoch));
      applied_ = cursor.has_value() ? cursor->applied_seq() : 0;
    }
    if (batch.first_seq() + batch.digests_size() != last_seq + 1) {
      report_.Add(
          Space::kReaderBatches, merchant_id,
          fmt::format("{}: the batch that ends at {} holds other events", name,
                      last_seq));
    }
    if (batch.first_seq() <= covered_) {
      report_.Add(Space::kReaderBatches, merchant_id,
                  fmt::format("{}: event {} was applied twice", name,
                              batch.first_seq()));
    }
    if (last_seq > applied_) {
      report_.Add(
          Space::kReaderBatches, merchant_id,
          fmt::format("{}: event {} lies behind the cursor", name, last_seq));
    }
    covered_ = last_seq;
    return absl::OkStatus();
  }

  const kv::View& snapshot_;
  store::VerifyReport& report_;
  std::string name_;      // Of the epoch that the walk is in.
  uint64_t applied_ = 0;  // Its cursor.
  uint64_t covered_ = 0;  // Its last event seen.
};

absl::Status VerifyCursors(const kv::View& snapshot, const ReaderTables& tables,
                           store::VerifyReport& report) {
  const auto rows = snapshot.Scan(store::AllOf(Space::kReaderCursors));
  for (; rows->Valid(); rows->Next()) {
    report.CountRow();
    KeyReader key(rows->key());
    const std::string merchant_id = key.merchant_id();
    std::string reader_id;
    uint64_t epoch = 0;
    ReaderCursor cursor;
    if (!key.Id("rdr", &reader_id) || !key.U64(&epoch) || !key.AtEnd() ||
        !Parse(rows->value(), &cursor)) {
      report.Add(Space::kReaderCursors, merchant_id,
                 "a row that cannot be read");
      continue;
    }
    ASSIGN_OR_RETURN(const auto reader,
                     tables.readers.Find(snapshot, merchant_id, reader_id));
    if (reader.has_value()) continue;
    report.Add(Space::kReaderCursors, merchant_id,
               fmt::format("{} epoch {}: of no reader", reader_id, epoch));
  }
  return rows->status();
}

absl::Status VerifyCheckouts(const kv::View& snapshot,
                             const ReaderTables& tables,
                             const sales::SalesTables& sales,
                             store::VerifyReport& report) {
  const auto rows = snapshot.Scan(store::AllOf(Space::kCheckouts));
  for (; rows->Valid(); rows->Next()) {
    StoredCheckout stored;
    // Damaged records are named by the check of the table.
    if (!Parse(rows->value(), &stored)) continue;
    const v1::Checkout& checkout = stored.checkout();
    if (checkout.state() != v1::CHECKOUT_STATE_COMPLETED) continue;
    const std::string merchant_id = KeyReader(rows->key()).merchant_id();
    ASSIGN_OR_RETURN(
        const auto payment,
        sales.payments.Find(snapshot, merchant_id, checkout.payment_id()));
    ASSIGN_OR_RETURN(const auto unmatched,
                     tables.unmatched_payments.Find(snapshot, merchant_id,
                                                    checkout.payment_id()));
    if (payment.has_value() || unmatched.has_value()) continue;
    report.Add(Space::kCheckouts, merchant_id,
               fmt::format("{} is completed without a payment", checkout.id()));
  }
  return rows->status();
}

}  // namespace

absl::Status VerifyReaders(const kv::View& snapshot, const ReaderTables& tables,
                           const sales::SalesTables& sales,
                           store::VerifyReport& report) {
  RETURN_IF_ERROR(VerifyCursors(snapshot, tables, report));
  RETURN_IF_ERROR(BatchCheck(snapshot, report).Run());
  return VerifyCheckouts(snapshot, tables, sales, report);
}

}  // namespace comptoir::readers
