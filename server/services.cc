#include "server/services.h"

#include <utility>

#include "comptoir/customers/v1/customer_service.server.h"
#include "server/base/status.h"
#include "server/customers/customer_directory.h"
#include "server/customers/customer_service.h"
#include "server/customers/customer_tables.h"
#include "server/customers/name_indexes.h"
#include "server/events/events_area.h"
#include "server/merchants/services/merchants_area.h"
#include "server/sales/services/sales_area.h"

namespace comptoir {
namespace {

using Bound = std::vector<std::unique_ptr<rpc::BoundService>>;

// Phone numbers without a country code are of where the shop stands.
customers::HomeRegions HomeRegionsOf(const merchants::MerchantTables& tables) {
  return [&tables](const kv::Reader& reader, std::string_view merchant_id,
                   std::string_view location_id) {
    PhoneRegions regions;
    auto location = tables.locations.Find(reader, merchant_id, location_id);
    if (location.ok() && *location) regions.push_back((*location)->country());
    auto merchant = tables.merchants.Find(reader, merchant_id, merchant_id);
    if (merchant.ok() && *merchant) regions.push_back((*merchant)->country());
    return regions;
  };
}

class AllServices final : public Services {
 public:
  AllServices(store::Store& store, const Clock& clock,
              std::unique_ptr<merchants::MerchantsArea> merchants,
              rpc::RuntimeOptions options)
      : store_(store),
        clock_(clock),
        merchants_(std::move(merchants)),
        directory_(customer_tables_, HomeRegionsOf(merchants_->tables())),
        sales_(directory_, merchants_->tables()),
        events_(store, clock),
        runtime_(store, merchants_->authenticator(), clock,
                 WithPreparations(std::move(options))) {
    merchants_->Bind(runtime_, &bound_);
    bound_.push_back(
        customers::v1::BindCustomerService(customer_service_, runtime_));
    sales_.Bind(runtime_, &bound_);
    events_.Bind(runtime_, &bound_);
  }

  absl::Status Start() override {
    RETURN_IF_ERROR(name_indexes_.Load(*store_.Read()));
    store_.Start();
    return merchants_->Start(clock_.Now());
  }

  rpc::Runtime& runtime() override { return runtime_; }
  const Bound& bound() const override { return bound_; }
  std::vector<ops::AreaFigure> figures() const override { return {}; }

  bool IsOperator(const std::string& token) override {
    auto caller = merchants_->authenticator().Authenticate(token, clock_.Now());
    return caller.ok() && caller->kind == Principal::Kind::kOperator;
  }

 private:
  rpc::RuntimeOptions WithPreparations(rpc::RuntimeOptions options) {
    merchants_->AddPreparations(&options.preparations);
    return options;
  }

  store::Store& store_;
  const Clock& clock_;
  const std::unique_ptr<merchants::MerchantsArea> merchants_;
  customers::CustomerTables customer_tables_;
  customers::NameIndexes name_indexes_{customer_tables_};
  customers::CustomerDirectory directory_;
  customers::CustomerService customer_service_{directory_, name_indexes_};
  sales::SalesArea sales_;
  events::EventsArea events_;
  rpc::Runtime runtime_;
  Bound bound_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Services>> Services::Make(
    store::Store& store, const Clock& clock, ServicesOptions options) {
  ASSIGN_OR_RETURN(auto merchants, merchants::MerchantsArea::Make(
                                       store, std::move(options.data_dir)));
  return std::make_unique<AllServices>(store, clock, std::move(merchants),
                                       std::move(options.runtime));
}

}  // namespace comptoir
