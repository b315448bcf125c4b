// Streams without gRPC: what a streaming handler implements and is given.
#ifndef COMPTOIR_SERVER_RPC_STREAM_H_
#define COMPTOIR_SERVER_RPC_STREAM_H_

#include <functional>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace comptoir::rpc {

// Calls back into the stream that it was given to: "look again". May be called
// from any thread, any number of times, also after the stream has ended.
using Wake = std::function<void()>;

// The messages of one stream, pulled one at a time whenever the client can take
// another: a slow client slows nobody else down and nothing is queued for it.
//
// Next() is never called by two threads at once. Destroyed when the stream
// ends, for whatever reason.
template <typename Message>
class Source {
 public:
  virtual ~Source() = default;
  // True: `message` was filled and is to be sent. False: nothing now; look
  // again after a wake. An error ends the stream with that status; OUT_OF_RANGE
  // with an empty message ends it with OK.
  virtual absl::StatusOr<bool> Next(Message* message) = 0;
};

// Both directions of one stream: a Source of answers that also takes requests.
template <typename Request, typename Response>
class Session : public Source<Response> {
 public:
  // Takes one message. `ready` must be called once, now or later and from any
  // thread, when the next message may be taken; not calling it yet is how a
  // session slows its client down. An error passed to `ready` ends the stream.
  // Never called again before `ready` was.
  virtual void Take(Request request,
                    std::function<void(absl::Status)> ready) = 0;
  // The client has finished sending. By default nothing happens; Next() may
  // end the stream.
  virtual void ClientDone() {}
};

// Messages of one client, and one answer to them all, such as an upload.
//
// Used by one thread at a time, and destroyed when the stream ends, for
// whatever reason; until then it holds no thread. It is admitted as every
// stream is, each message is checked before it is taken, and a client that is
// to send and sends nothing for kIntakeIdleMax is let go.
//
// There is no request id: nothing is sent again by itself. What must happen
// once is named by the messages, so that a client can begin again. And the
// messages must say themselves when they are all there (a size announced, a
// last one marked): when a connection breaks, that may look like a client who
// has finished.
template <typename Request, typename Response>
class Intake {
 public:
  virtual ~Intake() = default;
  // As Session::Take().
  virtual void Take(Request request,
                    std::function<void(absl::Status)> ready) = 0;
  // The client has finished sending. `answer` must be called once, now or later
  // and from any thread; it ends the stream.
  virtual void Finish(std::function<void(absl::StatusOr<Response>)> answer) = 0;
};

// How long a client of an Intake may leave the next message out.
inline constexpr absl::Duration kIntakeIdleMax = absl::Seconds(30);

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_STREAM_H_
