// A reader, its spool and its line to the server as one.
#ifndef COMPTOIR_HARDWARE_DAEMON_READER_DAEMON_H_
#define COMPTOIR_HARDWARE_DAEMON_READER_DAEMON_H_

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "hardware/daemon/checkouts/checkout_keeper.h"
#include "hardware/daemon/spool/room_watch.h"
#include "hardware/daemon/spool/spool.h"
#include "hardware/daemon/uplink/uplink.h"
#include "hardware/reader/reader.h"

namespace comptoir::hardware {

// What the daemon tells of itself, for logs. None names a card.
struct DaemonObserver {
  // An event, as it goes to the server, and whether it was kept.
  std::function<void(const comptoir::readers::v1::ReaderEvent&,
                     const absl::Status&)>
      on_event = [](const auto&, const auto&) {};
  std::function<void(const absl::Status&)> on_line = [](const auto&) {};
  // See CheckoutKeeper.
  CheckoutKeeper::OnWaiting on_waiting = [](const auto&, const auto&) {};
  // See UplinkOptions.
  std::function<void(Position, const absl::Status&)> on_set_aside =
      [](Position, const auto&) {};
  // See RoomWatch.
  RoomWatch::OnChange on_room = [](const auto&) {};
};

struct DaemonOptions {
  std::string software_version;
  CheckoutKeeper::Uptime uptime;
  DaemonObserver observer;
};

// Thread-safe.
class ReaderDaemon final : private ReaderListener {
 public:
  // Begins a boot: opens its line and starts the reader.
  ReaderDaemon(std::unique_ptr<Reader> reader, std::unique_ptr<Spool> spool,
               comptoir::readers::v1::ReaderServiceClient client,
               DaemonOptions options);
  // Stops the reader and the line; unacknowledged events stay in the spool.
  ~ReaderDaemon() override;

  absl::Status Start();

  // Stops the reader; the line goes on until the spool is empty.
  void StopReader();
  bool IsDrained() const { return spool_->size() == 0; }
  bool is_connected() const { return uplink_.is_connected(); }

  // To be called every second or so, by one thread at a time; see
  // CheckoutKeeper and RoomWatch.
  void Tick() {
    keeper_.Tick();
    room_.Tick();
  }

  // OK while the daemon can go on; else why it must end.
  absl::Status health() const;

 private:
  // Keeps the event without what the server could not keep of it.
  absl::Status OnEvent(
      const comptoir::readers::v1::ReaderEvent& event) override;

  const std::unique_ptr<Reader> reader_;
  const std::unique_ptr<Spool> spool_;
  const DaemonObserver observer_;
  RoomWatch room_;
  CheckoutKeeper keeper_;
  Uplink uplink_;
  std::thread line_;

  mutable std::mutex mutex_;
  absl::Status health_;  // Guarded by mutex_.
};

}  // namespace comptoir::hardware

#endif  // COMPTOIR_HARDWARE_DAEMON_READER_DAEMON_H_
