#include "comptoir/sdk/server_look.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <ctime>

#include "absl/time/clock.h"
#include "comptoir/sdk/openssl_handles.h"

namespace comptoir::sdk {
namespace {

using Problem = ServerLook::Problem;

constexpr size_t kBufferBytes = 4096;
constexpr size_t kIpv4Bytes = 4;
constexpr size_t kIpv6Bytes = 16;
// As TLS writes a list of protocols: the length of each before it. Servers of
// gRPC insist on it.
constexpr unsigned char kHttp2[] = {2, 'h', '2'};

class Socket {
 public:
  explicit Socket(int family)
      : fd_(socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {}
  ~Socket() {
    if (fd_ >= 0) close(fd_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  int fd() const { return fd_; }

  // Waits for one of `events`; false when it is too late.
  bool Await(short events, absl::Time deadline) const {
    pollfd waiting = {.fd = fd_, .events = events, .revents = 0};
    const auto left = absl::ToInt64Milliseconds(deadline - absl::Now());
    return left > 0 && poll(&waiting, 1, static_cast<int>(left)) == 1;
  }

 private:
  const int fd_;
};

// An address that can be connected to.
struct Peer {
  sockaddr_storage address = {};
  socklen_t size = 0;
};

std::optional<Peer> ParsePeer(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  uint16_t port = 0;
  const std::string_view digits = text.substr(colon + 1);
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    return std::nullopt;
  }
  std::string host(text.substr(0, colon));
  Peer peer;
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
    sockaddr_in6 ipv6 = {};
    ipv6.sin6_family = AF_INET6;
    ipv6.sin6_port = htons(port);
    if (inet_pton(AF_INET6, host.c_str(), &ipv6.sin6_addr) != 1) {
      return std::nullopt;
    }
    std::memcpy(&peer.address, &ipv6, sizeof(ipv6));
    peer.size = sizeof(ipv6);
    return peer;
  }
  sockaddr_in ipv4 = {};
  ipv4.sin_family = AF_INET;
  ipv4.sin_port = htons(port);
  if (inet_pton(AF_INET, host.c_str(), &ipv4.sin_addr) != 1) {
    return std::nullopt;
  }
  std::memcpy(&peer.address, &ipv4, sizeof(ipv4));
  peer.size = sizeof(ipv4);
  return peer;
}

bool Connects(const Socket& socket, const Peer& peer, absl::Time deadline) {
  const auto* address = reinterpret_cast<const sockaddr*>(&peer.address);
  if (connect(socket.fd(), address, peer.size) == 0) return true;
  if (errno != EINPROGRESS || !socket.Await(POLLOUT, deadline)) return false;
  int error = 0;
  socklen_t size = sizeof(error);
  return getsockopt(socket.fd(), SOL_SOCKET, SO_ERROR, &error, &size) == 0 &&
         error == 0;
}

// Sends what OpenSSL has for the server. Not by OpenSSL itself, which would end
// the application with SIGPIPE when the server hangs up.
bool SendWaiting(BIO* outgoing, const Socket& socket, absl::Time deadline) {
  std::array<char, kBufferBytes> buffer;
  int size = 0;
  while ((size = BIO_read(outgoing, buffer.data(), buffer.size())) > 0) {
    for (int sent = 0; sent < size;) {
      if (!socket.Await(POLLOUT, deadline)) return false;
      const ssize_t more =
          send(socket.fd(), buffer.data() + sent, size - sent, MSG_NOSIGNAL);
      if (more < 0) return false;
      sent += static_cast<int>(more);
    }
  }
  return true;
}

bool ReceiveMore(BIO* incoming, const Socket& socket, absl::Time deadline) {
  std::array<char, kBufferBytes> buffer;
  if (!socket.Await(POLLIN, deadline)) return false;
  const ssize_t size = recv(socket.fd(), buffer.data(), buffer.size(), 0);
  return size > 0 &&
         BIO_write(incoming, buffer.data(), static_cast<int>(size)) == size;
}

// Goes as far as the server goes along.
void ShakeHands(SSL* connection, const Socket& socket, absl::Time deadline) {
  while (true) {
    const int result = SSL_do_handshake(connection);
    if (!SendWaiting(SSL_get_wbio(connection), socket, deadline)) return;
    if (result == 1 ||
        SSL_get_error(connection, result) != SSL_ERROR_WANT_READ ||
        !ReceiveMore(SSL_get_rbio(connection), socket, deadline)) {
      return;
    }
  }
}

OwnedByOpenSsl<SSL_CTX> ContextOf(const TlsOptions& tls) {
  OwnedByOpenSsl<SSL_CTX> context(SSL_CTX_new(TLS_client_method()));
  if (context == nullptr) return nullptr;
  // Goes on whatever is wrong, and says it.
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
  if (tls.root_certificates.empty()) {
    SSL_CTX_set_default_verify_paths(context.get());
    return context;
  }
  const OwnedByOpenSsl<BIO> roots = ReaderOf(tls.root_certificates);
  while (const OwnedByOpenSsl<X509> root = NextCertificate(roots.get())) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), root.get());
  }
  return context;
}

OwnedByOpenSsl<SSL> ConnectionOf(SSL_CTX* context, const TlsOptions& tls) {
  OwnedByOpenSsl<SSL> connection(SSL_new(context));
  if (connection == nullptr) return nullptr;
  SSL_set_bio(connection.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  SSL_set_connect_state(connection.get());
  SSL_set_alpn_protos(connection.get(), kHttp2, sizeof(kHttp2));
  if (!tls.server_name.empty()) {
    SSL_set_tlsext_host_name(connection.get(), tls.server_name.c_str());
  }
  return connection;
}

Problem ProblemOf(long verified) {
  switch (verified) {
    case X509_V_OK:
      return Problem::kNone;
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return Problem::kExpired;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return Problem::kNotYetValid;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
      return Problem::kUnknownAuthority;
    default:
      return Problem::kOther;
  }
}

absl::Time TimeOf(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return absl::InfinitePast();
  return absl::FromTimeT(timegm(&parts));
}

std::string AddressOf(const ASN1_OCTET_STRING* address) {
  const auto size = static_cast<size_t>(ASN1_STRING_length(address));
  if (size != kIpv4Bytes && size != kIpv6Bytes) return "";
  std::array<char, INET6_ADDRSTRLEN> text = {};
  inet_ntop(size == kIpv4Bytes ? AF_INET : AF_INET6,
            ASN1_STRING_get0_data(address), text.data(), text.size());
  return text.data();
}

std::vector<std::string> NamesOf(const X509* certificate) {
  const OwnedByOpenSsl<GENERAL_NAMES> all(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> names;
  for (int i = 0; i < sk_GENERAL_NAME_num(all.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(all.get(), i);
    if (name->type == GEN_DNS) {
      const auto* data =
          reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName));
      names.emplace_back(data, ASN1_STRING_length(name->d.dNSName));
    } else if (name->type == GEN_IPADD) {
      names.push_back(AddressOf(name->d.iPAddress));
    }
  }
  return names;
}

}  // namespace

std::optional<ServerLook> LookAtServer(std::string_view peer,
                                       const TlsOptions& tls,
                                       absl::Duration patience) {
  const OpenSslErrors errors;
  const absl::Time deadline = absl::Now() + patience;
  const std::optional<Peer> parsed = ParsePeer(peer);
  if (!parsed) return std::nullopt;
  const Socket socket(parsed->address.ss_family);
  if (!Connects(socket, *parsed, deadline)) return std::nullopt;
  const OwnedByOpenSsl<SSL_CTX> context = ContextOf(tls);
  if (context == nullptr) return std::nullopt;
  const OwnedByOpenSsl<SSL> connection = ConnectionOf(context.get(), tls);
  if (connection == nullptr) return std::nullopt;
  ShakeHands(connection.get(), socket, deadline);
  const X509* certificate = SSL_get0_peer_certificate(connection.get());
  if (certificate == nullptr) return std::nullopt;
  return ServerLook{
      .problem = ProblemOf(SSL_get_verify_result(connection.get())),
      .begin_time = TimeOf(X509_get0_notBefore(certificate)),
      .end_time = TimeOf(X509_get0_notAfter(certificate)),
      .names = NamesOf(certificate)};
}

}  // namespace comptoir::sdk
