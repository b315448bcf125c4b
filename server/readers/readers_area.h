// The readers area as one part of a server: what services.cc wires.
#ifndef COMPTOIR_SERVER_READERS_READERS_AREA_H_
#define COMPTOIR_SERVER_READERS_READERS_AREA_H_

#include "absl/time/time.h"
#include "server/base/clock.h"
#include "server/merchants/merchant_tables.h"
#include "server/merchants/pairing/pairing_desk.h"
#include "server/readers/checkouts/checkout_book.h"
#include "server/readers/intake/event_effects.h"
#include "server/readers/intake/event_intake.h"
#include "server/readers/reader_service.h"
#include "server/readers/reader_tables.h"
#include "server/readers/stream/live_readers.h"
#include "server/rpc/preparation.h"
#include "server/sales/sale_book.h"
#include "server/store/store.h"

namespace comptoir::readers {

// How often streams look at the time.
inline constexpr absl::Duration kTickInterval = absl::Seconds(1);

// Owns the tables, the handler and the streams' registry. Thread-safe once
// made; what it is made of must outlive it, and it the server.
class ReadersArea {
 public:
  // Registers jobs: before Store::Start().
  ReadersArea(store::Store& store, const Clock& clock,
              const merchants::MerchantTables& merchants,
              const sales::SaleBook& sales,
              absl::Duration tick_interval = kTickInterval);

  const ReaderTables& tables() const { return tables_; }
  // To be bound to gRPC.
  ReaderService& service() { return service_; }
  LiveReaders& live() { return live_; }

  // `desk` must outlive the preparations.
  static void AddPreparations(merchants::PairingDesk& desk,
                              rpc::Preparations* preparations);

 private:
  ReaderTables tables_;
  LiveReaders live_;
  EventEffects effects_;
  EventIntake intake_;
  CheckoutBook checkouts_;
  ReaderService service_;
};

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_READERS_AREA_H_
