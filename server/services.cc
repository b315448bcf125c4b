#include "server/services.h"

#include <atomic>
#include <utility>

#include "server/base/status.h"
#include "server/customers/customers_area.h"
#include "server/events/events_area.h"
#include "server/merchants/merchants_area.h"
#include "server/readers/readers_area.h"
#include "server/sales/sales_area.h"

namespace comptoir {
namespace {

// Where phone numbers without a country code are from: the location, then the
// merchant.
PhoneRegions HomeRegionsOf(const merchants::MerchantTables& tables,
                           const kv::View& reader, std::string_view merchant_id,
                           std::string_view location_id) {
  PhoneRegions regions;
  if (!location_id.empty()) {
    auto location = tables.locations.Find(reader, merchant_id, location_id);
    if (location.ok() && *location) regions.push_back((*location)->country());
  }
  auto merchant = tables.merchants.Find(reader, merchant_id, merchant_id);
  if (merchant.ok() && *merchant) regions.push_back((*merchant)->country());
  return regions;
}

class AllServices final : public Services {
 public:
  AllServices(store::Store& store, const Clock& clock,
              std::unique_ptr<merchants::MerchantsArea> merchants,
              rpc::RuntimeOptions options)
      : store_(store),
        clock_(clock),
        merchants_(std::move(merchants)),
        customers_([&tables = merchants_->tables()](
                       const kv::View& reader, std::string_view merchant_id,
                       std::string_view location_id) {
          return HomeRegionsOf(tables, reader, merchant_id, location_id);
        }),
        sales_(customers_.directory(), merchants_->tables()),
        events_(store, clock),
        readers_(store, clock, merchants_->tables(), sales_.book()),
        runtime_(store, merchants_->authenticator(), clock,
                 WithPreparations(std::move(options))) {
    store.AddLogListener(
        [this](const std::string&,
               const std::shared_ptr<const storage::v1::LogEntry>& entry) {
          for (const storage::v1::LoggedEvent& event : entry->events()) {
            if (event.data().Is<readers::v1::ReaderAlarm>()) ++reader_alarms_;
          }
        });
    merchants_->Bind(runtime_, &bound_);
    customers_.Bind(runtime_, &bound_);
    sales_.Bind(runtime_, &bound_);
    events_.Bind(runtime_, &bound_);
    bound_.push_back(
        readers::v1::BindReaderService(readers_.service(), runtime_));
  }

  absl::Status Start() override {
    RETURN_IF_ERROR(customers_.Start(*store_.Read()));
    store_.Start();
    return merchants_->Start(clock_.Now());
  }

  rpc::Runtime& runtime() override { return runtime_; }
  const std::vector<std::unique_ptr<rpc::BoundService>>& bound()
      const override {
    return bound_;
  }
  std::vector<ops::AreaFigure> figures() const override;

  bool IsOperator(const std::string& token) override {
    auto caller = merchants_->authenticator().Authenticate(token, clock_.Now());
    return caller.ok() && caller->kind == Principal::Kind::kOperator;
  }

 private:
  rpc::RuntimeOptions WithPreparations(rpc::RuntimeOptions options) {
    merchants_->AddPreparations(&options.preparations);
    readers::ReadersArea::AddPreparations(merchants_->pairing_desk(),
                                          &options.preparations);
    return options;
  }

  store::Store& store_;
  const Clock& clock_;
  const std::unique_ptr<merchants::MerchantsArea> merchants_;
  customers::CustomersArea customers_;
  sales::SalesArea sales_;
  events::EventsArea events_;
  readers::ReadersArea readers_;
  rpc::Runtime runtime_;
  std::vector<std::unique_ptr<rpc::BoundService>> bound_;
  std::atomic<uint64_t> reader_alarms_{0};
};

std::vector<ops::AreaFigure> AllServices::figures() const {
  using Kind = ops::AreaFigure::Kind;
  return {
      {.name = "comptoir_store_transactions_total",
       .help = "Transactions that ran, also those that failed.",
       .kind = Kind::kCounter,
       .read =
           [this] { return static_cast<double>(store_.Stats().transactions); }},
      {.name = "comptoir_store_groups_total",
       .help = "Groups of transactions, each one commit.",
       .kind = Kind::kCounter,
       .read = [this] { return static_cast<double>(store_.Stats().groups); }},
      {.name = "comptoir_store_queue_depth",
       .help = "Transactions that wait in the lanes.",
       .kind = Kind::kGauge,
       .read = [this] { return static_cast<double>(store_.Stats().waiting); }},
      {.name = "comptoir_reader_alarms_total",
       .help = "What readers reported that does not fit: look at the events.",
       .kind = Kind::kCounter,
       .read = [this] { return static_cast<double>(reader_alarms_.load()); }},
  };
}

}  // namespace

absl::StatusOr<std::unique_ptr<Services>> Services::Make(
    store::Store& store, const Clock& clock, ServicesOptions options) {
  ASSIGN_OR_RETURN(auto merchants, merchants::MerchantsArea::Make(
                                       store, std::move(options.data_dir)));
  return std::make_unique<AllServices>(store, clock, std::move(merchants),
                                       std::move(options.runtime));
}

}  // namespace comptoir
