#include "server/base/http/address_rules.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <strings.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace comptoir {
namespace {

struct Block4 {
  uint32_t start;
  int bits;
  AddressKind kind;
};

constexpr uint32_t Ip(uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
  return a << 24 | b << 16 | c << 8 | d;
}

// IANA's special-purpose registry of IPv4.
constexpr Block4 kBlocks4[] = {
    {Ip(0, 0, 0, 0), 8, AddressKind::kNobody},
    {Ip(10, 0, 0, 0), 8, AddressKind::kPrivate},
    {Ip(100, 64, 0, 0), 10, AddressKind::kPrivate},  // Carriers' own.
    {Ip(127, 0, 0, 0), 8, AddressKind::kLoopback},
    {Ip(169, 254, 0, 0), 16, AddressKind::kPrivate},  // Link-local, metadata.
    {Ip(172, 16, 0, 0), 12, AddressKind::kPrivate},
    {Ip(192, 0, 0, 0), 24, AddressKind::kPrivate},    // Protocol assignments.
    {Ip(192, 0, 2, 0), 24, AddressKind::kPrivate},    // Documentation.
    {Ip(192, 88, 99, 0), 24, AddressKind::kPrivate},  // Old 6to4 relays.
    {Ip(192, 168, 0, 0), 16, AddressKind::kPrivate},
    {Ip(198, 18, 0, 0), 15, AddressKind::kPrivate},    // Benchmarks.
    {Ip(198, 51, 100, 0), 24, AddressKind::kPrivate},  // Documentation.
    {Ip(203, 0, 113, 0), 24, AddressKind::kPrivate},   // Documentation.
    {Ip(224, 0, 0, 0), 4, AddressKind::kNobody},       // Multicast.
    {Ip(240, 0, 0, 0), 4, AddressKind::kNobody},       // Reserved, broadcast.
};

AddressKind KindOf4(uint32_t address) {
  for (const Block4& block : kBlocks4) {
    const uint32_t mask = ~uint32_t{0} << (32 - block.bits);
    if ((address & mask) == block.start) return block.kind;
  }
  return AddressKind::kPublic;
}

using Bytes6 = std::array<uint8_t, 16>;

bool StartsWith(const Bytes6& address, std::initializer_list<uint8_t> start) {
  return std::memcmp(address.data(), std::data(start), start.size()) == 0;
}

AddressKind KindOf4At(const Bytes6& address, size_t at) {
  return KindOf4(
      Ip(address[at], address[at + 1], address[at + 2], address[at + 3]));
}

AddressKind KindOf6(const Bytes6& address) {
  constexpr Bytes6 kUnspecified = {};
  constexpr Bytes6 kLoopback = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  if (address == kUnspecified) return AddressKind::kNobody;
  if (address == kLoopback) return AddressKind::kLoopback;
  if (address[0] == 0xff) return AddressKind::kNobody;  // Multicast.
  // IPv4 in IPv6: ::ffff:0:0/96, 64:ff9b::/96 and 2002::/16.
  if (StartsWith(address, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}) ||
      StartsWith(address, {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0})) {
    return KindOf4At(address, 12);
  }
  if (StartsWith(address, {0x20, 0x02})) return KindOf4At(address, 2);
  // Only 2000::/3 is given out; of it 2001::/23 has meanings of its own,
  // 2001:db8::/32 and 3fff::/20 are for documentation.
  const bool is_unicast = (address[0] & 0xe0) == 0x20;
  const bool is_special =
      (StartsWith(address, {0x20, 0x01}) && address[2] < 2) ||
      StartsWith(address, {0x20, 0x01, 0x0d, 0xb8}) ||
      (StartsWith(address, {0x3f, 0xff}) && address[2] < 0x10);
  return is_unicast && !is_special ? AddressKind::kPublic
                                   : AddressKind::kPrivate;
}

bool IsLocalhost(std::string_view host) {
  constexpr std::string_view kLocalhost = "localhost";
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host.size() < kLocalhost.size()) return false;
  const std::string_view before =
      host.substr(0, host.size() - kLocalhost.size());
  const std::string end(host.substr(before.size()));
  return strcasecmp(end.c_str(), kLocalhost.data()) == 0 &&
         (before.empty() || before.ends_with('.'));
}

}  // namespace

AddressKind KindOfAddress(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    const auto& ip = reinterpret_cast<const sockaddr_in&>(address);
    return KindOf4(ntohl(ip.sin_addr.s_addr));
  }
  if (address.sa_family == AF_INET6) {
    const auto& ip = reinterpret_cast<const sockaddr_in6&>(address);
    Bytes6 bytes;
    std::memcpy(bytes.data(), &ip.sin6_addr, bytes.size());
    return KindOf6(bytes);
  }
  return AddressKind::kNobody;
}

AddressKind KindOfHost(const std::string& host) {
  in_addr ip4;
  if (inet_pton(AF_INET, host.c_str(), &ip4) == 1) {
    return KindOf4(ntohl(ip4.s_addr));
  }
  const bool is_bracketed = host.size() > 2 && host.front() == '[';
  const std::string bare =
      is_bracketed ? host.substr(1, host.size() - 2) : host;
  Bytes6 ip6;
  if (inet_pton(AF_INET6, bare.c_str(), ip6.data()) == 1) return KindOf6(ip6);
  return IsLocalhost(host) ? AddressKind::kLoopback : AddressKind::kPublic;
}

}  // namespace comptoir
