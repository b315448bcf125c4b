// Whether a picture is one, from its first byte to its last.
//
// The pixels are not decoded: what is checked is that the file is the one
// container that it says, and that nothing stands behind its end, where another
// kind of file would hide.
#ifndef COMPTOIR_SERVER_VALUES_IMAGES_IMAGE_H_
#define COMPTOIR_SERVER_VALUES_IMAGES_IMAGE_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"

namespace comptoir {

struct ImageSize {
  uint32_t width = 0;
  uint32_t height = 0;

  bool operator==(const ImageSize&) const = default;
};

// `content_type` is "image/png", "image/jpeg" or "image/webp".
// INVALID_ARGUMENT, reason IMAGE_DAMAGED, when `bytes` are not exactly one file
// of that type.
absl::StatusOr<ImageSize> ReadImage(std::string_view content_type,
                                    std::string_view bytes);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_IMAGES_IMAGE_H_
