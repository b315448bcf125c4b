#include "server/ops/http_server.h"

#include <string_view>
#include <thread>
#include <utility>

#include "fmt/format.h"
#include "httplib.h"
#include "server/base/status.h"
#include "server/base/strings.h"

namespace comptoir::ops {
namespace {

constexpr char kLoopback[] = "127.0.0.1";
constexpr char kText[] = "text/plain; charset=utf-8";
constexpr size_t kThreads = 2;
constexpr size_t kBodyBytesMax = 4096;
constexpr std::string_view kBearer = "Bearer ";

void AnswerStatus(const absl::Status& status, httplib::Response& response) {
  response.status = status.ok() ? 200 : 503;
  response.set_content(
      status.ok() ? "ok\n" : fmt::format("{}\n", ToStd(status.message())),
      kText);
}

bool IsOperator(const HttpPages& pages, const httplib::Request& request) {
  const std::string header = request.get_header_value("Authorization");
  return header.rfind(kBearer, 0) == 0 &&
         pages.is_operator(header.substr(kBearer.size()));
}

class Httplib final : public HttpServer {
 public:
  Httplib(httplib::Server* server, int port, HttpPages pages)
      : server_(server), port_(port), pages_(std::move(pages)) {
    Route();
    thread_ = std::thread([this] { server_->listen_after_bind(); });
    // A stop() before the loop runs would be forgotten.
    while (!server_->is_running()) std::this_thread::yield();
  }
  ~Httplib() override {
    server_->stop();
    thread_.join();
  }

  int port() const override { return port_; }

 private:
  void Route() {
    server_->Get("/metrics", [this](const httplib::Request&,
                                    httplib::Response& response) {
      response.set_content(pages_.metrics(),
                           "text/plain; version=0.0.4; charset=utf-8");
    });
    server_->Get("/healthz",
                 [this](const httplib::Request&, httplib::Response& response) {
                   AnswerStatus(pages_.health(), response);
                 });
    RouteForOperator("/checkpoint", [this](const httplib::Request&,
                                           httplib::Response& response) {
      const absl::StatusOr<std::string> made = pages_.make_checkpoint();
      AnswerStatus(made.status(), response);
      if (made.ok()) response.set_content(*made, kText);
    });
    RouteForOperator(
        "/checkpoint/release",
        [this](const httplib::Request& request, httplib::Response& response) {
          pages_.release_checkpoint(request.body);
          AnswerStatus(absl::OkStatus(), response);
        });
  }

  void RouteForOperator(const char* path, httplib::Server::Handler handler) {
    server_->Post(path, [this, handler = std::move(handler)](
                            const httplib::Request& request,
                            httplib::Response& response) {
      if (IsOperator(pages_, request)) return handler(request, response);
      response.status = 401;
      response.set_content("needs the operator's token\n", kText);
    });
  }

  const std::unique_ptr<httplib::Server> server_;
  const int port_;
  const HttpPages pages_;
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(int port,
                                                              HttpPages pages) {
  auto server = std::make_unique<httplib::Server>();
  server->new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  // Not SO_REUSEPORT, httplib's default: a second process must not share the
  // port unnoticed.
  server->set_socket_options([](socket_t socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  });
  server->set_payload_max_length(kBodyBytesMax);
  server->set_read_timeout(5);
  server->set_write_timeout(5);
  int bound = port;
  if (port == 0) {
    bound = server->bind_to_any_port(kLoopback);
  } else if (!server->bind_to_port(kLoopback, port)) {
    bound = -1;
  }
  if (bound < 0) {
    return Error(absl::StatusCode::kUnavailable, "PORT_IN_USE",
                 fmt::format("cannot listen on http://{}:{}", kLoopback, port));
  }
  return std::make_unique<Httplib>(server.release(), bound, std::move(pages));
}

}  // namespace comptoir::ops
