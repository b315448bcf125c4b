#include "server/readers/readers_area.h"

#include <string_view>

#include "comptoir/readers/v1/reader_service.pb.h"
#include "server/readers/intake/event_log.h"

namespace comptoir::readers {

ReadersArea::ReadersArea(store::Store& store, const Clock& clock,
                         const merchants::MerchantTables& merchants,
                         const sales::SaleBook& sales,
                         absl::Duration tick_interval)
    : live_(clock, tick_interval),
      effects_(tables_, sales),
      intake_(tables_, effects_),
      checkouts_(tables_, sales.tables(), live_),
      service_({.merchants = merchants,
                .tables = tables_,
                .checkouts = checkouts_,
                .stream = {.store = store,
                           .clock = clock,
                           .live = live_,
                           .intake = intake_}}) {
  store.RegisterJob(kCleanupJob, RunCleanup);
  store.RegisterJob(kExpiryJob,
                    [this](store::Transaction& txn, std::string_view payload) {
                      return checkouts_.RunExpiry(txn, payload);
                    });
}

void ReadersArea::AddPreparations(merchants::PairingDesk& desk,
                                  rpc::Preparations* preparations) {
  preparations->emplace("comptoir.readers.v1.ReaderService/PairReader",
                        desk.PreparationFor<v1::PairReaderRequest>("rdr"));
}

}  // namespace comptoir::readers
