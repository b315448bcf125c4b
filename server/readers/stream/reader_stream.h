// The stream of one reader's daemon: events up, prompts down.
//
//   daemon                      server
//   Hello                  ->
//                          <-   Welcome, then prompts of open checkouts
//   EventBatch...          ->                     (several in flight)
//                          <-   Acknowledgement   once durable; cumulative
//                          <-   GapRequest        nothing after it was kept
//   Heartbeat              <->  Heartbeat
#ifndef COMPTOIR_SERVER_READERS_STREAM_READER_STREAM_H_
#define COMPTOIR_SERVER_READERS_STREAM_READER_STREAM_H_

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "comptoir/readers/v1/reader_stream.pb.h"
#include "server/base/clock.h"
#include "server/readers/intake/event_intake.h"
#include "server/readers/stream/live_readers.h"
#include "server/rpc/call.h"
#include "server/rpc/stream.h"
#include "server/rpc/writes/write_as.h"
#include "server/store/store.h"

namespace comptoir::readers {

// What streams are made of; must outlive them.
struct ReaderStreamParts {
  store::Store& store;
  const Clock& clock;
  LiveReaders& live;
  const EventIntake& intake;
};

// A missing event must come within this time after it was asked for, and
// within this many batches.
inline constexpr absl::Duration kGapPatience = absl::Seconds(10);
inline constexpr int kGapBatchesMax = 256;
// Prompts waiting for the daemon to take them.
inline constexpr size_t kPromptsMax = 256;

// Thread-safe. Lives as long as its stream, its registration or a transaction
// of it.
class ReaderStream final : public LiveStream,
                           public std::enable_shared_from_this<ReaderStream> {
 public:
  using Request = v1::StreamReaderRequest;
  using Response = v1::StreamReaderResponse;
  using Ready = std::function<void(absl::Status)>;

  ReaderStream(ReaderStreamParts parts, std::shared_ptr<const Call> call,
               rpc::Wake wake);

  // As rpc::Session.
  void Take(Request request, Ready ready);
  absl::StatusOr<bool> Next(Response* response);
  void ClientDone();
  // The stream is gone.
  void Close();

  // As LiveStream.
  OpenStream state() const override;
  void Push(Response prompt) override;
  void End(absl::Status status) override;
  void Tick(absl::Time now) override;

 private:
  // A gap that was asked to be filled.
  struct Gap {
    uint64_t from_seq = 0;
    absl::Time since;
    int batches = 0;
  };

  void TakeHello(const v1::Hello& hello, Ready ready);
  void TakeBatch(v1::EventBatch batch, Ready ready);
  void WritePart(ReportedBatch part);
  bool WriteApart(const ReportedBatch& part);
  void Opened(const absl::Status& status, const HelloOutcome& outcome,
              Ready ready);
  void BatchDone(uint64_t epoch, const absl::Status& status,
                 const BatchOutcome& outcome);
  absl::Status NoteOutcome(uint64_t epoch, const BatchOutcome& outcome);
  absl::Status NoteGap(uint64_t epoch, const BatchOutcome& outcome);
  bool FillFirst(Response* response);
  // Runs `body` as the reader, in its merchant's lane.
  void Write(rpc::WriteAsBody body, store::Done done) const;

  const ReaderStreamParts parts_;
  const std::shared_ptr<const Call> opening_;
  const rpc::Wake wake_;

  mutable std::mutex mutex_;  // Guards what follows.
  uint64_t epoch_ = 0;        // 0 before Hello.
  bool is_open_ = false;
  bool is_client_done_ = false;
  absl::Time last_heard_;
  absl::Time last_sent_;
  std::optional<absl::Status> end_;
  int batches_in_flight_ = 0;
  Ready held_ready_;
  std::optional<Response> welcome_;
  std::map<uint64_t, uint64_t> acknowledgements_;  // By epoch; not sent yet.
  std::deque<Response> gap_requests_;
  std::deque<Response> prompts_;
  bool heartbeat_due_ = false;
  std::map<uint64_t, Gap> gaps_;  // By epoch.
};

// A ReaderStream as a session.
std::unique_ptr<rpc::Session<v1::StreamReaderRequest, v1::StreamReaderResponse>>
NewReaderSession(ReaderStreamParts parts, std::shared_ptr<const Call> call,
                 rpc::Wake wake);

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_STREAM_READER_STREAM_H_
