#include "server/ops/listener/acceptor.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "server/base/log/log.h"
#include "server/base/status.h"

namespace comptoir::ops {
namespace {

// How long a peer may leave what was sent unacknowledged.
constexpr int kUnacknowledgedMs = 20'000;
// How long to wait for a descriptor that is free.
constexpr int kPatienceMs = 100;
// Of these refusals, one is logged.
constexpr uint64_t kLoggedRefusals = 1000;
// Ports that are tried where each of several addresses must be free.
constexpr int kPortsMax = 10;

struct FreeAddresses {
  void operator()(addrinfo* list) { freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

absl::Status CannotListen(const std::string& address, std::string_view why) {
  return Error(absl::StatusCode::kUnavailable, "PORT_IN_USE",
               fmt::format("cannot listen on {}: {}", address, why));
}

absl::StatusOr<Addresses> Resolve(const std::string& address) {
  const size_t colon = address.rfind(':');
  std::string host = address.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  addrinfo hints{};
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error =
      getaddrinfo(host.empty() ? nullptr : host.c_str(),
                  address.substr(colon + 1).c_str(), &hints, &found);
  if (error != 0) return CannotListen(address, gai_strerror(error));
  return Addresses(found);
}

void SetOption(int socket, int level, int name, int value) {
  // What the system does not have it does without.
  (void)setsockopt(socket, level, name, &value, sizeof(value));
}

void SetPort(sockaddr* address, int port) {
  const auto in_network_order = htons(static_cast<uint16_t>(port));
  if (address->sa_family == AF_INET6) {
    reinterpret_cast<sockaddr_in6*>(address)->sin6_port = in_network_order;
  } else {
    reinterpret_cast<sockaddr_in*>(address)->sin_port = in_network_order;
  }
}

int PortOf(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    return 0;
  }
  return ntohs(address.ss_family == AF_INET6
                   ? reinterpret_cast<sockaddr_in6*>(&address)->sin6_port
                   : reinterpret_cast<sockaddr_in*>(&address)->sin_port);
}

// A socket that listens, or one that is not open and errno.
FileDescriptor ListenOn(const addrinfo& at) {
  FileDescriptor made(
      socket(at.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!made.is_open()) return made;
  SetOption(made.get(), SOL_SOCKET, SO_REUSEADDR, 1);
  if (at.ai_family == AF_INET6) {
    SetOption(made.get(), IPPROTO_IPV6, IPV6_V6ONLY, 0);
  }
  // Connections inherit it.
  SetOption(made.get(), IPPROTO_TCP, TCP_NODELAY, 1);
  if (bind(made.get(), at.ai_addr, at.ai_addrlen) != 0 ||
      listen(made.get(), SOMAXCONN) != 0) {
    const int why = errno;
    made = FileDescriptor();
    errno = why;
  }
  return made;
}

// An address that the machine has not: of a name that has others too.
bool IsAbsent(int error) {
  return error == EADDRNOTAVAIL || error == EAFNOSUPPORT;
}

// One socket for each address, all on one port. Empty, and errno, when one of
// them is taken.
std::vector<FileDescriptor> ListenOnAll(addrinfo* first, int* port) {
  std::vector<FileDescriptor> sockets;
  for (addrinfo* at = first; at != nullptr; at = at->ai_next) {
    SetPort(at->ai_addr, *port);
    FileDescriptor socket = ListenOn(*at);
    if (socket.is_open()) {
      *port = PortOf(socket.get());
      sockets.push_back(std::move(socket));
    } else if (!IsAbsent(errno)) {
      const int why = errno;
      sockets.clear();
      errno = why;
      return sockets;
    }
  }
  return sockets;
}

int WantedPort(const std::string& address) {
  return std::atoi(address.substr(address.rfind(':') + 1).c_str());
}

}  // namespace

absl::StatusOr<std::unique_ptr<Acceptor>> Acceptor::Listen(
    const std::string& address, int connection_fd_limit) {
  ASSIGN_OR_RETURN(const Addresses addresses, Resolve(address));
  const int wanted = WantedPort(address);
  FileDescriptor stop(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!stop.is_open()) return CannotListen(address, std::strerror(errno));
  int why = EADDRNOTAVAIL;
  for (int i = 0; i < (wanted == 0 ? kPortsMax : 1); ++i) {
    int port = wanted;
    std::vector<FileDescriptor> sockets = ListenOnAll(addresses.get(), &port);
    if (!sockets.empty()) {
      return std::unique_ptr<Acceptor>(new Acceptor(
          std::move(sockets), std::move(stop), port, connection_fd_limit));
    }
    why = errno;
  }
  return CannotListen(address, std::strerror(why));
}

Acceptor::~Acceptor() { Stop(); }

void Acceptor::Start(
    std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> server) {
  server_ = std::move(server);
  thread_ = std::thread([this] { Run(); });
}

void Acceptor::Stop() {
  const uint64_t one = 1;
  (void)!write(stop_.get(), &one, sizeof(one));
  if (thread_.joinable()) thread_.join();
  sockets_.clear();
}

void Acceptor::Run() {
  std::vector<pollfd> watched;
  watched.push_back({.fd = stop_.get(), .events = POLLIN});
  for (const FileDescriptor& socket : sockets_) {
    watched.push_back({.fd = socket.get(), .events = POLLIN});
  }
  for (;;) {
    if (poll(watched.data(), watched.size(), -1) < 0) continue;  // A signal.
    if (watched[0].revents != 0) return;
    bool has_descriptors = true;
    for (size_t i = 1; i < watched.size(); ++i) {
      if (watched[i].revents == 0) continue;
      has_descriptors = AcceptFrom(watched[i].fd) && has_descriptors;
    }
    // Who waits is accepted once something was closed. poll() would return at
    // once until then.
    if (!has_descriptors) (void)poll(watched.data(), 1, kPatienceMs);
  }
}

bool Acceptor::AcceptFrom(int listener) {
  for (;;) {
    const int connection =
        accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (connection < 0) {
      const bool is_short_of_them = errno == EMFILE || errno == ENFILE ||
                                    errno == ENOBUFS || errno == ENOMEM;
      if (errno == EINTR || errno == ECONNABORTED) continue;
      return !is_short_of_them;
    }
    if (connection >= connection_fd_limit_) {
      Refuse(connection);
      continue;
    }
    SetOption(connection, IPPROTO_TCP, TCP_USER_TIMEOUT, kUnacknowledgedMs);
    grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters
        parameters;
    parameters.listener_fd = listener;
    parameters.fd = connection;
    server_->HandleNewConnection(&parameters);
  }
}

void Acceptor::Refuse(int connection) {
  close(connection);
  if (refused_.fetch_add(1) % kLoggedRefusals != 0) return;
  LogWarning("connections refused: too many are open",
             {{"descriptor_limit", int64_t{connection_fd_limit_}},
              {"refused", static_cast<int64_t>(refused_.load())}});
}

}  // namespace comptoir::ops
