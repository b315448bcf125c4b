// The verbs of checkouts.
#ifndef COMPTOIR_SERVER_READERS_CHECKOUTS_CHECKOUT_SERVICE_H_
#define COMPTOIR_SERVER_READERS_CHECKOUTS_CHECKOUT_SERVICE_H_

#include "absl/status/statusor.h"
#include "comptoir/readers/v1/checkout_service.server.h"
#include "server/readers/checkouts/checkout_book.h"
#include "server/readers/reader_tables.h"

namespace comptoir::readers {

// Thread-safe. See protos/comptoir/readers/v1/checkout_service.proto.
class CheckoutService final : public v1::CheckoutServiceBase {
 public:
  // Both must outlive this.
  CheckoutService(const ReaderTables& tables, const CheckoutBook& book)
      : tables_(tables), book_(book) {}

  absl::StatusOr<v1::CreateCheckoutResponse> CreateCheckout(
      const Call& call, store::Transaction& txn,
      const v1::CreateCheckoutRequest& request) override;
  absl::StatusOr<v1::GetCheckoutResponse> GetCheckout(
      const Call& call, const store::Snapshot& snapshot,
      const v1::GetCheckoutRequest& request) override;
  absl::StatusOr<v1::CancelCheckoutResponse> CancelCheckout(
      const Call& call, store::Transaction& txn,
      const v1::CancelCheckoutRequest& request) override;

 private:
  const ReaderTables& tables_;
  const CheckoutBook& book_;
};

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_CHECKOUTS_CHECKOUT_SERVICE_H_
