// Why something could not be done, as records tell it.
#ifndef COMPTOIR_SERVER_OPERATIONS_FAILURE_H_
#define COMPTOIR_SERVER_OPERATIONS_FAILURE_H_

#include "absl/status/status.h"
#include "comptoir/merchants/v1/operation.pb.h"

namespace comptoir::operations {

// As a caller would have been told: what is not meant for callers loses its
// text (rpc/wire/status_mapping.h).
merchants::v1::Failure FailureOf(const absl::Status& status);

}  // namespace comptoir::operations

#endif  // COMPTOIR_SERVER_OPERATIONS_FAILURE_H_
