#include "server/merchants/logo/testing/logo_fixture.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "server/base/digest.h"
#include "server/merchants/logo/verify_logos.h"
#include "server/store/blobs/usage.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::merchants {
namespace {

constexpr size_t kMessageBytes = 64 * 1024;

}  // namespace

std::string HexSha256(const std::string& bytes) {
  return absl::BytesToHexString(Sha256(bytes));
}

v1::LogoUpload UploadOf(const std::string& bytes, const std::string& upload_id,
                        const std::string& content_type) {
  v1::LogoUpload upload;
  upload.set_upload_id(upload_id);
  upload.set_content_type(content_type);
  upload.set_size(static_cast<int64_t>(bytes.size()));
  upload.set_sha256(HexSha256(bytes));
  return upload;
}

void LogoFixture::SetUp() {
  shop_ = world_.AddMerchant();
  call_ = std::make_shared<Call>(world_.CallWith(shop_.owner_token));
}

void LogoFixture::TearDown() {
  world_.store.RunDueJobs();
  const auto report = store::VerifyStore(
      *world_.store.Read(), {.add_checks = [this](store::Checks& checks) {
        AddLogoChecks(world_.tables, checks);
      }});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->ok()) << report->problems()[0].text;
}

LogoFixture::CallPtr LogoFixture::Stranger() {
  return std::make_shared<Call>(
      world_.CallWith(world_.AddMerchant().owner_token));
}

std::unique_ptr<LogoFixture::Intake> LogoFixture::Open(CallPtr call) {
  return *world_.merchants.UploadLogo(call ? call : call_);
}

absl::Status LogoFixture::Take(Intake& intake, v1::UploadLogoRequest request) {
  std::promise<absl::Status> taken;
  intake.Take(std::move(request), [&taken](absl::Status status) {
    taken.set_value(std::move(status));
  });
  return taken.get_future().get();
}

absl::Status LogoFixture::Begin(Intake& intake, const v1::LogoUpload& upload) {
  v1::UploadLogoRequest request;
  *request.mutable_upload() = upload;
  return Take(intake, request);
}

absl::Status LogoFixture::Send(Intake& intake, std::string_view bytes) {
  for (; !bytes.empty();
       bytes.remove_prefix(std::min(kMessageBytes, bytes.size()))) {
    v1::UploadLogoRequest request;
    request.set_data(std::string(bytes.substr(0, kMessageBytes)));
    const absl::Status status = Take(intake, request);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

std::future<LogoFixture::Uploaded> LogoFixture::FinishLater(Intake& intake) {
  auto made = std::make_shared<std::promise<Uploaded>>();
  intake.Finish(
      [made](Uploaded answer) { made->set_value(std::move(answer)); });
  return made->get_future();
}

LogoFixture::Uploaded LogoFixture::Upload(const v1::LogoUpload& upload,
                                          const std::string& bytes) {
  const auto intake = Open();
  if (absl::Status status = Begin(*intake, upload); !status.ok()) {
    return status;
  }
  if (absl::Status status = Send(*intake, bytes); !status.ok()) return status;
  return Finish(*intake);
}

absl::StatusOr<v1::DeleteLogoResponse> LogoFixture::Delete() {
  return world_.Write(world_.merchants, &MerchantService::DeleteLogo, *call_,
                      v1::DeleteLogoRequest());
}

absl::StatusOr<std::pair<v1::Logo, std::string>> LogoFixture::Download(
    CallPtr call, const v1::DownloadLogoRequest& request) {
  auto source = world_.merchants.DownloadLogo(call ? call : call_, request,
                                              /*wake=*/[] {});
  if (!source.ok()) return source.status();
  std::pair<v1::Logo, std::string> all;
  v1::DownloadLogoResponse message;
  for (bool is_first = true;; is_first = false) {
    message.Clear();
    const auto more = (*source)->Next(&message);
    if (absl::IsOutOfRange(more.status())) return all;
    if (!more.ok()) return more.status();
    EXPECT_LE(message.data().size(), kMessageBytes);
    EXPECT_EQ(message.has_logo(), is_first);
    if (is_first) all.first = message.logo();
    all.second += message.data();
  }
}

absl::StatusOr<v1::GetLogoUploadResponse> LogoFixture::Progress(CallPtr call) {
  v1::GetLogoUploadRequest request;
  request.set_upload_id("one");
  return world_.Read(world_.merchants, &MerchantService::GetLogoUpload,
                     call ? *call : *call_, request);
}

v1::Merchant LogoFixture::Merchant() {
  return world_
      .Read(world_.merchants, &MerchantService::GetMerchant, *call_,
            v1::GetMerchantRequest())
      ->merchant();
}

uint64_t LogoFixture::StoredBytes() {
  // Behind what is under way in the lane.
  EXPECT_TRUE(
      world_.store
          .Write(shop_.id, [](store::Transaction&) { return absl::OkStatus(); })
          .ok());
  world_.store.RunDueJobs();
  return store::ReadBlobUsage(*world_.store.Read(), shop_.id)->bytes();
}

}  // namespace comptoir::merchants
