#include "server/merchants/logo/logo_streams.h"

#include <optional>
#include <string>
#include <string_view>

#include "server/base/status.h"
#include "server/merchants/logo/logo_changes.h"
#include "server/merchants/logo/logo_rules.h"
#include "server/rpc/writes/write_as.h"
#include "server/store/blobs/blob_reader.h"

namespace comptoir::merchants {
namespace {

using v1::DownloadLogoResponse;
using v1::UploadLogoRequest;
using v1::UploadLogoResponse;

constexpr char kUploadMethod[] =
    "comptoir.merchants.v1.MerchantService/UploadLogo";
// Of one message.
constexpr size_t kDownloadBytesMax = 64 * 1024;

class LogoSource final : public rpc::Source<DownloadLogoResponse> {
 public:
  LogoSource(v1::Logo logo, std::unique_ptr<store::BlobReader> reader)
      : logo_(std::move(logo)), reader_(std::move(reader)) {}

  absl::StatusOr<bool> Next(DownloadLogoResponse* message) override {
    ASSIGN_OR_RETURN(const std::string_view piece,
                     reader_->Next(kDownloadBytesMax));
    if (piece.empty() && !logo_) return absl::OutOfRangeError("");
    if (logo_) *message->mutable_logo() = *std::exchange(logo_, std::nullopt);
    message->set_data(std::string(piece));
    return true;
  }

 private:
  std::optional<v1::Logo> logo_;  // Until it was sent.
  const std::unique_ptr<store::BlobReader> reader_;
};

absl::StatusOr<v1::Merchant> ReadMerchant(const LogoParts& parts,
                                          const Call& call) {
  const std::string& id = call.merchant_id();
  return parts.tables.merchants.Get(*parts.store.Read(), id, id);
}

bool HasLogo(const v1::Merchant& merchant, const v1::LogoUpload& upload) {
  return merchant.has_logo() && merchant.logo().sha256() == upload.sha256() &&
         merchant.logo().content_type() == upload.content_type();
}

// The answer when an upload is not there any more. When two streams bring the
// same upload to its end, one of them finishes it, and the other has what it
// wanted too; else it was given up, as `gone` says.
absl::StatusOr<UploadLogoResponse> AnswerIfHas(const LogoParts& parts,
                                               const Call& call,
                                               const v1::LogoUpload& upload,
                                               const absl::Status& gone) {
  ASSIGN_OR_RETURN(v1::Merchant merchant, ReadMerchant(parts, call));
  if (!HasLogo(merchant, upload)) return gone;
  UploadLogoResponse response;
  *response.mutable_merchant() = std::move(merchant);
  return response;
}

// Whether trying to finish again would end alike.
bool IsHopeless(const absl::Status& status) {
  return absl::IsInvalidArgument(status);
}

}  // namespace

LogoIntake::~LogoIntake() {
  if (writer_ != nullptr && upload_.upload_id().empty() && !has_finished_) {
    writer_->Abandon();
  }
}

void LogoIntake::Take(UploadLogoRequest request,
                      std::function<void(absl::Status)> ready) {
  if (request.part_case() == UploadLogoRequest::PART_NOT_SET) {
    return ready(InvalidField("part", "is required"));
  }
  if (request.has_upload() == has_begun_) {
    return ready(InvalidField("upload", "comes first, and once"));
  }
  if (request.has_upload()) {
    absl::Status status = Begin(request.upload());
    if (!status.ok() || writer_ == nullptr) return ready(std::move(status));
    return writer_->Open(static_cast<uint64_t>(upload_.offset()),
                         std::move(ready));
  }
  if (writer_ == nullptr) return ready(Skip(request.data().size()));
  writer_->Write(request.data(), std::move(ready));
}

absl::Status LogoIntake::Begin(const v1::LogoUpload& upload) {
  RETURN_IF_ERROR(CheckLogoUpload(upload));
  ASSIGN_OR_RETURN(const v1::Merchant merchant, ReadMerchant(parts_, *call_));
  upload_ = upload;
  has_begun_ = true;
  if (HasLogo(merchant, upload)) return absl::OkStatus();
  writer_ = std::make_shared<store::UploadWriter>(
      parts_.store, BlobUploadFor(*call_, upload),
      [call = call_, &clock = parts_.clock] {
        return rpc::ContextOf({.principal = call->principal(),
                               .method = kUploadMethod,
                               .now = clock.Now()})
            .context;
      });
  return absl::OkStatus();
}

absl::Status LogoIntake::Skip(uint64_t bytes) {
  skipped_ += bytes;
  const auto left = static_cast<uint64_t>(upload_.size() - upload_.offset());
  return skipped_ <= left
             ? absl::OkStatus()
             : store::UploadTooLong(static_cast<uint64_t>(upload_.size()));
}

absl::StatusOr<v1::Logo> LogoIntake::ReadUploaded() const {
  ASSIGN_OR_RETURN(const std::unique_ptr<store::BlobReader> reader,
                   store::BlobReader::OpenUpload(
                       parts_.store, call_->merchant_id(), writer_->id()));
  std::string bytes;
  while (true) {
    ASSIGN_OR_RETURN(const std::string_view piece,
                     reader->Next(kDownloadBytesMax));
    if (piece.empty()) return ReadLogo(upload_, bytes);
    bytes += piece;
  }
}

void LogoIntake::Finish(Answer answer) {
  if (!has_begun_) {
    return answer(InvalidField("upload", "comes first, and once"));
  }
  if (writer_ == nullptr) {
    return answer(AnswerIfHas(
        parts_, *call_, upload_,
        Error(absl::StatusCode::kAborted, "LOGO_CHANGED",
              "the merchant had this logo, and lost it meanwhile: upload it "
              "anew")));
  }
  has_finished_ = true;
  // What is not as announced is refused for that by the writer.
  if (!writer_->is_as_announced()) return FinishWriter({}, std::move(answer));
  const absl::StatusOr<v1::Logo> logo = ReadUploaded();
  if (logo.ok()) return FinishWriter(*logo, std::move(answer));
  if (IsHopeless(logo.status())) writer_->Abandon();
  if (absl::IsNotFound(logo.status()) || absl::IsAborted(logo.status())) {
    return answer(AnswerIfHas(parts_, *call_, upload_, logo.status()));
  }
  answer(logo.status());
}

void LogoIntake::FinishWriter(const v1::Logo& logo, Answer answer) {
  auto response = std::make_shared<UploadLogoResponse>();
  writer_->Finish(
      [response, logo, &tables = parts_.tables](
          store::Transaction& txn, const store::Blob& blob) -> absl::Status {
        ASSIGN_OR_RETURN(*response->mutable_merchant(),
                         SetLogo(txn, tables, logo, blob.id));
        return absl::OkStatus();
      },
      [response, writer = writer_, parts = parts_, call = call_,
       upload = upload_, answer = std::move(answer)](absl::Status status) {
        if (status.ok()) return answer(*response);
        const bool is_named = !upload.upload_id().empty();
        if (IsHopeless(status) || !is_named) writer->Abandon();
        if (!absl::IsNotFound(status)) return answer(std::move(status));
        answer(AnswerIfHas(parts, *call, upload, status));
      });
}

absl::StatusOr<std::unique_ptr<rpc::Source<DownloadLogoResponse>>>
OpenLogoDownload(LogoParts parts, const Call& call,
                 const v1::DownloadLogoRequest& request) {
  const std::string& id = call.merchant_id();
  const std::shared_ptr<const store::Snapshot> snapshot = parts.store.Read();
  ASSIGN_OR_RETURN(const storage::v1::StoredLogo stored,
                   parts.tables.logos.Get(*snapshot, id, id));
  ASSIGN_OR_RETURN(v1::Merchant merchant,
                   parts.tables.merchants.Get(*snapshot, id, id));
  store::ByteRange range{.offset = static_cast<uint64_t>(request.offset())};
  if (request.limit() > 0) range.size = static_cast<uint64_t>(request.limit());
  ASSIGN_OR_RETURN(std::unique_ptr<store::BlobReader> reader,
                   store::BlobReader::Open(parts.store, *snapshot, id,
                                           stored.blob_id(), range));
  return std::make_unique<LogoSource>(std::move(*merchant.mutable_logo()),
                                      std::move(reader));
}

}  // namespace comptoir::merchants
