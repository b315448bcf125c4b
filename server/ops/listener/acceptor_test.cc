#include "server/ops/listener/acceptor.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/server.h"
#include "gtest/gtest.h"
#include "server/base/status.h"

namespace comptoir::ops {
namespace {

constexpr int kPatienceMs = 20'000;

// A connection to `port` of 127.0.0.1.
FileDescriptor ConnectTo(int port) {
  FileDescriptor made(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(made.get(), reinterpret_cast<sockaddr*>(&address),
              sizeof(address)) != 0) {
    return FileDescriptor();
  }
  return made;
}

// Whether the other side says something before it closes: gRPC its settings.
bool IsSpokenTo(const FileDescriptor& connection) {
  pollfd watched{.fd = connection.get(), .events = POLLIN};
  char byte = 0;
  return poll(&watched, 1, kPatienceMs) == 1 &&
         read(connection.get(), &byte, 1) == 1;
}

// The lowest descriptor that is free.
int NextDescriptor() {
  const FileDescriptor next(dup(STDERR_FILENO));
  return next.get();
}

class AcceptorTest : public testing::Test {
 protected:
  void Serve(int connection_fd_limit) {
    auto listening = Acceptor::Listen("127.0.0.1:0", connection_fd_limit);
    ASSERT_TRUE(listening.ok()) << listening.status();
    acceptor_ = *std::move(listening);
    grpc::ServerBuilder builder;
    auto server = builder.experimental().AddExternalConnectionAcceptor(
        grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD,
        grpc::InsecureServerCredentials());
    builder.RegisterCallbackGenericService(&service_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
    acceptor_->Start(std::move(server));
  }
  void TearDown() override {
    if (acceptor_) acceptor_->Stop();
    if (server_) server_->Shutdown();
  }

  grpc::CallbackGenericService service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Acceptor> acceptor_;
};

TEST_F(AcceptorTest, HandsConnectionsToTheServer) {
  Serve(1000);

  EXPECT_TRUE(IsSpokenTo(ConnectTo(acceptor_->port())));
  EXPECT_EQ(acceptor_->refused(), 0u);
}

TEST_F(AcceptorTest, RefusesWhatIsTooManyAndServesOn) {
  // Ours are of the same process: one of each for a connection.
  constexpr int kConnections = 10;
  Serve(NextDescriptor() + 2 * kConnections + 20);
  std::vector<FileDescriptor> held;
  while (acceptor_->refused() == 0) {
    held.push_back(ConnectTo(acceptor_->port()));
    ASSERT_TRUE(held.back().is_open());
    if (!IsSpokenTo(held.back())) break;
  }
  EXPECT_GT(held.size(), static_cast<size_t>(kConnections) / 2);
  EXPECT_FALSE(IsSpokenTo(ConnectTo(acceptor_->port())));

  held.clear();

  // As soon as the server has seen that they are gone.
  while (!IsSpokenTo(ConnectTo(acceptor_->port()))) {
  }
}

TEST_F(AcceptorTest, ListensNoMoreOnceItStops) {
  Serve(1000);
  const int port = acceptor_->port();

  acceptor_->Stop();

  EXPECT_FALSE(ConnectTo(port).is_open());
}

TEST_F(AcceptorTest, HasItsPortToItself) {
  Serve(1000);
  const std::string address = fmt::format("127.0.0.1:{}", acceptor_->port());

  const auto second = Acceptor::Listen(address, 1000);

  EXPECT_EQ(ReasonOf(second.status()), "PORT_IN_USE");
}

TEST(Acceptor, ListensOnAllAddressesOfAName) {
  for (const char* address : {"localhost:0", "0.0.0.0:0", "127.0.0.1:0"}) {
    const auto acceptor = Acceptor::Listen(address, 1000);

    ASSERT_TRUE(acceptor.ok()) << acceptor.status();
    EXPECT_TRUE(ConnectTo((*acceptor)->port()).is_open()) << address;
  }
}

TEST(Acceptor, SaysWhatIsNoAddress) {
  for (const char* address : {"192.0.2.1:0", "no.such.host.invalid:0"}) {
    EXPECT_EQ(ReasonOf(Acceptor::Listen(address, 1000).status()), "PORT_IN_USE")
        << address;
  }
}

}  // namespace
}  // namespace comptoir::ops
