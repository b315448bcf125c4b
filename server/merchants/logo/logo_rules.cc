#include "server/merchants/logo/logo_rules.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "fmt/format.h"
#include "server/base/digest.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/base/strings.h"
#include "server/values/images/content_type.h"
#include "server/values/images/image.h"

namespace comptoir::merchants {
namespace {

constexpr std::string_view kContentTypes[] = {"image/jpeg", "image/png",
                                              "image/webp"};
constexpr size_t kIdBytes = 16;

bool IsHexDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

}  // namespace

absl::Status CheckLogoUpload(const v1::LogoUpload& upload) {
  FieldViolations violations;
  if (std::find(std::begin(kContentTypes), std::end(kContentTypes),
                upload.content_type()) == std::end(kContentTypes)) {
    violations.Add("upload.content_type",
                   "must be image/png, image/jpeg or image/webp");
  }
  if (!std::all_of(upload.sha256().begin(), upload.sha256().end(),
                   IsHexDigit)) {
    violations.Add("upload.sha256",
                   "must be 64 hexadecimal digits in lower case");
  }
  if (upload.offset() > 0 && upload.upload_id().empty()) {
    violations.Add("upload.offset", "must be 0 without an upload_id");
  }
  return violations.ToStatus();
}

std::string BlobUploadId(const Call& call, std::string_view upload_id) {
  const std::string digest = Sha256(
      fmt::format("{}/{}/{}", kLogoPurpose, call.principal().id, upload_id));
  return FormatId(store::kUploadIdPrefix,
                  std::string_view(digest).substr(0, kIdBytes));
}

store::NewUpload BlobUploadFor(const Call& call, const v1::LogoUpload& upload) {
  const std::string id = upload.upload_id().empty()
                             ? call.NewId(store::kUploadIdPrefix)
                             : BlobUploadId(call, upload.upload_id());
  return {.id = id,
          .purpose = std::string(kLogoPurpose),
          .content = {.size = static_cast<uint64_t>(upload.size()),
                      .sha256 = absl::HexStringToBytes(upload.sha256())}};
}

absl::StatusOr<v1::Logo> ReadLogo(const v1::LogoUpload& upload,
                                  std::string_view bytes) {
  ASSIGN_OR_RETURN(const std::string found, ContentTypeOf(bytes));
  if (found != upload.content_type()) {
    return Error(absl::StatusCode::kInvalidArgument, "CONTENT_TYPE_MISMATCH",
                 fmt::format("the file is {}, not {}: a logo is image/png, "
                             "image/jpeg or image/webp",
                             found, upload.content_type()));
  }
  ASSIGN_OR_RETURN(const ImageSize size, ReadImage(found, bytes));
  if (size.width > kLogoSideMax || size.height > kLogoSideMax) {
    return Error(
        absl::StatusCode::kInvalidArgument, "IMAGE_TOO_LARGE",
        fmt::format("the picture has {} by {} pixels, at most {} by "
                    "{} are taken: make it smaller",
                    size.width, size.height, kLogoSideMax, kLogoSideMax));
  }
  v1::Logo logo;
  logo.set_content_type(found);
  logo.set_size(upload.size());
  logo.set_sha256(upload.sha256());
  logo.set_width(static_cast<int32_t>(size.width));
  logo.set_height(static_cast<int32_t>(size.height));
  return logo;
}

}  // namespace comptoir::merchants
