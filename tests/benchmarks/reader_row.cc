// reader_events: one stream, batches of events, acknowledged once durable.
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "comptoir/bench/v1/echo_service.grpc.pb.h"
#include "comptoir/readers/v1/reader_service.grpc.pb.h"
#include "tests/benchmarks/rows.h"

namespace comptoir::benchmarks {
namespace {

using bench::v1::EchoService;
using bench::v1::EchoStreamRequest;
using bench::v1::EchoStreamResponse;
using readers::v1::ReaderService;
using readers::v1::StreamReaderRequest;
using readers::v1::StreamReaderResponse;

constexpr int kEventsPerBatch = 256;
constexpr int kBatchesInFlight = 8;

// How many batches may still be sent; the reading thread gives back.
class Window {
 public:
  void Acknowledged(int64_t batches) {
    std::lock_guard lock(mutex_);
    acknowledged_ = batches;
    changed_.notify_all();
  }
  void AwaitRoomAfter(int64_t sent) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock,
                  [&] { return sent - acknowledged_ < kBatchesInFlight; });
  }
  void AwaitAll(int64_t sent) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return acknowledged_ >= sent; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int64_t acknowledged_ = 0;
};

StreamReaderRequest Batch(uint64_t epoch, int64_t number) {
  StreamReaderRequest request;
  auto& batch = *request.mutable_events();
  batch.set_epoch(epoch);
  batch.set_first_seq(static_cast<uint64_t>(number * kEventsPerBatch + 1));
  for (int i = 0; i < kEventsPerBatch; ++i) {
    auto& event = *batch.add_events();
    event.mutable_local_time()->set_seconds(1'790'000'000 + number);
    event.mutable_local_time()->set_nanos(i * 1000);
    if (i % 2 == 0) {
      event.mutable_card_inserted()->set_entry(readers::v1::CARD_ENTRY_CHIP);
    } else {
      event.mutable_card_removed();
    }
  }
  return request;
}

// Sends batches for `duration` and returns acknowledged events per second.
template <typename Stream, typename Make>
double Send(Stream& stream, Window& window, absl::Duration duration,
            const Make& make) {
  const absl::Time start = absl::Now();
  int64_t sent = 0;
  while (absl::Now() - start < duration) {
    window.AwaitRoomAfter(sent);
    if (!stream.Write(make(sent))) {
      std::fprintf(stderr, "reader_events: the stream ended\n");
      std::exit(1);
    }
    ++sent;
  }
  window.AwaitAll(sent);
  return static_cast<double>(sent) * kEventsPerBatch /
         absl::ToDoubleSeconds(absl::Now() - start);
}

double Ours(Bench& bench, uint64_t epoch) {
  const Connections connections(bench.reader_address, bench.reader_token, 1);
  auto stub = connections.Stub<ReaderService>();
  grpc::ClientContext context;
  connections.Prepare(context);
  auto stream = stub->StreamReader(&context);
  StreamReaderRequest hello;
  hello.mutable_hello()->set_epoch(epoch);
  hello.mutable_hello()->set_first_unacknowledged_seq(1);
  stream->Write(hello);
  Window window;
  std::thread reading([&] {
    StreamReaderResponse response;
    while (stream->Read(&response)) {
      if (!response.has_acknowledgement()) continue;
      window.Acknowledged(static_cast<int64_t>(
          response.acknowledgement().seq() / kEventsPerBatch));
    }
  });
  const double rate = Send(*stream, window, bench.turn, [&](int64_t number) {
    return Batch(epoch, number);
  });
  stream->WritesDone();
  context.TryCancel();
  reading.join();
  stream->Finish();
  return rate;
}

double Echoed(Bench& bench, size_t bytes) {
  auto stub = bench.echo.connections.Stub<EchoService>();
  grpc::ClientContext context;
  auto stream = stub->EchoStream(&context);
  Window window;
  std::thread reading([&] {
    EchoStreamResponse response;
    while (stream->Read(&response)) window.Acknowledged(response.number());
  });
  EchoStreamRequest request;
  request.set_payload(std::string(bytes, 'x'));
  const double rate =
      Send(*stream, window, bench.turn,
           [&](int64_t) -> const EchoStreamRequest& { return request; });
  stream->WritesDone();
  reading.join();
  stream->Finish();
  return rate;
}

}  // namespace

Row ReaderEventsRow(Bench& bench) {
  std::vector<double> ours, echoed;
  const size_t bytes = Batch(1, 1).ByteSizeLong();
  for (int turn = 0; turn < bench.turns; ++turn) {
    echoed.push_back(Echoed(bench, bytes));
    ours.push_back(Ours(bench, static_cast<uint64_t>(turn) + 1));
  }
  // The goal of this row is a rate, not a ratio: `goal` is that rate as a
  // share of the reference.
  Row row{.name = "reader_events",
          .ours = Median(ours),
          .reference = Median(echoed),
          .unit = "events/s",
          .note =
              "one stream, batches of 256, acknowledged when durable; "
              "goal 50 000/s as a share of the reference, a bare gRPC "
              "stream of batches as large"};
  row.goal = 50'000 / row.reference;
  return row;
}

}  // namespace comptoir::benchmarks
