#include "server/readers/readers_area.h"

#include <memory>
#include <string>
#include <utility>

#include "comptoir/readers/v1/checkout_service.server.h"
#include "comptoir/readers/v1/reader_events.pb.h"
#include "comptoir/readers/v1/reader_service.pb.h"
#include "comptoir/readers/v1/reader_service.server.h"
#include "comptoir/readers/v1/unmatched_payment_service.server.h"
#include "server/readers/intake/event_log.h"
#include "server/readers/upkeep/verify_readers.h"
#include "server/rpc/runtime.h"
#include "server/store/key_spaces.h"

namespace comptoir::readers {

ReadersArea::ReadersArea(store::Store& store, const Clock& clock,
                         const merchants::MerchantTables& merchants,
                         merchants::PairingDesk& pairing_desk,
                         sales::SaleBook& sales, absl::Duration tick_interval)
    : pairing_desk_(pairing_desk),
      live_(clock, tick_interval),
      effects_(tables_, sales),
      intake_(tables_, effects_),
      checkouts_(tables_, sales, live_),
      service_({.merchants = merchants,
                .tables = tables_,
                .checkouts = checkouts_,
                .stream = {.store = store,
                           .clock = clock,
                           .live = live_,
                           .intake = intake_}}),
      checkout_service_(tables_, checkouts_),
      unmatched_payment_service_(tables_, sales) {
  sales.set_collector(checkouts_);
  store.RegisterSteps(kCleanupJob, CleanupSteps());
  store::JobKind expiry =
      store::OneStep([this](store::Transaction& txn, std::string_view payload) {
        return checkouts_.RunExpiry(txn, payload);
      });
  expiry.loss =
      "A checkout does not expire by itself: its reader and its sale stay "
      "taken until it is canceled.";
  store.RegisterSteps(kExpiryJob, std::move(expiry));
  store.AddLogListener(
      [this](const std::string&,
             const std::shared_ptr<const storage::v1::LogEntry>& entry) {
        for (const storage::v1::LoggedEvent& event : entry->events()) {
          if (event.data().Is<v1::ReaderAlarm>()) ++alarms_;
        }
      });
}

std::vector<store::Space> ReadersArea::other_spaces() const {
  return {store::Space::kReaderCursors, store::Space::kReaderBatches};
}

void ReadersArea::AddChecks(store::Checks& checks) const {
  AddReaderChecks(checks);
}

void ReadersArea::AddPreparations(rpc::Preparations* preparations) {
  preparations->emplace(
      "comptoir.readers.v1.ReaderService/PairReader",
      pairing_desk_.PreparationFor<v1::PairReaderRequest>("rdr"));
}

void ReadersArea::Bind(rpc::Runtime& runtime, BoundServices* bound) {
  bound->push_back(v1::BindReaderService(service_, runtime));
  bound->push_back(v1::BindCheckoutService(checkout_service_, runtime));
  bound->push_back(
      v1::BindUnmatchedPaymentService(unmatched_payment_service_, runtime));
}

std::vector<rpc::AreaFigure> ReadersArea::figures() const {
  return {
      {.name = "comptoir_reader_alarms_total",
       .help = "What readers reported that does not fit: look at the events.",
       .kind = rpc::AreaFigure::Kind::kCounter,
       .read = [this] { return static_cast<double>(alarms_.load()); }}};
}

}  // namespace comptoir::readers
