#include "server/readers/upkeep/verify_readers.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "comptoir/readers/v1/unmatched_payment.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/readers/intake/event_log.h"
#include "server/readers/unmatched/resolution.h"
#include "server/sales/cards/charge.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::readers {
namespace {

using storage::v1::ReaderBatch;
using storage::v1::ReaderCursor;
using storage::v1::StoredCheckout;
using store::Checks;
using store::Key;
using store::KeyReader;
using store::Space;

template <typename Record>
bool Parse(std::string_view value, Record* record) {
  return record->ParseFromArray(value.data(), static_cast<int>(value.size()));
}

// Of the batches in the order of reader, epoch and number.
class BatchCheck {
 public:
  explicit BatchCheck(Checks& checks) : checks_(checks) {}

  absl::Status See(std::string_view row, std::string_view value) {
    KeyReader key(row);
    ReaderEpoch epoch;
    uint64_t last_seq = 0;
    ReaderBatch batch;
    if (!key.Id("rdr", &epoch.reader_id) || !key.U64(&epoch.epoch) ||
        !key.U64(&last_seq) || !key.AtEnd() || !Parse(value, &batch)) {
      checks_.report().Add(Space::kReaderBatches, key.merchant_id(),
                           "a row that cannot be read");
      return absl::OkStatus();
    }
    const std::string name =
        fmt::format("{} epoch {}", epoch.reader_id, epoch.epoch);
    if (name != name_ || key.merchant_id() != merchant_id_) {
      merchant_id_ = key.merchant_id();
      RETURN_IF_ERROR(Begin(epoch, row));
      name_ = name;
    }
    Check(last_seq, batch);
    return absl::OkStatus();
  }

 private:
  // Before the first row of an epoch, which may be any one of it.
  absl::Status Begin(const ReaderEpoch& epoch, std::string_view row) {
    const auto cursor = LoadCursor(checks_.view(), merchant_id_, epoch);
    if (absl::IsDataLoss(cursor.status())) {
      applied_ = UINT64_MAX;  // The check of cursors names it.
    } else {
      RETURN_IF_ERROR(cursor.status());
      applied_ = cursor->has_value() ? (*cursor)->applied_seq() : 0;
    }
    kv::Range before = Key(Space::kReaderBatches, merchant_id_)
                           .Id(epoch.reader_id)
                           .U64(epoch.epoch)
                           .Prefix();
    before.limit = std::string(row);
    covered_ = 0;
    const auto rows = checks_.view().Scan(before, kv::Direction::kReverse);
    if (!rows->Valid()) return rows->status();
    KeyReader key(rows->key());
    std::string reader_id;
    uint64_t number;
    if (key.Id("rdr", &reader_id) && key.U64(&number)) key.U64(&covered_);
    return absl::OkStatus();
  }

  void Check(uint64_t last_seq, const ReaderBatch& batch) {
    if (batch.first_seq() + batch.digests_size() != last_seq + 1) {
      Report(fmt::format("{}: the batch that ends at {} holds other events",
                         name_, last_seq));
    }
    if (batch.first_seq() <= covered_) {
      Report(fmt::format("{}: event {} was applied twice", name_,
                         batch.first_seq()));
    }
    if (last_seq > applied_) {
      Report(
          fmt::format("{}: event {} lies behind the cursor", name_, last_seq));
    }
    covered_ = last_seq;
  }

  void Report(std::string text) {
    checks_.report().Add(Space::kReaderBatches, merchant_id_, std::move(text));
  }

  Checks& checks_;
  std::string merchant_id_;
  std::string name_;      // Of the epoch that the walk is in.
  uint64_t applied_ = 0;  // Its cursor.
  uint64_t covered_ = 0;  // Its last event seen.
};

absl::Status CheckCursor(std::string_view row, std::string_view value,
                         Checks& checks) {
  KeyReader key(row);
  const std::string merchant_id = key.merchant_id();
  std::string reader_id;
  uint64_t epoch = 0;
  ReaderCursor cursor;
  if (!key.Id("rdr", &reader_id) || !key.U64(&epoch) || !key.AtEnd() ||
      !Parse(value, &cursor)) {
    checks.report().Add(Space::kReaderCursors, merchant_id,
                        "a row that cannot be read");
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(
      const auto reader,
      checks.view().Get(Key(Space::kReaders, merchant_id).Id(reader_id).str()));
  if (reader.has_value()) return absl::OkStatus();
  checks.report().Add(
      Space::kReaderCursors, merchant_id,
      fmt::format("{} epoch {}: of no reader", reader_id, epoch));
  return absl::OkStatus();
}

absl::Status CheckCheckout(std::string_view row, std::string_view value,
                           Checks& checks) {
  StoredCheckout stored;
  // Damaged records are named by the check of the table.
  if (!Parse(value, &stored)) return absl::OkStatus();
  const v1::Checkout& checkout = stored.checkout();
  if (checkout.state() != v1::CHECKOUT_STATE_COMPLETED) return absl::OkStatus();
  const std::string merchant_id = KeyReader(row).merchant_id();
  for (const Space space : {Space::kPayments, Space::kUnmatchedPayments}) {
    ASSIGN_OR_RETURN(
        const auto payment,
        checks.view().Get(
            Key(space, merchant_id).Id(checkout.payment_id()).str()));
    if (payment.has_value()) return absl::OkStatus();
  }
  checks.report().Add(
      Space::kCheckouts, merchant_id,
      fmt::format("{} is completed without a payment", checkout.id()));
  return absl::OkStatus();
}

// Whoever matches it would have its money counted twice. Another charge under
// the id of a payment was refused for that.
absl::Status CheckOpen(const std::string& merchant_id,
                       const v1::UnmatchedPayment& unmatched, Checks& checks) {
  if (unmatched.refusal() == sales::kPaymentMismatch) return absl::OkStatus();
  ASSIGN_OR_RETURN(
      const auto payment,
      checks.view().Get(
          Key(Space::kPayments, merchant_id).Id(unmatched.payment_id()).str()));
  if (!payment.has_value()) return absl::OkStatus();
  checks.report().Add(Space::kUnmatchedPayments, merchant_id,
                      fmt::format("{} is open, and a sale's payment, too",
                                  unmatched.payment_id()));
  return absl::OkStatus();
}

absl::Status CheckUnmatched(std::string_view row, std::string_view value,
                            Checks& checks) {
  v1::UnmatchedPayment unmatched;
  // Damaged records are named by the check of the table.
  if (!Parse(value, &unmatched)) return absl::OkStatus();
  const std::string merchant_id = KeyReader(row).merchant_id();
  if (StateOf(unmatched) == v1::UNMATCHED_PAYMENT_STATE_OPEN) {
    return CheckOpen(merchant_id, unmatched, checks);
  }
  if (unmatched.state() != v1::UNMATCHED_PAYMENT_STATE_MATCHED) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const auto payment,
                   checks.view().Get(Key(Space::kPayments, merchant_id)
                                         .Id(unmatched.matched_payment_id())
                                         .str()));
  if (payment.has_value()) return absl::OkStatus();
  checks.report().Add(
      Space::kUnmatchedPayments, merchant_id,
      fmt::format("{} is matched without a payment", unmatched.payment_id()));
  return absl::OkStatus();
}

}  // namespace

void AddReaderChecks(Checks& checks) {
  checks.AddRows(Space::kReaderCursors, [&checks](auto key, auto value) {
    return CheckCursor(key, value, checks);
  });
  checks.AddRows(Space::kReaderBatches, std::make_shared<BatchCheck>(checks));
  checks.AddRows(Space::kCheckouts, [&checks](auto key, auto value) {
    return CheckCheckout(key, value, checks);
  });
  checks.AddRows(Space::kUnmatchedPayments, [&checks](auto key, auto value) {
    return CheckUnmatched(key, value, checks);
  });
}

}  // namespace comptoir::readers
