#include "server/base/http/address_rules.h"

#include <sys/socket.h>
#include <sys/un.h>

#include "gmock/gmock.h"

namespace comptoir {
namespace {

TEST(AddressRulesTest, PublicAddresses) {
  for (const char* host : {"1.1.1.1",
                           "8.8.8.8",
                           "100.63.255.255",
                           "100.128.0.0",
                           "126.255.255.255",
                           "128.0.0.0",
                           "169.253.255.255",
                           "169.255.0.0",
                           "172.15.255.255",
                           "172.32.0.0",
                           "192.167.255.255",
                           "192.169.0.0",
                           "198.17.255.255",
                           "198.20.0.0",
                           "223.255.255.255",
                           "11.0.0.0",
                           "[2606:4700:4700::1111]",
                           "2a00:1450:4007::1",
                           "[2001:200::1]",
                           "[::ffff:8.8.8.8]",
                           "[2002:808:808::1]",
                           "[64:ff9b::808:808]",
                           "example.org",
                           "localhost.example",
                           "notlocalhost",
                           ""}) {
    EXPECT_EQ(KindOfHost(host), AddressKind::kPublic) << host;
  }
}

TEST(AddressRulesTest, LoopbackAddresses) {
  for (const char* host :
       {"127.0.0.1", "127.255.255.255", "[::1]", "::1", "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]", "[2002:7f00:1::]", "[64:ff9b::7f00:1]", "localhost",
        "LocalHost.", "till.localhost"}) {
    EXPECT_EQ(KindOfHost(host), AddressKind::kLoopback) << host;
  }
}

TEST(AddressRulesTest, PrivateAddresses) {
  for (const char* host : {"10.0.0.1",
                           "100.64.0.0",
                           "100.127.255.255",
                           "169.254.0.0",
                           "169.254.169.254",
                           "169.254.255.255",
                           "172.16.0.0",
                           "172.31.255.255",
                           "192.0.0.1",
                           "192.0.2.1",
                           "192.168.0.0",
                           "192.168.255.255",
                           "198.18.0.0",
                           "198.19.255.255",
                           "198.51.100.1",
                           "203.0.113.1",
                           "192.88.99.1",
                           "[fe80::1]",
                           "[fc00::1]",
                           "[fd00:ec2::254]",
                           "[fec0::1]",
                           "[2001:db8::1]",
                           "[2001::1]",
                           "[2001:1ff::1]",
                           "[3fff:fff::1]",
                           "[::ffff:169.254.169.254]",
                           "[::ffff:a9fe:a9fe]",
                           "[2002:a9fe:a9fe::]",
                           "[64:ff9b::a9fe:a9fe]",
                           "[::7f00:1]",
                           "[4000::1]",
                           "[64:ff9b:1::1]"}) {
    EXPECT_EQ(KindOfHost(host), AddressKind::kPrivate) << host;
  }
}

TEST(AddressRulesTest, AddressesOfNobody) {
  for (const char* host :
       {"0.0.0.0", "0.255.255.255", "224.0.0.1", "239.255.255.255", "240.0.0.1",
        "255.255.255.255", "[::]", "[ff02::1]", "[::ffff:0.0.0.0]"}) {
    EXPECT_EQ(KindOfHost(host), AddressKind::kNobody) << host;
  }
}

TEST(AddressRulesTest, OnlyIpIsAnAddress) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  EXPECT_EQ(KindOfAddress(reinterpret_cast<sockaddr&>(address)),
            AddressKind::kNobody);
}

}  // namespace
}  // namespace comptoir
