#include "hardware/daemon/pairing.h"

#include <charconv>
#include <utility>

#include "fmt/format.h"
#include "server/base/files/durable_file.h"
#include "server/base/files/private_file.h"
#include "server/readers/rules/clean_event.h"

namespace comptoir::hardware {
namespace {

using comptoir::readers::v1::PairReaderRequest;
using comptoir::readers::v1::PairReaderResponse;

std::string EpochMinPath(const std::string& data_folder) {
  return data_folder + "/epoch_min";
}

}  // namespace

std::string TokenPath(const std::string& data_folder) {
  return data_folder + "/token";
}

absl::StatusOr<comptoir::readers::v1::Reader> Pair(
    const comptoir::readers::v1::ReaderServiceClient& client,
    const std::string& pairing_code, const DeviceInfo& device,
    const std::string& data_folder) {
  if (absl::Status status = MakeFolder(data_folder); !status.ok()) {
    return status;
  }
  // Before the code is spent.
  const std::string token_path = TokenPath(data_folder);
  if (absl::Status status =
          FileDraft::Create(token_path, Existing::kReplace).status();
      !status.ok()) {
    return status;
  }
  PairReaderRequest request;
  request.set_pairing_code(pairing_code);
  // A device that says what nobody can keep is paired all the same.
  request.set_model(readers::KeptDeviceText(device.model));
  request.set_serial_number(readers::KeptDeviceText(device.serial_number));
  absl::StatusOr<PairReaderResponse> response = client.PairReader(request);
  if (!response.ok()) return response.status();
  // The token last: with it the daemon is paired.
  absl::Status status = ReplaceFile(EpochMinPath(data_folder),
                                    fmt::format("{}\n", response->epoch_min()));
  if (!status.ok()) return status;
  status = WritePrivateFile(token_path, response->reader_token() + "\n",
                            Existing::kReplace);
  if (!status.ok()) return status;
  return std::move(*response->mutable_reader());
}

absl::StatusOr<std::string> LoadToken(const std::string& data_folder) {
  absl::StatusOr<std::string> token = ReadPrivateLine(TokenPath(data_folder));
  if (token.ok()) return token;
  return absl::UnauthenticatedError(token.status().message());
}

absl::StatusOr<uint64_t> LoadEpochMin(const std::string& data_folder) {
  const std::string path = EpochMinPath(data_folder);
  absl::StatusOr<std::string> text = ReadFile(path);
  if (!text.ok()) return text.status();
  uint64_t epoch = 0;
  const auto result =
      std::from_chars(text->data(), text->data() + text->size(), epoch);
  if (result.ec != std::errc() || epoch == 0) {
    return absl::DataLossError(
        fmt::format("{} holds no number: pair the reader again", path));
  }
  return epoch;
}

}  // namespace comptoir::hardware
