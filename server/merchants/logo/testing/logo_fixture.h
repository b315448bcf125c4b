// A shop that gets a logo, for tests.
#ifndef COMPTOIR_SERVER_MERCHANTS_LOGO_TESTING_LOGO_FIXTURE_H_
#define COMPTOIR_SERVER_MERCHANTS_LOGO_TESTING_LOGO_FIXTURE_H_

#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "server/merchants/testing/test_merchants.h"
#include "server/rpc/stream.h"

namespace comptoir::merchants {

inline constexpr char kPng[] = "image/png";
// More than two chunks.
inline constexpr size_t kLongBytes = 600'000;

std::string HexSha256(const std::string& bytes);

// What announces `bytes`.
v1::LogoUpload UploadOf(const std::string& bytes,
                        const std::string& upload_id = "one",
                        const std::string& content_type = kPng);

// When a test ends, the due jobs are run and the database must hold together.
class LogoFixture : public testing::Test {
 protected:
  using Intake = rpc::Intake<v1::UploadLogoRequest, v1::UploadLogoResponse>;
  using CallPtr = std::shared_ptr<const Call>;
  using Uploaded = absl::StatusOr<v1::UploadLogoResponse>;

  void SetUp() override;
  void TearDown() override;

  // A call of the owner of another merchant.
  CallPtr Stranger();

  // A stream, and its messages one by one. Of the owner unless said otherwise.
  std::unique_ptr<Intake> Open(CallPtr call = nullptr);
  static absl::Status Take(Intake& intake, v1::UploadLogoRequest request);
  static absl::Status Begin(Intake& intake, const v1::LogoUpload& upload);
  static absl::Status Send(Intake& intake, std::string_view bytes);
  static std::future<Uploaded> FinishLater(Intake& intake);
  static Uploaded Finish(Intake& intake) { return FinishLater(intake).get(); }

  // All of it.
  Uploaded Upload(const v1::LogoUpload& upload, const std::string& bytes);
  Uploaded Upload(const std::string& bytes) {
    return Upload(UploadOf(bytes), bytes);
  }
  absl::StatusOr<v1::DeleteLogoResponse> Delete();

  // What DownloadLogo sends, with its metadata.
  absl::StatusOr<std::pair<v1::Logo, std::string>> Download(
      CallPtr call = nullptr, const v1::DownloadLogoRequest& request = {});

  // Of the upload "one".
  absl::StatusOr<v1::GetLogoUploadResponse> Progress(CallPtr call = nullptr);
  v1::Merchant Merchant();
  // Of all blobs and uploads of the shop, when all that is due is done.
  uint64_t StoredBytes();

  TestMerchants world_;
  TestMerchant shop_;
  CallPtr call_;
};

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_LOGO_TESTING_LOGO_FIXTURE_H_
