#include "server/merchants/merchants_area.h"

#include <utility>

#include "comptoir/merchants/v1/device_service.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/merchants/access/operator_token.h"
#include "server/merchants/expiry.h"
#include "server/rpc/runtime.h"

namespace comptoir::merchants {
namespace {

std::string Method(std::string_view name) {
  return fmt::format("comptoir.merchants.v1.{}", name);
}

}  // namespace

MerchantsArea::MerchantsArea(store::Store& store, const Clock& clock,
                             store::Outbox& outbox, std::string data_dir,
                             std::string pepper,
                             SendingWebhooksOf sending_webhooks_of)
    : store_(store),
      data_dir_(std::move(data_dir)),
      operations_(store),
      authenticator_(store, tables_),
      pairing_desk_(tables_),
      hasher_(std::move(pepper)),
      passcode_desk_(store, tables_, hasher_),
      merchants_(store, clock, tables_, operations_),
      locations_(tables_),
      team_members_(tables_),
      permission_sets_(tables_),
      devices_(tables_),
      sessions_(tables_),
      api_keys_(tables_, std::move(sending_webhooks_of)),
      operation_service_(operations_),
      failed_tasks_(store, outbox) {
  RegisterExpiry(store, tables_);
}

std::vector<const store::TableBase*> MerchantsArea::tables() const {
  std::vector<const store::TableBase*> tables = tables_.All();
  tables.push_back(&operations_.table());
  return tables;
}

absl::Status MerchantsArea::Start(absl::Time now) {
  return EnsureOperatorToken(store_, tables_, data_dir_, now);
}

void MerchantsArea::AddPreparations(rpc::Preparations* preparations) {
  preparations->insert({
      {Method("MerchantService/CreateMerchant"),
       MerchantService::ForCreateMerchant()},
      {Method("DeviceService/PairDevice"),
       pairing_desk_.PreparationFor<v1::PairDeviceRequest>("dev")},
      {Method("SessionService/CreateSession"),
       passcode_desk_.ForCreateSession()},
      {Method("TeamMemberService/SetPasscode"),
       passcode_desk_.ForSetPasscode()},
  });
}

void MerchantsArea::Bind(rpc::Runtime& runtime, BoundServices* bound) {
  bound->push_back(v1::BindMerchantService(merchants_, runtime));
  bound->push_back(v1::BindLocationService(locations_, runtime));
  bound->push_back(v1::BindTeamMemberService(team_members_, runtime));
  bound->push_back(v1::BindPermissionSetService(permission_sets_, runtime));
  bound->push_back(v1::BindDeviceService(devices_, runtime));
  bound->push_back(v1::BindSessionService(sessions_, runtime));
  bound->push_back(v1::BindApiKeyService(api_keys_, runtime));
  bound->push_back(v1::BindOperationService(operation_service_, runtime));
  bound->push_back(v1::BindFailedTaskService(failed_tasks_, runtime));
}

}  // namespace comptoir::merchants
