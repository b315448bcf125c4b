#include "server/areas.h"

#include <string>
#include <string_view>
#include <utility>

#include "server/customers/customers_area.h"
#include "server/events/events_area.h"
#include "server/merchants/merchants_area.h"
#include "server/readers/readers_area.h"
#include "server/sales/sales_area.h"
#include "server/verify.h"

namespace comptoir {
namespace {

class AllAreas final : public Areas {
 public:
  AllAreas(store::Store& store, const Clock& clock, AreaOptions options)
      : outbox_(store, clock),
        reactions_(store, clock),
        merchants_(store, clock, outbox_, std::move(options.data_dir),
                   std::move(options.passcode_pepper),
                   [this](const kv::View& view, std::string_view merchant_id,
                          std::string_view maker_id) {
                     return events_.SendingWebhooksOf(view, merchant_id,
                                                      maker_id);
                   }),
        customers_(store, clock, merchants_.operations(),
                   [this](const kv::View& view, std::string_view merchant_id,
                          std::string_view location_id, absl::Time now) {
                     return merchants_.DayAtHome(view, merchant_id, location_id,
                                                 now);
                   }),
        sales_(customers_.directory(), merchants_.merchant_tables()),
        events_(store, clock, outbox_, reactions_, customers_.directory(),
                {.secret = std::move(options.secret),
                 .http = {.allow_private = options.webhooks_allow_private},
                 .hold_file = std::move(options.webhooks_hold_file)}),
        readers_(store, clock, merchants_.merchant_tables(),
                 merchants_.pairing_desk(), sales_.book()) {
    sales_.AddFilters(customers_.filters());
    for (const Area* area : all_) {
      if (const auto* participant = area->participant()) {
        customers_.directory().AddParticipant(*participant);
      }
    }
    for (const Area* area : all_) events_.AddSubjects(area->tables());
    events_.HideSubjects("atd", [this](const Call& call, const kv::View& view,
                                       const std::string& id) {
      return customers_.HidesAttribute(call, view, id);
    });
    merchants_.VerifyWith(VerifiedOf(all_));
  }

  // The areas run what these begin.
  ~AllAreas() override {
    for (Area* area : all_) area->Stop();
    reactions_.Stop();
    outbox_.Stop(absl::ZeroDuration());
  }

  const std::vector<Area*>& all() const override { return all_; }
  store::Outbox& outbox() override { return outbox_; }
  store::Reactions& reactions() override { return reactions_; }
  rpc::Authenticator& authenticator() override {
    return merchants_.authenticator();
  }
  const rpc::Profiles& profiles() const override { return profiles_; }

 private:
  store::Outbox outbox_;
  store::Reactions reactions_;
  merchants::MerchantsArea merchants_;
  customers::CustomersArea customers_;
  sales::SalesArea sales_;
  events::EventsArea events_;
  readers::ReadersArea readers_;
  const rpc::Profiles& profiles_ = customers_.directory();
  const std::vector<Area*> all_ = {&merchants_, &customers_, &sales_, &events_,
                                   &readers_};
};

}  // namespace

std::unique_ptr<Areas> Areas::Make(store::Store& store, const Clock& clock,
                                   AreaOptions options) {
  return std::make_unique<AllAreas>(store, clock, std::move(options));
}

}  // namespace comptoir
