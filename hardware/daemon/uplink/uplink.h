// The daemon's line to the server: keeps a stream open, sends what the spool
// holds, hands prompts on.
#ifndef COMPTOIR_HARDWARE_DAEMON_UPLINK_UPLINK_H_
#define COMPTOIR_HARDWARE_DAEMON_UPLINK_UPLINK_H_

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "comptoir/readers/v1/reader_service.client.h"
#include "comptoir/sdk/retry_policy.h"
#include "hardware/daemon/spool/spool.h"
#include "hardware/daemon/uplink/send_window.h"
#include "hardware/reader/reader.h"

namespace comptoir::hardware {

// Takes what the server asks of the reader. Called on the uplink's threads, one
// call at a time.
class PromptListener {
 public:
  virtual ~PromptListener() = default;
  virtual void OnCheckoutRequested(
      const comptoir::readers::v1::CheckoutRequested& prompt) = 0;
  virtual void OnCheckoutCancelRequested(const std::string& checkout_id) = 0;
};

struct UplinkOptions {
  // For Hello.
  std::string software_version;
  DeviceInfo device;
  // Between connections.
  sdk::Backoff backoff = {.initial = absl::Milliseconds(200),
                          .max = absl::Seconds(15)};
  // After a refusal that only a person can mend.
  absl::Duration refused_wait = absl::Seconds(30);
  // Told of every connection (OK) and of every end (why).
  std::function<void(const absl::Status&)> on_change = [](const auto&) {};
  // Told of an event that the server refuses, and whether it was set aside: if
  // not it is sent again, and those behind it wait.
  std::function<void(Position, const absl::Status&)> on_set_aside =
      [](Position, const auto&) {};
};

class Uplink {
 public:
  // All must outlive it.
  Uplink(comptoir::readers::v1::ReaderServiceClient client, Spool& spool,
         PromptListener& prompts, UplinkOptions options);

  // Keeps the line open until Stop(). Comes back by itself, with an error, when
  // this boot of the daemon cannot go on: the server knows a later one
  // (READER_EPOCH_STALE).
  absl::Status Run();

  // From any thread.
  void Stop();
  // The spool holds more.
  void Notify();
  bool is_connected() const { return is_connected_; }

 private:
  using Stream = sdk::BidiStream<comptoir::readers::v1::StreamReaderRequest,
                                 comptoir::readers::v1::StreamReaderResponse>;

  absl::Status Connect();
  // The server refused what was sent: finds out which event it was, and sets it
  // aside.
  void NoteRefusal();
  void Receive(Stream& stream);
  absl::Status Handle(
      const comptoir::readers::v1::StreamReaderResponse& response);
  void Send(Stream& stream);
  // False when stopped meanwhile.
  bool Wait(absl::Duration duration);

  const comptoir::readers::v1::ReaderServiceClient client_;
  Spool& spool_;
  PromptListener& prompts_;
  const UplinkOptions options_;
  std::atomic<bool> is_connected_ = false;

  std::mutex mutex_;  // Guards what follows.
  std::condition_variable changed_;
  bool stopping_ = false;
  Stream* stream_ = nullptr;            // The present connection.
  std::unique_ptr<SendWindow> window_;  // Of the present connection.
  // Events up to here are sent one by one: the server refused one of them.
  Position careful_through_;
  absl::Duration heartbeat_interval_;
  bool has_news_ = false;
  bool has_ended_ = false;  // The connection.
  absl::Status failure_;    // Our own reason to end it.
};

}  // namespace comptoir::hardware

#endif  // COMPTOIR_HARDWARE_DAEMON_UPLINK_UPLINK_H_
