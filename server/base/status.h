// How functions fail: absl::Status with a stable reason.
//
// An error that a caller of the API may see is made by one of the functions
// below, so that it carries the details of google.rpc (ErrorInfo, BadRequest,
// RetryInfo) as payloads; rpc/status_mapping.cc puts them on the wire.
#ifndef COMPTOIR_SERVER_BASE_STATUS_H_
#define COMPTOIR_SERVER_BASE_STATUS_H_

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#define COMPTOIR_CONCAT_INNER(a, b) a##b
#define COMPTOIR_CONCAT(a, b) COMPTOIR_CONCAT_INNER(a, b)

// Returns from the enclosing function when `expression` is not OK.
#define RETURN_IF_ERROR(expression)                           \
  do {                                                        \
    if (absl::Status status_ = (expression); !status_.ok()) { \
      return status_;                                         \
    }                                                         \
  } while (false)

// Assigns the value of a StatusOr, or returns its error.
#define ASSIGN_OR_RETURN(target, expression) \
  ASSIGN_OR_RETURN_INNER(COMPTOIR_CONCAT(result_, __LINE__), target, expression)
#define ASSIGN_OR_RETURN_INNER(result, target, expression) \
  auto result = (expression);                              \
  if (!result.ok()) return std::move(result).status();     \
  target = *std::move(result)

namespace comptoir {

// The domain of every ErrorInfo.
inline constexpr std::string_view kErrorDomain = "comptoir";

using ErrorMetadata =
    std::initializer_list<std::pair<std::string_view, std::string_view>>;

// An error with a stable `reason` (UPPER_SNAKE_CASE, at most 63 characters).
//
// Neither `message` nor `metadata` may hold personal data; ids are fine.
absl::Status Error(absl::StatusCode code, std::string_view reason,
                   std::string_view message, ErrorMetadata metadata = {});

// The reason of `status`, or "" when it has none.
std::string ReasonOf(const absl::Status& status);

// What `status` says under `key` in its metadata, or "".
std::string MetadataOf(const absl::Status& status, std::string_view key);

// `status` with the advice to try again no sooner than after `delay`.
absl::Status WithRetryDelay(absl::Status status, absl::Duration delay);

// Prefixes the message, keeping code and details.
absl::Status Annotate(const absl::Status& status, std::string_view context);

// Collects what is wrong with the fields of one request.
//
//   FieldViolations violations;
//   if (...) violations.Add("customer.birthday", "must be YYYY-MM-DD or
//   MM-DD"); RETURN_IF_ERROR(violations.ToStatus());
class FieldViolations {
 public:
  // More than this many are counted but not listed, so that the error fits
  // gRPC's 8 KiB of trailing metadata.
  static constexpr int kListedMax = 20;
  // The description that makes the reason CARD_NUMBER_REFUSED.
  static constexpr std::string_view kHoldsCardNumber =
      "must not hold a card number";

  // `field` is a path in the request, such as `lines[2].unit_price.currency`.
  void Add(std::string_view field, std::string_view description);

  bool empty() const { return violations_.empty(); }

  // OK when empty, else INVALID_ARGUMENT with reason INVALID_FIELDS, or
  // CARD_NUMBER_REFUSED when a field holds a card number, and a BadRequest
  // detail.
  absl::Status ToStatus() const;

 private:
  std::vector<std::pair<std::string, std::string>> violations_;
};

// INVALID_ARGUMENT for a single wrong field.
absl::Status InvalidField(std::string_view field, std::string_view description);

// NOT_FOUND with reason NOT_FOUND; `kind` is a noun such as "customer". Also
// the answer for an id of another merchant: existence is not revealed.
absl::Status NotFound(std::string_view kind, std::string_view id);

// DATA_LOSS for a stored record that cannot be read.
absl::Status Corrupt(std::string_view what);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_STATUS_H_
