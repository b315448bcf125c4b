// A reader, its spool and its line to the server as one.
#ifndef COMPTOIR_HARDWARE_DAEMON_READER_DAEMON_H_
#define COMPTOIR_HARDWARE_DAEMON_READER_DAEMON_H_

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "hardware/daemon/spool/spool.h"
#include "hardware/daemon/uplink/uplink.h"
#include "hardware/reader/reader.h"

namespace comptoir::hardware {

// What the daemon tells of itself, for logs. Neither names a card.
struct DaemonObserver {
  std::function<void(const comptoir::readers::v1::ReaderEvent&,
                     const absl::Status&)>
      on_event = [](const auto&, const auto&) {};
  std::function<void(const absl::Status&)> on_line = [](const auto&) {};
};

// Thread-safe.
class ReaderDaemon final : private ReaderListener, private PromptListener {
 public:
  // Begins a boot: opens its line and starts the reader.
  ReaderDaemon(std::unique_ptr<Reader> reader, std::unique_ptr<Spool> spool,
               comptoir::readers::v1::ReaderServiceClient client,
               std::string software_version, DaemonObserver observer = {});
  // Stops the reader and the line; unacknowledged events stay in the spool.
  ~ReaderDaemon() override;

  absl::Status Start();

  // Stops the reader; the line goes on until the spool is empty.
  void StopReader();
  bool IsDrained() const { return spool_->size() == 0; }
  bool is_connected() const { return uplink_.is_connected(); }

  // To be called every second or so: gives up checkouts whose deadline has
  // come, for when the server cannot say so.
  void Tick(absl::Time now);

  // OK while the daemon can go on; else why it must end.
  absl::Status health() const;

 private:
  absl::Status OnEvent(
      const comptoir::readers::v1::ReaderEvent& event) override;
  void OnCheckoutRequested(
      const comptoir::readers::v1::CheckoutRequested& prompt) override;
  void OnCheckoutCancelRequested(const std::string& checkout_id) override;
  // Remembers the checkout that an outcome ends.
  void NoteOutcome(const comptoir::readers::v1::ReaderEvent& event);
  // Whether the outcome of a checkout is in the spool. Under mutex_.
  bool IsOnItsWay(const std::string& checkout_id) const;

  const std::unique_ptr<Reader> reader_;
  const std::unique_ptr<Spool> spool_;
  const DaemonObserver observer_;
  Uplink uplink_;
  std::thread line_;

  std::mutex reader_mutex_;   // Held while the reader is called.
  mutable std::mutex mutex_;  // Guards what follows.
  // Checkouts whose outcome is in the spool or was: the newest of them.
  std::set<std::string> ended_;
  std::deque<std::string> ended_order_;
  // Deadlines of checkouts that go on.
  std::map<std::string, absl::Time> deadlines_;
  absl::Status health_;
};

}  // namespace comptoir::hardware

#endif  // COMPTOIR_HARDWARE_DAEMON_READER_DAEMON_H_
