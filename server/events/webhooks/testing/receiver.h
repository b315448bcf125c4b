// A web server that receives webhooks, for tests.
#ifndef COMPTOIR_SERVER_EVENTS_WEBHOOKS_TESTING_RECEIVER_H_
#define COMPTOIR_SERVER_EVENTS_WEBHOOKS_TESTING_RECEIVER_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "httplib.h"

namespace comptoir::events {

// What a receiver got.
struct Received {
  std::string path;
  std::string id;         // webhook-id
  std::string timestamp;  // webhook-timestamp
  std::string signature;  // webhook-signature
  std::string content_type;
  std::string body;
};

// Listens on a free port of 127.0.0.1, without TLS. Thread-safe.
class Receiver {
 public:
  // Answers; 204 when null.
  using Answer = std::function<void(const Received& received,
                                    httplib::Response& response)>;

  explicit Receiver(Answer answer = nullptr);
  ~Receiver();

  // How it answers from now on.
  void Set(Answer answer);
  // The same, for a bare status.
  void SetStatus(int status);

  std::string url(const std::string& path = "/hook") const;

  // What came since the last call.
  std::vector<Received> Take();
  // Waits until so many came since the last call of Take().
  void Await(size_t count);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  Answer answer_;  // Guarded, as is the next one.
  std::vector<Received> received_;
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace comptoir::events

#endif  // COMPTOIR_SERVER_EVENTS_WEBHOOKS_TESTING_RECEIVER_H_
