// Files of a merchant across kill -9, backup and restore.
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
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
#include "tests/support/command.h"
#include "tests/support/process.h"
#include "tests/support/server_process.h"

namespace comptoir::testing {
namespace {

namespace fs = std::filesystem;

using merchants::v1::DownloadLogoRequest;
using merchants::v1::DownloadLogoResponse;
using merchants::v1::GetLogoUploadRequest;
using merchants::v1::MerchantServiceClient;
using merchants::v1::UploadLogoRequest;
using merchants::v1::UploadLogoResponse;

constexpr char kProgram[] = "server/comptoird";
constexpr size_t kMessageBytes = 64 * 1024;

class BlobsTest : public ::testing::Test {
 protected:
  using Stream = sdk::ClientStream<UploadLogoRequest, UploadLogoResponse>;

  void SetUp() override {
    ASSERT_TRUE(server_.Start().ok());
    const auto shop = OpenShop(server_);
    ASSERT_TRUE(shop.ok()) << shop.status();
    token_ = shop->owner_token;
  }

  MerchantServiceClient Client() {
    return MerchantServiceClient(ChannelTo(server_.address(), token_));
  }
  std::unique_ptr<Stream> Open(const MerchantServiceClient& client,
                               int64_t offset) {
    auto stream = client.UploadLogo();
    UploadLogoRequest request;
    auto& upload = *request.mutable_upload();
    upload.set_upload_id("logo");
    upload.set_content_type("image/png");
    upload.set_size(static_cast<int64_t>(bytes_.size()));
    upload.set_sha256(absl::BytesToHexString(Sha256(bytes_)));
    upload.set_offset(offset);
    stream->Write(request);
    return stream;
  }
  void Send(Stream& stream, std::string_view bytes) {
    for (; !bytes.empty();
         bytes.remove_prefix(std::min(kMessageBytes, bytes.size()))) {
      UploadLogoRequest request;
      request.set_data(std::string(bytes.substr(0, kMessageBytes)));
      if (!stream.Write(request)) return;
    }
  }
  absl::StatusOr<UploadLogoResponse> Upload(int64_t offset = 0) {
    const MerchantServiceClient client = Client();
    const auto stream = Open(client, offset);
    Send(*stream, std::string_view(bytes_).substr(static_cast<size_t>(offset)));
    return stream->Finish();
  }
  // 0 when there is nothing.
  int64_t Durable() {
    GetLogoUploadRequest request;
    request.set_upload_id("logo");
    const auto found = Client().GetLogoUpload(request);
    return found.ok() ? found->durable_bytes() : 0;
  }
  std::string Downloaded() {
    const MerchantServiceClient client = Client();
    const auto stream = client.DownloadLogo(DownloadLogoRequest());
    std::string bytes;
    DownloadLogoResponse message;
    while (stream->Read(&message)) bytes += message.data();
    const absl::Status status = stream->Finish();
    return status.ok() ? bytes : status.ToString();
  }

  // Of the server that runs, by the command that operators use.
  bool Backup() {
    const CommandResult made = RunCommand(
        {kProgram, "backup", backup_, "--data_dir=" + server_.data_folder()});
    EXPECT_EQ(made.exit_code, 0) << made.err;
    return made.exit_code == 0;
  }
  CommandResult LoseAndRestore() {
    server_.Kill();
    fs::remove_all(server_.data_folder());
    return RunCommand(
        {kProgram, "restore", backup_, "--data_dir=" + server_.data_folder()});
  }
  // Of the backup.
  std::vector<fs::path> LargeValueFiles() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(backup_ + "/db")) {
      if (entry.path().extension() == ".blob") files.push_back(entry.path());
    }
    return files;
  }

  const std::string folder_ = NewFolder("blobs");
  const std::string backup_ = folder_ + "/backup";
  ServerProcess server_{kProgram, folder_};
  std::string token_;
  const std::string bytes_ = ExamplePng(300, 200, 900'000);
};

TEST_F(BlobsTest, AnUploadGoesOnAfterTheServerWasKilled) {
  {
    const MerchantServiceClient client = Client();
    const auto stream = Open(client, 0);
    Send(*stream, std::string_view(bytes_).substr(0, 700'000));
    while (Durable() < 500'000) continue;
    server_.Kill();
    EXPECT_FALSE(stream->Finish().ok());
  }
  ASSERT_TRUE(server_.Verify().ok()) << server_.Verify();
  ASSERT_TRUE(server_.Start().ok());
  const int64_t durable = Durable();
  ASSERT_GE(durable, 500'000);

  const auto uploaded = Upload(durable);

  ASSERT_TRUE(uploaded.ok()) << uploaded.status();
  server_.Kill();
  EXPECT_TRUE(server_.Verify().ok()) << server_.Verify();
  ASSERT_TRUE(server_.Start().ok());
  EXPECT_TRUE(Downloaded() == bytes_);
}

TEST_F(BlobsTest, AreInABackupMadeWhileServing) {
  ASSERT_TRUE(Upload().ok());
  ASSERT_TRUE(Backup());
  ASSERT_TRUE(Client().DeleteLogo({}).ok());

  const CommandResult restored = LoseAndRestore();

  ASSERT_EQ(restored.exit_code, 0) << restored.err;
  EXPECT_TRUE(server_.Verify().ok()) << server_.Verify();
  ASSERT_TRUE(server_.Start().ok());
  EXPECT_TRUE(Downloaded() == bytes_);
}

TEST_F(BlobsTest, AnUploadGoesOnInABackupMadeInItsMiddle) {
  {
    const MerchantServiceClient client = Client();
    const auto stream = Open(client, 0);
    Send(*stream, std::string_view(bytes_).substr(0, 700'000));
    while (Durable() < 500'000) continue;
    ASSERT_TRUE(Backup());
    Send(*stream, std::string_view(bytes_).substr(700'000));
    ASSERT_TRUE(stream->Finish().ok());
  }

  const CommandResult restored = LoseAndRestore();

  ASSERT_EQ(restored.exit_code, 0) << restored.err;
  EXPECT_TRUE(server_.Verify().ok()) << server_.Verify();
  ASSERT_TRUE(server_.Start().ok());
  EXPECT_FALSE(Client().GetMerchant({})->merchant().has_logo());
  const int64_t durable = Durable();
  ASSERT_GE(durable, 500'000);
  ASSERT_TRUE(Upload(durable).ok());
  EXPECT_TRUE(Downloaded() == bytes_);
}

TEST_F(BlobsTest, AreNotRestoredWhenTheirFileIsDamagedOrGone) {
  ASSERT_TRUE(Upload().ok());
  ASSERT_TRUE(Backup());
  const std::vector<fs::path> files = LargeValueFiles();
  ASSERT_EQ(files.size(), 1u);
  std::fstream file(files[0], std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(fs::file_size(files[0]) / 2));
  file.write("damage", 6);
  file.close();

  EXPECT_EQ(LoseAndRestore().exit_code, 1);
  EXPECT_FALSE(fs::exists(server_.data_folder()));
  fs::remove(files[0]);
  EXPECT_EQ(LoseAndRestore().exit_code, 1);
  EXPECT_FALSE(fs::exists(server_.data_folder()));
}

}  // namespace
}  // namespace comptoir::testing
