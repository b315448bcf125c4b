// A merchant's logo over a real server and the SDK: who may, how much, and what
// breaks off.
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/escaping.h"
#include "comptoir/merchants/v1/merchant_service.client.h"
#include "comptoir/sdk/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/digest.h"
#include "server/values/images/example_images.h"
#include "tests/integration/merchants/merchant_calls.h"

namespace comptoir::merchants::v1 {
namespace {

using sdk::ReasonOf;
using testing::ElementsAre;

constexpr size_t kLogoBytesMax = size_t{1} << 20;
constexpr size_t kDataBytesMax = 64 * 1024;

// A picture of exactly so many bytes.
std::string PngOf(size_t size) {
  return ExamplePng(3, 2, size - ExamplePng(3, 2).size());
}

LogoUpload UploadOf(const std::string& bytes) {
  LogoUpload upload;
  upload.set_content_type("image/png");
  upload.set_size(static_cast<int64_t>(bytes.size()));
  upload.set_sha256(absl::BytesToHexString(Sha256(bytes)));
  return upload;
}

class LogoTest : public testing::Test {
 protected:
  using Stream = sdk::ClientStream<UploadLogoRequest, UploadLogoResponse>;

  static std::unique_ptr<Stream> Open(const MerchantServiceClient& client,
                                      const LogoUpload& upload) {
    auto stream = client.UploadLogo();
    UploadLogoRequest request;
    *request.mutable_upload() = upload;
    stream->Write(request);
    return stream;
  }
  static void Send(Stream& stream, std::string_view bytes,
                   size_t at_once = kDataBytesMax) {
    for (; !bytes.empty();
         bytes.remove_prefix(std::min(at_once, bytes.size()))) {
      UploadLogoRequest request;
      request.set_data(std::string(bytes.substr(0, at_once)));
      if (!stream.Write(request)) return;
    }
  }
  static absl::StatusOr<UploadLogoResponse> Upload(
      const std::shared_ptr<sdk::Channel>& channel, const LogoUpload& upload,
      const std::string& bytes, size_t at_once = kDataBytesMax) {
    const MerchantServiceClient client(channel);
    const auto stream = Open(client, upload);
    Send(*stream, bytes, at_once);
    return stream->Finish();
  }
  static absl::StatusOr<std::string> Download(
      const std::shared_ptr<sdk::Channel>& channel,
      const DownloadLogoRequest& request = {}) {
    const MerchantServiceClient client(channel);
    const auto stream = client.DownloadLogo(request);
    std::string bytes;
    DownloadLogoResponse message;
    while (stream->Read(&message)) bytes += message.data();
    absl::Status status = stream->Finish();
    if (!status.ok()) return status;
    return bytes;
  }
  // The wrong fields.
  static std::vector<std::string> Wrong(const absl::Status& status) {
    std::vector<std::string> fields;
    for (const auto& violation : sdk::FieldViolationsOf(status)) {
      fields.push_back(violation.field);
    }
    return fields;
  }

  void TearDown() override {
    (void)MerchantServiceClient(Owner()).DeleteLogo({});
  }
};

TEST_F(LogoTest, IsForThoseWhoManageTheMerchant) {
  const std::string bytes = ExamplePng(3, 2);
  ASSERT_TRUE(Upload(Owner(), UploadOf(bytes), bytes).ok());
  const auto staff = With(StaffSession().session_token());
  GetLogoUploadRequest progress;
  progress.set_upload_id("one");

  EXPECT_EQ(ReasonOf(Upload(staff, UploadOf(bytes), bytes).status()),
            "PERMISSION_DENIED");
  EXPECT_EQ(
      ReasonOf(MerchantServiceClient(staff).GetLogoUpload(progress).status()),
      "PERMISSION_DENIED");
  EXPECT_EQ(ReasonOf(MerchantServiceClient(staff).DeleteLogo({}).status()),
            "PERMISSION_DENIED");
  EXPECT_EQ(*Download(staff), bytes);
  EXPECT_EQ(ReasonOf(Upload(Nobody(), UploadOf(bytes), bytes).status()),
            "TOKEN_MISSING");
  EXPECT_EQ(ReasonOf(Download(Nobody()).status()), "TOKEN_MISSING");
  EXPECT_EQ(ReasonOf(Upload(Operator(), UploadOf(bytes), bytes).status()),
            "PERMISSION_DENIED");
  EXPECT_EQ(ReasonOf(Download(Stranger()).status()), "NOT_FOUND");
}

TEST_F(LogoTest, HasOneMebibyteAtMost) {
  const std::string most = PngOf(kLogoBytesMax);
  ASSERT_EQ(most.size(), kLogoBytesMax);
  const std::string more = PngOf(kLogoBytesMax + 1);

  const auto uploaded = Upload(Owner(), UploadOf(most), most);

  ASSERT_TRUE(uploaded.ok()) << uploaded.status();
  EXPECT_TRUE(*Download(Owner()) == most);
  EXPECT_THAT(Wrong(Upload(Owner(), UploadOf(more), more).status()),
              ElementsAre("upload.size"));
  EXPECT_TRUE(*Download(Owner()) == most);
}

TEST_F(LogoTest, IsNotEmpty) {
  EXPECT_THAT(Wrong(Upload(Owner(), UploadOf(""), "").status()),
              ElementsAre("upload.size"));
}

TEST_F(LogoTest, ComesInMessagesOfSixtyFourKibibytesAtMost) {
  const std::string bytes = PngOf(200'000);

  EXPECT_THAT(
      Wrong(
          Upload(Owner(), UploadOf(bytes), bytes, kDataBytesMax + 1).status()),
      ElementsAre("data"));
  EXPECT_TRUE(Upload(Owner(), UploadOf(bytes), bytes, kDataBytesMax).ok());
}

TEST_F(LogoTest, IsDownloadedInParts) {
  const std::string bytes = PngOf(600'000);
  ASSERT_TRUE(Upload(Owner(), UploadOf(bytes), bytes).ok());
  DownloadLogoRequest part;
  part.set_offset(200'000);
  part.set_limit(100'000);

  EXPECT_TRUE(*Download(Owner(), part) == bytes.substr(200'000, 100'000));
  part.set_offset(600'001);
  EXPECT_EQ(ReasonOf(Download(Owner(), part).status()), "RANGE_OUTSIDE");
  part.set_offset(-1);
  EXPECT_THAT(Wrong(Download(Owner(), part).status()), ElementsAre("offset"));
}

TEST_F(LogoTest, IsNotTakenFromAStreamThatIsCancelled) {
  const std::string bytes = PngOf(600'000);
  LogoUpload upload = UploadOf(bytes);
  upload.set_upload_id("cancelled");
  const MerchantServiceClient client(Owner());
  GetLogoUploadRequest progress;
  progress.set_upload_id("cancelled");
  {
    const auto stream = Open(client, upload);
    Send(*stream, bytes);
    while (!client.GetLogoUpload(progress).ok()) continue;
    stream->Cancel();
    EXPECT_EQ(stream->Finish().status().code(), absl::StatusCode::kCancelled);
  }

  EXPECT_FALSE(client.GetMerchant({})->merchant().has_logo());
  const auto kept = client.GetLogoUpload(progress);
  ASSERT_TRUE(kept.ok()) << kept.status();
  upload.set_offset(kept->durable_bytes());
  EXPECT_TRUE(Upload(Owner(), upload,
                     bytes.substr(static_cast<size_t>(kept->durable_bytes())))
                  .ok());
  EXPECT_TRUE(*Download(Owner()) == bytes);
}

}  // namespace
}  // namespace comptoir::merchants::v1
