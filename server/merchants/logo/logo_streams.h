// The file of a logo on its way in and out.
#ifndef COMPTOIR_SERVER_MERCHANTS_LOGO_LOGO_STREAMS_H_
#define COMPTOIR_SERVER_MERCHANTS_LOGO_LOGO_STREAMS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/merchants/v1/merchant_service.pb.h"
#include "server/base/clock.h"
#include "server/merchants/merchant_tables.h"
#include "server/rpc/call.h"
#include "server/rpc/stream.h"
#include "server/store/blobs/writer/upload_writer.h"
#include "server/store/store.h"

namespace comptoir::merchants {

// What both need; all of it outlives the streams.
struct LogoParts {
  store::Store& store;
  const Clock& clock;
  const MerchantTables& tables;
};

// MerchantService.UploadLogo.
class LogoIntake final
    : public rpc::Intake<v1::UploadLogoRequest, v1::UploadLogoResponse> {
 public:
  using Answer = std::function<void(absl::StatusOr<v1::UploadLogoResponse>)>;

  LogoIntake(LogoParts parts, std::shared_ptr<const Call> call)
      : parts_(parts), call_(std::move(call)) {}
  // What cannot be gone on with is given up at once.
  ~LogoIntake() override;

  void Take(v1::UploadLogoRequest request,
            std::function<void(absl::Status)> ready) override;
  void Finish(Answer answer) override;

 private:
  absl::Status Begin(const v1::LogoUpload& upload);
  // Data of a logo that the merchant has.
  absl::Status Skip(uint64_t bytes);
  // What is known of all that was uploaded; holds it in memory.
  absl::StatusOr<v1::Logo> ReadUploaded() const;
  void FinishWriter(const v1::Logo& logo, Answer answer);

  const LogoParts parts_;
  const std::shared_ptr<const Call> call_;
  v1::LogoUpload upload_;  // Of the first message.
  bool has_begun_ = false;
  bool has_finished_ = false;
  // Null when the merchant has this very logo: there is nothing to do.
  std::shared_ptr<store::UploadWriter> writer_;
  uint64_t skipped_ = 0;
};

// MerchantService.DownloadLogo. NOT_FOUND when there is none, OUT_OF_RANGE as
// store::BlobReader.
absl::StatusOr<std::unique_ptr<rpc::Source<v1::DownloadLogoResponse>>>
OpenLogoDownload(LogoParts parts, const Call& call,
                 const v1::DownloadLogoRequest& request);

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_LOGO_LOGO_STREAMS_H_
