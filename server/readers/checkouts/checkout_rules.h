// How a checkout moves from state to state. Pure.
//
// Moves are forward only (checkout.proto): what arrives late or twice changes
// nothing, and an approval beats a requested cancellation.
#ifndef COMPTOIR_SERVER_READERS_CHECKOUTS_CHECKOUT_RULES_H_
#define COMPTOIR_SERVER_READERS_CHECKOUTS_CHECKOUT_RULES_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/storage/v1/reader.pb.h"
#include "google/protobuf/duration.pb.h"

namespace comptoir::readers {

inline constexpr absl::Duration kDeadlineMax = absl::Minutes(5);
inline constexpr absl::Duration kDeadlineMin = absl::Seconds(1);
// A reader that was asked to cancel and does not answer for this long is lost.
// Payment networks let a reader without a network hold a payment for a day.
inline constexpr absl::Duration kAnswerPeriod = absl::Hours(24);

// What can happen to a checkout.
enum class CheckoutSignal {
  kStarted,          // The reader is collecting.
  kApproved,         // The card was charged.
  kDeclined,         // The card was refused.
  kDeviceFailed,     // The device could not finish.
  kBuyerCanceled,    // The buyer pressed cancel.
  kReaderCanceled,   // The reader did as it was asked.
  kReaderTimedOut,   // The reader gave up by itself.
  kCancelRequested,  // CancelCheckout was called.
  kDeadlinePassed,   // `deadline_time` has come.
  kAnswerOverdue,    // kAnswerPeriod has passed since.
  kReaderRevoked,    // The reader may not stream any more.
  kSaleChanged,      // It would take more than is left to pay.
};

// COMPLETED, CANCELED or FAILED.
bool IsFinal(comptoir::readers::v1::CheckoutState state);

// Moves `stored` on; true when its state changed. Fills the reasons and
// `update_time`. That its reader was revoked is noted in an open one whether
// its state changes or not.
bool Advance(comptoir::storage::v1::StoredCheckout& stored,
             CheckoutSignal signal, absl::Time now);

// How long a checkout may take: 5 minutes unless `requested` says less.
absl::StatusOr<absl::Duration> DeadlineFor(
    bool is_set, const google::protobuf::Duration& requested);

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_CHECKOUTS_CHECKOUT_RULES_H_
