// Why one of a batch is refused, as its result tells it.
#ifndef COMPTOIR_SERVER_CUSTOMERS_WRITES_BATCH_FAILURE_H_
#define COMPTOIR_SERVER_CUSTOMERS_WRITES_BATCH_FAILURE_H_

#include <cstddef>

#include "absl/status/status.h"
#include "comptoir/customers/v1/customer_batches.pb.h"

namespace comptoir::customers {

// Bytes that a result may have of what somebody else wrote, such as the path of
// an update mask: a thousand results are one answer, which is kept as one row.
// A field is long enough for all that CUSTOMER_KNOWN may name.
inline constexpr size_t kFailureFieldBytesMax = 88;
inline constexpr size_t kFailureMessageBytesMax = 200;

// Whether `failure` is about the one request, so that others of the batch go
// on; else it is about the call, such as a row that cannot be read.
bool IsOfOne(const absl::Status& failure);

v1::CustomerBatchFailure BatchFailureOf(const absl::Status& failure);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_WRITES_BATCH_FAILURE_H_
