// What the server asks of the reader, on its way to the device.
#ifndef COMPTOIR_HARDWARE_DAEMON_CHECKOUTS_CHECKOUT_KEEPER_H_
#define COMPTOIR_HARDWARE_DAEMON_CHECKOUTS_CHECKOUT_KEEPER_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "comptoir/readers/v1/reader_stream.pb.h"
#include "hardware/daemon/spool/spool.h"
#include "hardware/daemon/uplink/uplink.h"
#include "hardware/reader/reader.h"

namespace comptoir::hardware {

// Ended checkouts remembered; a prompt for an older one asks the device, which
// knows.
inline constexpr size_t kEndedMax = 10'000;

// Starts and stops the collecting of payments, and gives up what takes too
// long, for when the server cannot say so. Thread-safe; calls the reader one
// call at a time.
class CheckoutKeeper final : public PromptListener {
 public:
  // A clock that only runs forward, at its own pace; where it stands means
  // nothing.
  using Uptime = std::function<absl::Duration()>;
  // Told once of each checkout that waits for room, and why.
  using OnWaiting =
      std::function<void(const std::string& checkout_id, const absl::Status&)>;

  // All must outlive it.
  CheckoutKeeper(
      Reader& reader, Spool& spool, Uptime uptime,
      OnWaiting on_waiting = [](const auto&, const auto&) {});

  absl::Status StartReader(ReaderListener& listener);
  void StopReader();

  // A card is only asked for once the outcome surely finds room in the spool:
  // until then the checkout waits. The time that is left counts from now on, by
  // the server's word.
  void OnCheckoutRequested(
      const comptoir::readers::v1::CheckoutRequested& prompt) override;
  void OnCheckoutCancelRequested(const std::string& checkout_id) override;

  // An event is in the spool: remembers the checkout that an outcome ends.
  void NoteOutcome(const comptoir::readers::v1::ReaderEvent& event);

  // Whether the keeper itself gave the checkout up because its time had passed.
  bool HasTimedOut(const std::string& checkout_id) const;

  // To be called every second or so: gives up what is late, and collects what
  // waited for room.
  void Tick();

 private:
  using CheckoutRequested = comptoir::readers::v1::CheckoutRequested;

  // Whether the outcome of a checkout is in the spool. Under mutex_.
  bool IsOnItsWay(const std::string& checkout_id) const;
  // OK, or why the checkout has to wait.
  absl::Status CollectOrWait(const CheckoutRequested& prompt);
  void Cancel(const std::string& checkout_id);

  Reader& reader_;
  Spool& spool_;
  const Uptime uptime_;
  const OnWaiting on_waiting_;

  std::mutex reader_mutex_;   // Held while the reader is called.
  mutable std::mutex mutex_;  // Guards what follows.
  // Checkouts whose outcome is in the spool or was: the newest of them.
  std::set<std::string> ended_;
  std::deque<std::string> ended_order_;
  // When checkouts that go on are to be given up.
  std::map<std::string, absl::Duration> deadlines_;
  // Checkouts that were given up and have not ended.
  std::set<std::string> timed_out_;
  // Checkouts that wait for room in the spool.
  std::map<std::string, CheckoutRequested> waiting_;
};

}  // namespace comptoir::hardware

#endif  // COMPTOIR_HARDWARE_DAEMON_CHECKOUTS_CHECKOUT_KEEPER_H_
