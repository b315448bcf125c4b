// What a file is, by what it holds.
#ifndef COMPTOIR_SERVER_VALUES_IMAGES_CONTENT_TYPE_H_
#define COMPTOIR_SERVER_VALUES_IMAGES_CONTENT_TYPE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace comptoir {

// Such as "image/png"; "application/octet-stream" when nobody knows. Looks at
// the first MiB. Takes about a millisecond: not for lanes. Thread-safe.
// INTERNAL when the system's list of types cannot be read.
absl::StatusOr<std::string> ContentTypeOf(std::string_view bytes);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_IMAGES_CONTENT_TYPE_H_
