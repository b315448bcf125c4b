// What a sale may look like and what it costs: decisions without storage.
#ifndef COMPTOIR_SERVER_SALES_RULES_SALE_RULES_H_
#define COMPTOIR_SERVER_SALES_RULES_SALE_RULES_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/sales/v1/payment.pb.h"
#include "comptoir/sales/v1/sale.pb.h"
#include "comptoir/sales/v1/sale_requests.pb.h"
#include "comptoir/types/v1/money.pb.h"
#include "google/protobuf/repeated_field.h"
#include "server/base/status.h"

namespace comptoir::sales {

inline constexpr int kLinesMax = 500;
// Payments that people record; a card payment is money taken and is recorded
// beyond that, up to kCardPaymentsMax.
inline constexpr int kPaymentsMax = 100;
inline constexpr int kCardPaymentsMax = 500;
// In minor units, for each price, line, payment and total: no sum of those that
// fit in a sale can overflow.
inline constexpr int64_t kAmountMax = 1'000'000'000'000;
// A sale is one stored record, and so is the first answer to a request that
// holds it. 500 lines of ASCII with everything in them fit.
inline constexpr size_t kSaleBytesMax = 452 * 1024;

// Adds to `violations` what is wrong with `money`, which is the field `path`:
// another currency than `currency`, or an amount not in 0 to kAmountMax.
void CheckAmount(const types::v1::Money& money, std::string_view currency,
                 std::string_view path, FieldViolations* violations);

// Adds to `violations` what is wrong with the amounts of `lines`, which are the
// field `lines` of any request: also of one whose fields break their rules.
// `currency` is the sale's, empty where it is not known.
void CheckAmountsOf(
    const google::protobuf::RepeatedPtrField<v1::SaleLine>& lines,
    std::string_view currency, FieldViolations& violations);

// Adds to `violations` when people do not hand money over by `method`: a card
// is charged by a reader, which reports it.
void CheckMethod(v1::PaymentMethod method, FieldViolations* violations);

// Makes the id of a new thing with this prefix.
using NewId = std::function<std::string(std::string_view prefix)>;

// Adds `lines`, which are the field `lines` of a request that was admitted
// (rpc/rules/validation.h), to `sale` and brings its totals up to date.
//
// INVALID_ARGUMENT with `violations`, which the request has without them, and
// everything that is wrong with them; else as Recalculate.
absl::Status AddLines(
    const google::protobuf::RepeatedPtrField<v1::SaleLine>& lines,
    const NewId& new_id, v1::Sale* sale, FieldViolations violations = {});

// The quantity of a line in thousandths.
int64_t QuantityThousandths(const v1::SaleLine& line);

// Brings the amounts of the lines and the totals of `sale` up to date.
//
// INVALID_ARGUMENT, reason AMOUNT_OVERFLOW, when the total exceeds kAmountMax;
// FAILED_PRECONDITION, reason TOO_MANY_LINES or SALE_TOO_LARGE. The lines must
// have come by AddLines.
absl::Status Recalculate(v1::Sale* sale);

// Makes `paid` what payments covered, and says what is due or overpaid then.
void SetPaid(int64_t paid, v1::Sale* sale);

// Whether there are payments that were not given back, and they cover the
// total. (A sale that costs nothing takes a payment of zero.)
bool IsPaid(const v1::Sale& sale);

// Whether money was taken for the sale and not given back.
bool HoldsMoney(const v1::Sale& sale);

// FAILED_PRECONDITION, reason SALE_NOT_OPEN or SALE_CANCELED, when `sale`
// cannot be changed any more. The metadata of these and of AMOUNT_EXCEEDS_DUE
// has its `sale_id`, `sale_state`, `due_minor_units` and `currency`.
absl::Status RequireOpen(const v1::Sale& sale);
// The same for its customer, which can still change once it is completed.
absl::Status RequireNotCanceled(const v1::Sale& sale);
// FAILED_PRECONDITION, reason AMOUNT_EXCEEDS_DUE, when `amount`, which is in
// the currency of `sale`, is more than is left to pay, however it is to be
// paid.
absl::Status RequireDue(const v1::Sale& sale, const types::v1::Money& amount);
// The payment that `request` asks for, without id, time and actor; or why it
// is refused.
absl::StatusOr<v1::Payment> PaymentFor(const v1::Sale& sale,
                                       const v1::RecordPaymentRequest& request);

// Puts `payment` into the payments and totals of `sale`. Its state is left
// alone.
absl::Status AddPayment(const v1::Payment& payment, v1::Sale* sale);

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_RULES_SALE_RULES_H_
