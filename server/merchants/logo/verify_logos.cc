#include "server/merchants/logo/verify_logos.h"

#include <string>

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

using store::KeyReader;
using store::Space;

template <typename Record>
bool Parse(std::string_view value, Record* record) {
  return record->ParseFromArray(value.data(), static_cast<int>(value.size()));
}

absl::StatusOr<std::string> BlobIdOf(const kv::View& snapshot,
                                     const MerchantTables& tables,
                                     const std::string& merchant_id) {
  ASSIGN_OR_RETURN(const auto stored,
                   tables.logos.Find(snapshot, merchant_id, merchant_id));
  return stored ? stored->blob_id() : "";
}

absl::Status CheckMerchants(const kv::View& snapshot,
                            const MerchantTables& tables,
                            store::VerifyReport& report) {
  const auto rows = snapshot.Scan(store::AllOf(Space::kMerchants));
  for (; rows->Valid(); rows->Next()) {
    v1::Merchant merchant;
    // Damaged records are named by the check of the table.
    if (!Parse(rows->value(), &merchant)) continue;
    ASSIGN_OR_RETURN(const std::string blob_id,
                     BlobIdOf(snapshot, tables, merchant.id()));
    if (merchant.has_logo() == blob_id.empty()) {
      report.Add(Space::kMerchantLogos, merchant.id(),
                 merchant.has_logo() ? "a logo that is shown has no file"
                                     : "a logo is not shown");
    }
    if (blob_id.empty()) continue;
    const auto blob = store::GetBlob(snapshot, merchant.id(), blob_id);
    if (absl::IsNotFound(blob.status())) {
      report.Add(Space::kMerchantLogos, merchant.id(),
                 fmt::format("the logo's file {} is missing", blob_id));
      continue;
    }
    RETURN_IF_ERROR(blob.status());
    if (absl::BytesToHexString(ToAbsl(blob->content.sha256)) !=
            merchant.logo().sha256() ||
        blob->content.size != static_cast<uint64_t>(merchant.logo().size())) {
      report.Add(Space::kMerchantLogos, merchant.id(),
                 fmt::format("{} is not the file that is shown", blob_id));
    }
  }
  return rows->status();
}

absl::Status CheckFiles(const kv::View& snapshot, const MerchantTables& tables,
                        store::VerifyReport& report) {
  const auto rows = snapshot.Scan(store::AllOf(Space::kBlobs));
  for (; rows->Valid(); rows->Next()) {
    KeyReader key(rows->key());
    std::string id;
    storage::v1::BlobManifest manifest;
    if (!key.Id(store::kBlobIdPrefix, &id) ||
        !Parse(rows->value(), &manifest) || manifest.is_deleted() ||
        manifest.purpose() != kLogoPurpose) {
      continue;
    }
    ASSIGN_OR_RETURN(const std::string kept,
                     BlobIdOf(snapshot, tables, key.merchant_id()));
    if (kept == id) continue;
    report.Add(Space::kBlobs, key.merchant_id(),
               fmt::format("{} is the logo of nobody", id));
  }
  return rows->status();
}

}  // namespace

absl::Status VerifyLogos(const kv::View& snapshot, const MerchantTables& tables,
                         store::VerifyReport& report) {
  RETURN_IF_ERROR(CheckMerchants(snapshot, tables, report));
  return CheckFiles(snapshot, tables, report);
}

}  // namespace comptoir::merchants
