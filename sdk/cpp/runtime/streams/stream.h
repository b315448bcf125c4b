// Streams as an application sees them; abstract, so that tests can fake them.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_STREAMS_STREAM_H_
#define COMPTOIR_SDK_CPP_RUNTIME_STREAMS_STREAM_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace comptoir::sdk {

// Messages from the server. One thread reads; Cancel() is thread-safe. A stream
// destroyed before its end is cancelled.
template <typename Response>
class ServerStream {
 public:
  virtual ~ServerStream() = default;

  // Waits for the next message. False at the end: ask Finish() why.
  virtual bool Read(Response* message) = 0;

  // Discards what was not read, waits for the end and says how it was.
  virtual absl::Status Finish() = 0;

  // Ends the stream with CANCELLED; a waiting Read() returns.
  virtual void Cancel() = 0;
};

// Messages to the server, and one answer to them all. One thread writes and
// finishes; Cancel() is thread-safe.
//
// The server takes it for complete in Finish() alone: a stream that is
// cancelled, destroyed before, or past its deadline is broken off. Nothing is
// sent again by itself, since nothing of what was written is kept: begin a new
// stream, from where the API says that an upload can go on.
template <typename Request, typename Response>
class ClientStream {
 public:
  virtual ~ClientStream() = default;

  // Waits until the connection takes the message: how a slow server slows its
  // clients down. False when the stream has ended: ask Finish() why.
  virtual bool Write(const Request& message) = 0;

  // Tells the server that this was all, and waits for its answer. To be called
  // once; after an error nothing of the stream needs to be undone.
  virtual absl::StatusOr<Response> Finish() = 0;

  // Ends the stream with CANCELLED; a waiting Write() or Finish() returns.
  virtual void Cancel() = 0;
};

// Messages both ways. One thread may read while another writes.
template <typename Request, typename Response>
class BidiStream : public ServerStream<Response> {
 public:
  // Waits until the connection takes the message: how a slow server slows its
  // clients down. False when the stream has ended; reading on tells why.
  virtual bool Write(const Request& message) = 0;

  // Tells the server that nothing more will be written.
  virtual void WritesDone() = 0;
};

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_STREAMS_STREAM_H_
