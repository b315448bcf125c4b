#include "hardware/daemon/uplink/send_window.h"

#include <algorithm>
#include <vector>

#include "fmt/format.h"

namespace comptoir::hardware {
namespace {

using comptoir::readers::v1::Acknowledgement;
using comptoir::readers::v1::EpochPosition;
using comptoir::readers::v1::EventBatch;
using comptoir::readers::v1::GapRequest;
using comptoir::readers::v1::Hello;
using comptoir::readers::v1::Welcome;

// The server's own limit: more epochs wait for the next connection.
constexpr size_t kEarlierEpochsMax = 64;

}  // namespace

Hello MakeHello(const Spool& spool) {
  const std::vector<Position> held = spool.FirstHeld();
  Hello hello;
  hello.set_epoch(held.back().epoch);
  hello.set_first_unacknowledged_seq(held.back().seq);
  for (size_t i = 0; i + 1 < held.size() && i < kEarlierEpochsMax; ++i) {
    EpochPosition& earlier = *hello.add_earlier_epochs();
    earlier.set_epoch(held[i].epoch);
    earlier.set_seq(held[i].seq);
  }
  return hello;
}

void SendWindow::OnWelcome(const Welcome& welcome) {
  is_welcome_ = true;
  events_max_ = std::max<int>(1, welcome.events_per_batch_max());
  // Room for what surrounds the events of a batch.
  bytes_max_ = std::max<int>(1024, welcome.batch_bytes_max()) - 64;
  in_flight_max_ = std::max<int>(1, welcome.batches_in_flight_max());
  sent_ = {};
  in_flight_.clear();
}

std::optional<EventBatch> SendWindow::Next() {
  const bool is_careful = sent_ < careful_through_;
  const size_t in_flight_max = is_careful ? 1 : in_flight_max_;
  if (!is_welcome_ || in_flight_.size() >= in_flight_max) return std::nullopt;
  std::optional<EventBatch> batch =
      spool_.Read(sent_, is_careful ? 1 : events_max_, bytes_max_);
  if (!batch.has_value()) return std::nullopt;
  sent_ = {.epoch = batch->epoch(),
           .seq = batch->first_seq() + batch->events_size() - 1};
  in_flight_.push_back(sent_);
  return batch;
}

std::optional<Position> SendWindow::OnItsWayAlone() const {
  const bool is_alone = in_flight_.size() == 1 && sent_ <= careful_through_;
  return is_alone ? std::optional(in_flight_.front()) : std::nullopt;
}

absl::Status SendWindow::OnAcknowledgement(
    const Acknowledgement& acknowledgement) {
  const Position position = {.epoch = acknowledgement.epoch(),
                             .seq = acknowledgement.seq()};
  std::erase_if(in_flight_, [&](const Position& last) {
    return last.epoch == position.epoch && last.seq <= position.seq;
  });
  return spool_.Acknowledge(position);
}

absl::Status SendWindow::OnGap(const GapRequest& gap) {
  const std::vector<Position> held = spool_.FirstHeld();
  const auto first = std::find_if(
      held.begin(), held.end(),
      [&](const Position& position) { return position.epoch == gap.epoch(); });
  if (first == held.end() || first->seq > gap.from_seq()) {
    return absl::DataLossError(
        fmt::format("the server asks for event {} of epoch {}, which it had "
                    "acknowledged",
                    gap.from_seq(), gap.epoch()));
  }
  const Position before = {.epoch = gap.epoch(), .seq = gap.from_seq() - 1};
  sent_ = std::min(sent_, before);
  std::erase_if(in_flight_,
                [&](const Position& last) { return last > before; });
  return absl::OkStatus();
}

}  // namespace comptoir::hardware
