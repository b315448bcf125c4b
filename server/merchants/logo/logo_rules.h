// What a merchant's logo may be.
#ifndef COMPTOIR_SERVER_MERCHANTS_LOGO_LOGO_RULES_H_
#define COMPTOIR_SERVER_MERCHANTS_LOGO_LOGO_RULES_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/merchants/v1/merchant_service.pb.h"
#include "server/rpc/call.h"
#include "server/store/blobs/upload.h"

namespace comptoir::merchants {

// Pixels across or down: a small file can hold a picture that no display has
// the memory for.
inline constexpr uint32_t kLogoSideMax = 4096;
// Of the blobs that logos are.
inline constexpr std::string_view kLogoPurpose = "merchant_logo";

// INVALID_ARGUMENT for what the fields' rules cannot say.
absl::Status CheckLogoUpload(const v1::LogoUpload& upload);

// The blob's upload: of this caller alone, whatever others call theirs. One
// that has no id cannot be found again.
store::NewUpload BlobUploadFor(const Call& call, const v1::LogoUpload& upload);
std::string BlobUploadId(const Call& call, std::string_view upload_id);

// What is known of the file when all of it is there; `update_time` is not set.
// INVALID_ARGUMENT, reason CONTENT_TYPE_MISMATCH when it is not what the upload
// said, IMAGE_DAMAGED, or IMAGE_TOO_LARGE. Takes some milliseconds.
absl::StatusOr<v1::Logo> ReadLogo(const v1::LogoUpload& upload,
                                  std::string_view bytes);

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_LOGO_LOGO_RULES_H_
