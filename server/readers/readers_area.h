// The readers area as one part of a server: what services.cc wires.
#ifndef COMPTOIR_SERVER_READERS_READERS_AREA_H_
#define COMPTOIR_SERVER_READERS_READERS_AREA_H_

#include <atomic>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "server/area.h"
#include "server/base/clock.h"
#include "server/merchants/merchant_tables.h"
#include "server/merchants/pairing/pairing_desk.h"
#include "server/readers/checkouts/checkout_book.h"
#include "server/readers/checkouts/checkout_service.h"
#include "server/readers/intake/event_effects.h"
#include "server/readers/intake/event_intake.h"
#include "server/readers/reader_service.h"
#include "server/readers/reader_tables.h"
#include "server/readers/stream/live_readers.h"
#include "server/readers/unmatched/unmatched_payment_service.h"
#include "server/sales/sale_book.h"
#include "server/store/store.h"

namespace comptoir::readers {

// How often streams look at the time.
inline constexpr absl::Duration kTickInterval = absl::Seconds(1);

// Owns the tables, the handlers and the streams' registry. Thread-safe once
// made; what it is made of must outlive it, and it the server.
class ReadersArea final : public Area {
 public:
  ReadersArea(store::Store& store, const Clock& clock,
              const merchants::MerchantTables& merchants,
              merchants::PairingDesk& pairing_desk, sales::SaleBook& sales,
              absl::Duration tick_interval = kTickInterval);

  const ReaderTables& reader_tables() const { return tables_; }
  ReaderService& service() { return service_; }
  CheckoutService& checkout_service() { return checkout_service_; }
  UnmatchedPaymentService& unmatched_payment_service() {
    return unmatched_payment_service_;
  }
  LiveReaders& live() { return live_; }

  std::string_view name() const override { return "readers"; }
  std::vector<const store::TableBase*> tables() const override {
    return tables_.All();
  }
  std::vector<store::Space> other_spaces() const override;
  void AddChecks(store::Checks& checks) const override;
  void AddPreparations(rpc::Preparations* preparations) override;
  void Bind(rpc::Runtime& runtime, BoundServices* bound) override;
  std::vector<rpc::AreaFigure> figures() const override;

 private:
  merchants::PairingDesk& pairing_desk_;
  ReaderTables tables_;
  LiveReaders live_;
  EventEffects effects_;
  EventIntake intake_;
  CheckoutBook checkouts_;
  ReaderService service_;
  CheckoutService checkout_service_;
  UnmatchedPaymentService unmatched_payment_service_;
  std::atomic<uint64_t> alarms_{0};
};

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_READERS_AREA_H_
