// The verbs of unmatched payments.
#ifndef COMPTOIR_SERVER_READERS_UNMATCHED_UNMATCHED_PAYMENT_SERVICE_H_
#define COMPTOIR_SERVER_READERS_UNMATCHED_UNMATCHED_PAYMENT_SERVICE_H_

#include "absl/status/statusor.h"
#include "comptoir/readers/v1/unmatched_payment_service.server.h"
#include "server/readers/reader_tables.h"
#include "server/sales/sale_book.h"

namespace comptoir::readers {

// Thread-safe. See protos/comptoir/readers/v1/unmatched_payment_service.proto.
class UnmatchedPaymentService final : public v1::UnmatchedPaymentServiceBase {
 public:
  // Both must outlive this.
  UnmatchedPaymentService(const ReaderTables& tables,
                          const sales::SaleBook& sales)
      : tables_(tables), sales_(sales) {}

  absl::StatusOr<v1::ListUnmatchedPaymentsResponse> ListUnmatchedPayments(
      const Call& call, const store::Snapshot& snapshot,
      const v1::ListUnmatchedPaymentsRequest& request) override;
  absl::StatusOr<v1::GetUnmatchedPaymentResponse> GetUnmatchedPayment(
      const Call& call, const store::Snapshot& snapshot,
      const v1::GetUnmatchedPaymentRequest& request) override;
  absl::StatusOr<v1::MatchUnmatchedPaymentResponse> MatchUnmatchedPayment(
      const Call& call, store::Transaction& txn,
      const v1::MatchUnmatchedPaymentRequest& request) override;
  absl::StatusOr<v1::SettleUnmatchedPaymentResponse> SettleUnmatchedPayment(
      const Call& call, store::Transaction& txn,
      const v1::SettleUnmatchedPaymentRequest& request) override;

 private:
  const ReaderTables& tables_;
  const sales::SaleBook& sales_;
};

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_UNMATCHED_UNMATCHED_PAYMENT_SERVICE_H_
