#include "server/merchants/places/merchant_service.h"

#include <string>
#include <utility>

#include "comptoir/merchants/v1/merchant_events.pb.h"
#include "fmt/format.h"
#include "server/base/digest.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/merchants/keys/new_api_key.h"
#include "server/merchants/logo/logo_changes.h"
#include "server/merchants/logo/logo_rules.h"
#include "server/merchants/operations/merchant_verification.h"
#include "server/records/changes.h"
#include "server/records/stamps.h"
#include "server/values/text.h"

namespace comptoir::merchants {
namespace {

constexpr char kLanguageDefault[] = "en";
constexpr size_t kIdBytes = 16;

std::string NewMerchantId(const rpc::PreparationInput& input) {
  const auto& request =
      static_cast<const v1::CreateMerchantRequest&>(input.request);
  if (request.request_id().empty()) {
    return FormatId("mer", RandomBytes(kIdBytes));
  }
  return FormatId("mer",
                  Sha256(fmt::format("CreateMerchant/{}/{}", input.caller.id,
                                     request.request_id())));
}

v1::TeamMember Owner(store::Transaction& txn,
                     const v1::CreateMerchantRequest& request) {
  v1::TeamMember owner;
  owner.set_id(txn.NewId("mem"));
  owner.set_display_name(request.owner_display_name());
  owner.set_role(v1::TEAM_ROLE_OWNER);
  owner.set_state(v1::TEAM_MEMBER_STATE_ACTIVE);
  records::StampCreation(txn, &owner);
  return owner;
}

// Nobody can agree to a notice that is not there.
absl::Status CheckDirectory(const v1::Merchant& merchant) {
  const v1::DirectorySettings& settings = merchant.directory_settings();
  if (!settings.consent_required() ||
      HasVisibleCharacter(settings.consent_notice())) {
    return absl::OkStatus();
  }
  return InvalidField("merchant.directory_settings.consent_notice",
                      "must hold what customers are told: consent_required is "
                      "set");
}

}  // namespace

rpc::Preparation MerchantService::ForCreateMerchant() {
  return [](const rpc::PreparationInput& input, rpc::PreparedCallback done) {
    rpc::Prepared prepared{.principal = input.caller};
    prepared.principal.merchant_id = NewMerchantId(input);
    done(std::move(prepared));
  };
}

absl::StatusOr<v1::CreateMerchantResponse> MerchantService::CreateMerchant(
    const Call& call, store::Transaction& txn,
    const v1::CreateMerchantRequest& request) {
  RETURN_IF_ERROR(records::CheckRequired(request.merchant(), "merchant"));
  RETURN_IF_ERROR(CheckDirectory(request.merchant()));
  const std::string& id = txn.merchant_id();
  ASSIGN_OR_RETURN(const auto existing, tables_.merchants.Find(txn, id, id));
  if (existing) {
    return Error(absl::StatusCode::kAlreadyExists, "MERCHANT_EXISTS",
                 fmt::format("request_id was used to create {}", id));
  }

  v1::CreateMerchantResponse response;
  v1::Merchant& merchant = *response.mutable_merchant();
  merchant = request.merchant();
  merchant.set_id(id);
  if (merchant.language().empty()) merchant.set_language(kLanguageDefault);
  records::StampCreation(txn, &merchant);
  RETURN_IF_ERROR(tables_.merchants.Put(txn, merchant));

  *response.mutable_owner() = Owner(txn, request);
  storage::v1::StoredTeamMember owner;
  *owner.mutable_team_member() = response.owner();
  RETURN_IF_ERROR(tables_.team_members.Put(txn, owner));

  v1::ApiKey key;
  key.set_display_name("Owner");
  key.set_has_full_access(true);
  ASSIGN_OR_RETURN(NewApiKey made, MakeApiKey(call, txn, tables_, key));
  *response.mutable_api_key() = std::move(made.api_key);
  response.set_api_key_token(std::move(made.token));

  v1::MerchantCreated event;
  event.set_merchant_id(id);
  event.set_owner_member_id(response.owner().id());
  event.set_api_key_id(response.api_key().id());
  // By the feed the verifier of a merchant finds what was made with it.
  txn.AppendEvent(event, {id, event.owner_member_id(), event.api_key_id()},
                  {id});
  return response;
}

absl::StatusOr<v1::GetMerchantResponse> MerchantService::GetMerchant(
    const Call& call, const store::Snapshot& snapshot,
    const v1::GetMerchantRequest&) {
  v1::GetMerchantResponse response;
  ASSIGN_OR_RETURN(
      *response.mutable_merchant(),
      tables_.merchants.Get(snapshot, call.merchant_id(), call.merchant_id()));
  return response;
}

absl::StatusOr<v1::UpdateMerchantResponse> MerchantService::UpdateMerchant(
    const Call& call, store::Transaction& txn,
    const v1::UpdateMerchantRequest& request) {
  if (request.merchant().id() != call.merchant_id()) {
    return NotFound("merchant", request.merchant().id());
  }
  v1::UpdateMerchantResponse response;
  v1::Merchant& merchant = *response.mutable_merchant();
  ASSIGN_OR_RETURN(merchant, tables_.merchants.Get(txn, call.merchant_id(),
                                                   call.merchant_id()));
  const v1::Merchant before = merchant;
  RETURN_IF_ERROR(records::ApplyUpdate(call, request, &merchant));
  RETURN_IF_ERROR(CheckDirectory(merchant));
  if (records::IsNoChange(call, before, merchant)) return response;
  v1::MerchantUpdated event;
  *event.mutable_changed_fields() = records::ChangedFields(before, merchant);
  records::StampChange(txn, &merchant);
  RETURN_IF_ERROR(tables_.merchants.Put(txn, merchant));
  event.set_merchant_id(merchant.id());
  txn.AppendEvent(event, {merchant.id()});
  return response;
}

absl::StatusOr<
    std::unique_ptr<rpc::Intake<v1::UploadLogoRequest, v1::UploadLogoResponse>>>
MerchantService::UploadLogo(std::shared_ptr<const Call> call) {
  return std::make_unique<LogoIntake>(logo_parts_, std::move(call));
}

absl::StatusOr<v1::GetLogoUploadResponse> MerchantService::GetLogoUpload(
    const Call& call, const store::Snapshot& snapshot,
    const v1::GetLogoUploadRequest& request) {
  const auto upload = store::GetUpload(snapshot, call.merchant_id(),
                                       BlobUploadId(call, request.upload_id()));
  if (absl::IsNotFound(upload.status())) {
    return NotFound("upload", request.upload_id());
  }
  RETURN_IF_ERROR(upload.status());
  v1::GetLogoUploadResponse response;
  response.set_durable_bytes(static_cast<int64_t>(upload->durable_bytes));
  *response.mutable_expire_time() = ToTimestamp(upload->expire_time);
  return response;
}

absl::StatusOr<std::unique_ptr<rpc::Source<v1::DownloadLogoResponse>>>
MerchantService::DownloadLogo(std::shared_ptr<const Call> call,
                              const v1::DownloadLogoRequest& request,
                              rpc::Wake) {
  return OpenLogoDownload(logo_parts_, *call, request);
}

absl::StatusOr<v1::DeleteLogoResponse> MerchantService::DeleteLogo(
    const Call&, store::Transaction& txn, const v1::DeleteLogoRequest&) {
  v1::DeleteLogoResponse response;
  ASSIGN_OR_RETURN(*response.mutable_merchant(), RemoveLogo(txn, tables_));
  return response;
}

absl::StatusOr<v1::VerifyMerchantResponse> MerchantService::VerifyMerchant(
    const Call&, store::Transaction& txn, const v1::VerifyMerchantRequest&) {
  v1::VerifyMerchantResponse response;
  ASSIGN_OR_RETURN(*response.mutable_operation(),
                   operations_.Begin(txn, kVerifyMerchant, /*input=*/""));
  return response;
}

}  // namespace comptoir::merchants
