#include "server/base/http/testing/raw_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace comptoir {

std::string RawServer::Connection::ReadHeaders() {
  std::string headers;
  char byte;
  while (headers.find("\r\n\r\n") == std::string::npos) {
    if (recv(socket_, &byte, 1, 0) != 1) return "";
    headers += byte;
  }
  return headers;
}

bool RawServer::Connection::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written =
        send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

void RawServer::Connection::AwaitEnd() {
  char bytes[1024];
  while (recv(socket_, bytes, sizeof(bytes), 0) > 0) {
  }
}

RawServer::RawServer(Handler handler) : handler_(std::move(handler)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, any, size) != 0 || listen(listener_, 128) != 0 ||
      getsockname(listener_, any, &size) != 0) {
    std::perror("raw server");
    std::abort();
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { Accept(); });
}

RawServer::~RawServer() {
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  close(listener_);
  for (const int socket : sockets_) shutdown(socket, SHUT_RDWR);
  for (std::thread& thread : threads_) thread.join();
  for (const int socket : sockets_) close(socket);
}

void RawServer::Accept() {
  while (true) {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    ++connections_;
    const std::lock_guard lock(mutex_);
    sockets_.push_back(socket);
    threads_.emplace_back([this, socket] {
      Connection connection(socket);
      handler_(connection);
      shutdown(socket, SHUT_RDWR);
    });
  }
}

}  // namespace comptoir
