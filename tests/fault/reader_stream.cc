// The writer that streams reader events, as a reader's daemon would.
#include <condition_variable>
#include <mutex>
#include <thread>

#include "comptoir/events/v1/event_service.client.h"
#include "comptoir/readers/v1/reader_events.pb.h"
#include "comptoir/readers/v1/reader_service.client.h"
#include "fmt/format.h"
#include "tests/fault/writers.h"

namespace comptoir::fault {
namespace {

using readers::v1::StreamReaderRequest;
using readers::v1::StreamReaderResponse;
using Stream = sdk::BidiStream<StreamReaderRequest, StreamReaderResponse>;

constexpr int kEventsPerBatch = 20;

class ReaderStream final : public Writer {
 public:
  explicit ReaderStream(World& world)
      : world_(world), readers_(world.reader), events_(world.owner) {}

  void Run() override {
    while (!world_.stop) {
      // A connection is one boot of a daemon: the new epoch takes up what the
      // old one left unacknowledged.
      auto stream = readers_.StreamReader();
      if (!Greet(*stream)) continue;
      while (!world_.stop && SendBatch(*stream)) {
      }
    }
    // Everything that was sent must be acknowledged before it is counted.
    while (acknowledged_ < sent_) {
      auto stream = readers_.StreamReader();
      if (Greet(*stream)) Resend(*stream);
    }
  }

  std::vector<std::string> Check() override {
    std::vector<std::string> wrong = failures_;
    uint64_t expected = 1;
    events::v1::ListEventsRequest request;
    request.add_types("comptoir.readers.v1.CardInserted");
    request.set_page_size(100);
    for (const auto& event : events_.ListEventsAll(request)) {
      if (!event.ok()) return {event.status().ToString()};
      readers::v1::CardInserted inserted;
      event->data().UnpackTo(&inserted);
      if (inserted.origin().seq() != expected) {
        wrong.push_back(fmt::format("reader event {} where {} is expected",
                                    inserted.origin().seq(), expected));
      }
      expected = inserted.origin().seq() + 1;
    }
    if (expected != sent_ + 1) {
      wrong.push_back(fmt::format("{} reader events in the log, {} sent",
                                  expected - 1, sent_));
    }
    return wrong;
  }

 private:
  // Says hello and learns where to go on; false when the connection is lost.
  bool Greet(Stream& stream) {
    StreamReaderRequest hello;
    hello.mutable_hello()->set_epoch(1);
    hello.mutable_hello()->set_first_unacknowledged_seq(acknowledged_ + 1);
    StreamReaderResponse response;
    if (!stream.Write(hello) || !stream.Read(&response)) return false;
    uint64_t seq = 0;
    for (const auto& position : response.welcome().acknowledged()) {
      if (position.epoch() == 1) seq = position.seq();
    }
    if (seq < acknowledged_) {
      failures_.push_back(
          fmt::format("reader events up to {} were acknowledged, {} are there",
                      acknowledged_, seq));
    }
    acknowledged_ = seq;
    return true;
  }

  // Sends what is not acknowledged yet, or the next batch.
  bool SendBatch(Stream& stream) {
    if (acknowledged_ == sent_) sent_ += kEventsPerBatch;
    return Resend(stream);
  }

  bool Resend(Stream& stream) {
    StreamReaderRequest request;
    auto& batch = *request.mutable_events();
    batch.set_epoch(1);
    batch.set_first_seq(acknowledged_ + 1);
    for (uint64_t seq = acknowledged_ + 1; seq <= sent_; ++seq) {
      auto& event = *batch.add_events();
      event.mutable_local_time()->set_seconds(1'790'000'000);
      event.mutable_local_time()->set_nanos(static_cast<int32_t>(seq));
      event.mutable_card_inserted();
    }
    if (!stream.Write(request)) return false;
    StreamReaderResponse response;
    while (acknowledged_ < sent_) {
      if (!stream.Read(&response)) return false;
      if (response.has_acknowledgement()) {
        acknowledged_ = response.acknowledgement().seq();
      }
    }
    return true;
  }

  World& world_;
  const readers::v1::ReaderServiceClient readers_;
  const events::v1::EventServiceClient events_;
  uint64_t sent_ = 0;
  uint64_t acknowledged_ = 0;
  std::vector<std::string> failures_;
};

}  // namespace

std::unique_ptr<Writer> NewReaderStream(World& world) {
  return std::make_unique<ReaderStream>(world);
}

}  // namespace comptoir::fault
