#include "server/merchants/logo/logo_changes.h"

#include <utility>

#include "comptoir/merchants/v1/merchant_events.pb.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/records/stamps.h"
#include "server/store/blobs/blob.h"

namespace comptoir::merchants {
namespace {

// Its file must be there: a damaged logo is no missing one.
absl::Status DeleteFile(store::Transaction& txn,
                        const storage::v1::StoredLogo& logo) {
  absl::Status status = store::DeleteBlob(txn, logo.blob_id());
  return absl::IsNotFound(status) ? Corrupt("the file of a logo") : status;
}

absl::Status PutChanged(store::Transaction& txn, const MerchantTables& tables,
                        v1::Merchant& merchant) {
  records::StampChange(txn, &merchant);
  RETURN_IF_ERROR(tables.merchants.Put(txn, merchant));
  v1::MerchantUpdated event;
  event.set_merchant_id(merchant.id());
  event.mutable_changed_fields()->add_paths("logo");
  txn.AppendEvent(event, {merchant.id()});
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Merchant> SetLogo(store::Transaction& txn,
                                     const MerchantTables& tables,
                                     v1::Logo logo,
                                     const std::string& blob_id) {
  const std::string& id = txn.merchant_id();
  ASSIGN_OR_RETURN(v1::Merchant merchant, tables.merchants.Get(txn, id, id));
  ASSIGN_OR_RETURN(const auto before, tables.logos.Find(txn, id, id));
  if (before) RETURN_IF_ERROR(DeleteFile(txn, *before));
  storage::v1::StoredLogo stored;
  stored.set_merchant_id(id);
  stored.set_blob_id(blob_id);
  RETURN_IF_ERROR(tables.logos.Put(txn, stored));
  *logo.mutable_update_time() = ToTimestamp(txn.now());
  *merchant.mutable_logo() = std::move(logo);
  RETURN_IF_ERROR(PutChanged(txn, tables, merchant));
  return merchant;
}

absl::StatusOr<v1::Merchant> RemoveLogo(store::Transaction& txn,
                                        const MerchantTables& tables) {
  const std::string& id = txn.merchant_id();
  ASSIGN_OR_RETURN(v1::Merchant merchant, tables.merchants.Get(txn, id, id));
  ASSIGN_OR_RETURN(const auto stored, tables.logos.Get(txn, id, id));
  RETURN_IF_ERROR(DeleteFile(txn, stored));
  RETURN_IF_ERROR(tables.logos.Delete(txn, id).status());
  merchant.clear_logo();
  RETURN_IF_ERROR(PutChanged(txn, tables, merchant));
  return merchant;
}

}  // namespace comptoir::merchants
