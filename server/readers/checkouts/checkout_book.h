// Checkouts as stored: created and canceled by tills, ended by time or by the
// loss of their reader. What readers report about them is in event_effects.h.
#ifndef COMPTOIR_SERVER_READERS_CHECKOUTS_CHECKOUT_BOOK_H_
#define COMPTOIR_SERVER_READERS_CHECKOUTS_CHECKOUT_BOOK_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/readers/v1/checkout_service.pb.h"
#include "server/readers/checkouts/checkout_rules.h"
#include "server/readers/reader_tables.h"
#include "server/readers/stream/live_readers.h"
#include "server/sales/collector.h"
#include "server/sales/sale_book.h"
#include "server/store/transaction.h"

namespace comptoir::readers {

// The job that looks at a checkout whose time has come.
inline constexpr char kExpiryJob[] = "readers/expire-checkout";

// Thread-safe. What it is made of must outlive it. Prompts go to the reader's
// stream once the transaction is durable.
class CheckoutBook final : public sales::Collector {
 public:
  CheckoutBook(const ReaderTables& tables, const sales::SaleBook& sales,
               LiveReaders& live)
      : tables_(tables), sales_(sales), live_(live) {}

  // Errors as CheckoutService.CreateCheckout.
  absl::StatusOr<v1::Checkout> Create(
      store::Transaction& txn, const v1::CreateCheckoutRequest& request) const;

  // Errors as CheckoutService.CancelCheckout.
  absl::StatusOr<v1::Checkout> Cancel(store::Transaction& txn,
                                      std::string_view checkout_id) const;

  absl::StatusOr<std::vector<std::string>> StopAbove(
      store::Transaction& txn, const std::string& sale_id,
      int64_t amount_max) const override;
  absl::StatusOr<bool> IsCollecting(const store::Transaction& txn,
                                    const std::string& sale_id) const override;

  // Stops all open checkouts of a reader that may not stream any more. Those
  // that it was asked for stay open: it may have charged the card.
  absl::Status StopAll(store::Transaction& txn,
                       std::string_view reader_id) const;

  // Runs kExpiryJob; see store::JobRunner.
  absl::Status RunExpiry(store::Transaction& txn,
                         std::string_view payload) const;

 private:
  absl::Status RequireFree(const store::Transaction& txn,
                           const v1::CreateCheckoutRequest& request) const;
  // The sale to pay, if the reader can collect for it.
  absl::StatusOr<sales::v1::Sale> SaleFor(
      const store::Transaction& txn,
      const v1::CreateCheckoutRequest& request) const;
  static absl::StatusOr<types::v1::Money> AmountFor(
      const sales::v1::Sale& sale, const v1::CreateCheckoutRequest& request);
  // Moves the checkout on and tells its reader when there is something to do.
  absl::Status Signal(store::Transaction& txn,
                      storage::v1::StoredCheckout& stored,
                      CheckoutSignal signal, absl::Time now) const;
  void PushOnCommit(store::Transaction& txn,
                    const v1::Checkout& checkout) const;

  const ReaderTables& tables_;
  const sales::SaleBook& sales_;
  LiveReaders& live_;
};

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_CHECKOUTS_CHECKOUT_BOOK_H_
