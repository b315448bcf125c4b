// `comptoir merchants upload-logo` and `download-logo`.
#include <fcntl.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "comptoir/merchants/v1/merchant_service.client.h"
#include "fmt/format.h"
#include "server/base/digest.h"
#include "server/base/files/durable_file.h"
#include "tools/cli/command/command.h"
#include "tools/cli/commands.h"
#include "tools/cli/core/answer.h"
#include "tools/cli/core/context.h"
#include "tools/cli/core/secret_files.h"
#include "tools/cli/terminal/progress.h"
#include "tools/cli/terminal/terminal.h"

namespace comptoir::cli {
namespace {

using merchants::v1::DownloadLogoRequest;
using merchants::v1::DownloadLogoResponse;
using merchants::v1::GetLogoUploadRequest;
using merchants::v1::LogoUpload;
using merchants::v1::MerchantServiceClient;
using merchants::v1::UploadLogoRequest;
using merchants::v1::UploadLogoResponse;

// As the API says.
constexpr size_t kLogoBytesMax = size_t{1} << 20;
// Of one message.
constexpr size_t kDataBytes = 64 * 1024;
// Downloaded files are no secret.
constexpr mode_t kFileMode = 0644;

// What the file seems to be; the server finds out.
std::string ContentTypeOf(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG")) return "image/png";
  if (bytes.starts_with("\xff\xd8")) return "image/jpeg";
  if (bytes.starts_with("RIFF")) return "image/webp";
  return "";
}

absl::StatusOr<std::string> ReadLogo(const std::string& file) {
  const FileDescriptor fd(open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.is_open()) return ErrnoStatus("opening", file);
  return ReadAll(fd.get(), file, kLogoBytesMax);
}

// Whether what has come so far is kept, and worth to be gone on with.
bool CanGoOn(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsAborted(status);
}

absl::StatusOr<LogoUpload> UploadOf(const std::string& file,
                                    const std::string& bytes) {
  LogoUpload upload;
  upload.set_content_type(ContentTypeOf(bytes));
  if (upload.content_type().empty()) {
    return absl::InvalidArgumentError(
        fmt::format("{}: is neither a PNG, nor a JPEG, nor a WebP file", file));
  }
  upload.set_size(static_cast<int64_t>(bytes.size()));
  upload.set_sha256(absl::BytesToHexString(Sha256(bytes)));
  // The same for the same file, so that a second run goes on with the first.
  upload.set_upload_id(upload.sha256());
  return upload;
}

// How much of it the server has from an earlier run.
absl::StatusOr<int64_t> DurableBytes(const Context& context,
                                     const MerchantServiceClient& client,
                                     const std::string& upload_id) {
  GetLogoUploadRequest request;
  request.set_upload_id(upload_id);
  const auto found = client.GetLogoUpload(request, context.CallOptions());
  if (absl::IsNotFound(found.status())) return 0;
  if (!found.ok()) return found.status();
  return found->durable_bytes();
}

absl::StatusOr<UploadLogoResponse> Send(const Context& context,
                                        const MerchantServiceClient& client,
                                        const LogoUpload& upload,
                                        std::string_view bytes) {
  const auto stream = client.UploadLogo(context.CallOptions());
  Progress bar(context.terminal(), "uploading", upload.size());
  UploadLogoRequest request;
  *request.mutable_upload() = upload;
  bool goes_on = stream->Write(request);
  for (size_t at = static_cast<size_t>(upload.offset());
       goes_on && at < bytes.size(); at += kDataBytes) {
    bar.Show(static_cast<int64_t>(at));
    request.set_data(std::string(bytes.substr(at, kDataBytes)));
    goes_on = stream->Write(request);
  }
  return stream->Finish();
}

absl::Status Upload(Context& context, const std::string& file) {
  const absl::StatusOr<std::string> bytes = ReadLogo(file);
  if (!bytes.ok()) return bytes.status();
  absl::StatusOr<LogoUpload> upload = UploadOf(file, *bytes);
  if (!upload.ok()) return upload.status();
  const auto channel = context.Channel();
  if (!channel.ok()) return channel.status();
  const MerchantServiceClient client(*channel);
  const auto durable = DurableBytes(context, client, upload->upload_id());
  if (!durable.ok()) return durable.status();
  upload->set_offset(*durable);
  const auto answer = Send(context, client, *upload, *bytes);
  if (CanGoOn(answer.status())) {
    context.terminal().Complain(
        "comptoir: stopped before the end; run the same command again to go "
        "on from where it was");
  }
  if (!answer.ok()) return answer.status();
  return ShowAnswer(context, *answer, AnswerOptions(), SecretFiles(*answer));
}

absl::Status Download(Context& context, const std::string& file) {
  const auto channel = context.Channel();
  if (!channel.ok()) return channel.status();
  auto draft = FileDraft::Create(file, Existing::kRefuse, kFileMode);
  if (!draft.ok()) return draft.status();
  const MerchantServiceClient client(*channel);
  const auto stream =
      client.DownloadLogo(DownloadLogoRequest(), context.CallOptions());
  merchants::v1::Logo logo;
  std::string bytes;
  DownloadLogoResponse message;
  while (stream->Read(&message)) {
    if (message.has_logo()) logo = message.logo();
    bytes += message.data();
  }
  if (absl::Status status = stream->Finish(); !status.ok()) return status;
  if (absl::BytesToHexString(Sha256(bytes)) != logo.sha256()) {
    return absl::DataLossError("what came is not the file that was announced");
  }
  if (absl::Status status = draft->Commit(bytes); !status.ok()) return status;
  context.terminal().Say(fmt::format("{} bytes: {}", bytes.size(), file));
  return absl::OkStatus();
}

using Run = absl::Status (*)(Context& context, const std::string& file);

Action FileAction(Context& context, std::string help, Run run) {
  const auto file = std::make_shared<std::string>();
  Argument word = TextArgument("file", std::move(help), "", file.get());
  word.is_required = true;
  return {.arguments = {word},
          .run = [&context, file, run] { return run(context, *file); }};
}

}  // namespace

void AddLogoCommands(Command& root, Context& context) {
  Command& group = root.Group("merchants", "The merchants.");
  group.commands.push_back(
      {.name = "upload-logo",
       .about = "Gives the merchant a logo, instead of the one it has.",
       .examples = "comptoir merchants upload-logo logo.png",
       .make = [&context] {
         return FileAction(context, "PNG, JPEG or WebP, at most 1 MiB",
                           &Upload);
       }});
  group.commands.push_back(
      {.name = "download-logo",
       .about = "Saves the merchant's logo.",
       .examples = "comptoir merchants download-logo logo.png",
       .make = [&context] {
         return FileAction(context, "where to save it; must not exist",
                           &Download);
       }});
}

}  // namespace comptoir::cli
