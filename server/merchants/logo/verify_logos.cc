#include "server/merchants/logo/verify_logos.h"

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/strings/escaping.h"
#include "comptoir/storage/v1/blob.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/base/strings.h"
#include "server/merchants/logo/logo_rules.h"
#include "server/store/blobs/blob.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::merchants {
namespace {

using store::Checks;
using store::KeyReader;
using store::Space;

template <typename Record>
bool Parse(std::string_view value, Record* record) {
  return record->ParseFromArray(value.data(), static_cast<int>(value.size()));
}

absl::StatusOr<std::string> BlobIdOf(const kv::View& view,
                                     const MerchantTables& tables,
                                     const std::string& merchant_id) {
  ASSIGN_OR_RETURN(
      const auto stored,
      store::FindSound(view, tables.logos, merchant_id, merchant_id));
  return stored ? stored->blob_id() : "";
}

// Whether the merchant's file is the one that it shows.
absl::Status CheckFile(const v1::Merchant& merchant, const std::string& blob_id,
                       Checks& checks) {
  const auto blob = store::GetBlob(checks.view(), merchant.id(), blob_id);
  if (absl::IsNotFound(blob.status())) {
    checks.report().Add(Space::kMerchantLogos, merchant.id(),
                        fmt::format("the logo's file {} is missing", blob_id));
    return absl::OkStatus();
  }
  // The check of blobs names one that is damaged.
  if (absl::IsDataLoss(blob.status())) return absl::OkStatus();
  RETURN_IF_ERROR(blob.status());
  if (absl::BytesToHexString(ToAbsl(blob->content.sha256)) !=
          merchant.logo().sha256() ||
      blob->content.size != static_cast<uint64_t>(merchant.logo().size())) {
    checks.report().Add(
        Space::kMerchantLogos, merchant.id(),
        fmt::format("{} is not the file that is shown", blob_id));
  }
  return absl::OkStatus();
}

absl::Status CheckMerchant(const MerchantTables& tables, std::string_view value,
                           Checks& checks) {
  v1::Merchant merchant;
  // Damaged records are named by the check of the table.
  if (!Parse(value, &merchant)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::string blob_id,
                   BlobIdOf(checks.view(), tables, merchant.id()));
  if (merchant.has_logo() == blob_id.empty()) {
    checks.report().Add(Space::kMerchantLogos, merchant.id(),
                        merchant.has_logo() ? "a logo that is shown has no file"
                                            : "a logo is not shown");
  }
  if (blob_id.empty()) return absl::OkStatus();
  return CheckFile(merchant, blob_id, checks);
}

absl::Status CheckBlob(const MerchantTables& tables, std::string_view row,
                       std::string_view value, Checks& checks) {
  KeyReader key(row);
  std::string id;
  storage::v1::BlobManifest manifest;
  if (!key.Id(store::kBlobIdPrefix, &id) || !Parse(value, &manifest) ||
      manifest.is_deleted() || manifest.purpose() != kLogoPurpose) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const std::string kept,
                   BlobIdOf(checks.view(), tables, key.merchant_id()));
  if (kept == id) return absl::OkStatus();
  checks.report().Add(Space::kBlobs, key.merchant_id(),
                      fmt::format("{} is the logo of nobody", id));
  return absl::OkStatus();
}

}  // namespace

void AddLogoChecks(const MerchantTables& tables, Checks& checks) {
  checks.AddRows(Space::kMerchants, [&tables, &checks](auto, auto value) {
    return CheckMerchant(tables, value, checks);
  });
  checks.AddRows(Space::kBlobs, [&tables, &checks](auto key, auto value) {
    return CheckBlob(tables, key, value, checks);
  });
}

}  // namespace comptoir::merchants
