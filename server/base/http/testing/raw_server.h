// A TCP server that answers as it likes, for tests of clients that must bear
// it.
#ifndef COMPTOIR_SERVER_BASE_HTTP_TESTING_RAW_SERVER_H_
#define COMPTOIR_SERVER_BASE_HTTP_TESTING_RAW_SERVER_H_

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace comptoir {

// Listens on a free port of 127.0.0.1. One thread per connection.
class RawServer {
 public:
  // One connection. False when the client or the server is gone.
  class Connection {
   public:
    explicit Connection(int socket) : socket_(socket) {}
    // Reads the headers of a request; "" when there are none.
    std::string ReadHeaders();
    bool Write(std::string_view bytes);
    // Waits until the client hangs up.
    void AwaitEnd();

   private:
    const int socket_;
  };
  using Handler = std::function<void(Connection& connection)>;

  explicit RawServer(Handler handler);
  // Hangs up on everybody.
  ~RawServer();

  int port() const { return port_; }
  int connections() const { return connections_; }

 private:
  void Accept();

  const Handler handler_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> connections_ = 0;
  std::mutex mutex_;
  std::vector<int> sockets_;          // Guarded.
  std::vector<std::thread> threads_;  // Guarded.
  std::thread acceptor_;
};

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_HTTP_TESTING_RAW_SERVER_H_
