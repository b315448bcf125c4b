// What to send next on one connection: no network, no threads.
#ifndef COMPTOIR_HARDWARE_DAEMON_UPLINK_SEND_WINDOW_H_
#define COMPTOIR_HARDWARE_DAEMON_UPLINK_SEND_WINDOW_H_

#include <deque>
#include <optional>

#include "absl/status/status.h"
#include "comptoir/readers/v1/reader_stream.pb.h"
#include "hardware/daemon/spool/spool.h"

namespace comptoir::hardware {

// The first message of a connection.
comptoir::readers::v1::Hello MakeHello(const Spool& spool);

// Not thread-safe. `spool` must outlive it.
class SendWindow {
 public:
  // Up to `careful_through` events are sent one by one, each after the one
  // before it was acknowledged: so the connection's end tells which one was
  // refused.
  explicit SendWindow(Spool& spool, Position careful_through = {})
      : spool_(spool), careful_through_(careful_through) {}

  // Begins, within the server's limits. How far it says that it has got is not
  // looked at: where two daemons share one identity, or one was restored from
  // an older copy, it means other events than are held here. The server tells
  // what it knows already.
  void OnWelcome(const comptoir::readers::v1::Welcome& welcome);

  // The next events in order; nullopt when there are none, before the welcome,
  // and while enough batches are on their way.
  std::optional<comptoir::readers::v1::EventBatch> Next();

  absl::Status OnAcknowledgement(
      const comptoir::readers::v1::Acknowledgement& acknowledgement);

  // The last event sent on this connection, with all before it.
  Position sent() const { return sent_; }
  // The event that is on its way alone; nullopt when there are others or none.
  std::optional<Position> OnItsWayAlone() const;

  // Goes back. DATA_LOSS when the server asks for what it acknowledged: it has
  // lost its memory, and nobody has these events any more.
  absl::Status OnGap(const comptoir::readers::v1::GapRequest& gap);

 private:
  Spool& spool_;
  const Position careful_through_;
  bool is_welcome_ = false;
  int events_max_ = 0;
  size_t bytes_max_ = 0;
  size_t in_flight_max_ = 0;
  // The last event sent.
  Position sent_;
  // The last event of each batch on its way.
  std::deque<Position> in_flight_;
};

}  // namespace comptoir::hardware

#endif  // COMPTOIR_HARDWARE_DAEMON_UPLINK_SEND_WINDOW_H_
