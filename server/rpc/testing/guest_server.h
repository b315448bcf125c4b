// A small real server for the tests of rpc/: a handler, a store in memory,
// made-up tokens, gRPC on loopback.
#ifndef COMPTOIR_SERVER_RPC_TESTING_GUEST_SERVER_H_
#define COMPTOIR_SERVER_RPC_TESTING_GUEST_SERVER_H_

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "comptoir/rpctest/v1/guest_service.grpc.pb.h"
#include "comptoir/rpctest/v1/guest_service.server.h"
#include "grpcpp/grpcpp.h"
#include "server/rpc/authenticator.h"
#include "server/rpc/bound_service.h"
#include "server/rpc/runtime.h"
#include "server/store/testing/test_store.h"

namespace comptoir::rpc {

inline constexpr char kTestMerchant[] = "mer_00000000000000000000000001";

// Tokens: "owner" (all permissions), "staff" (no contact data), "operator",
// "expired". Any of them can be revoked.
class TestAuthenticator final : public Authenticator {
 public:
  TestAuthenticator();
  absl::StatusOr<Principal> Authenticate(std::string_view token,
                                         absl::Time now) override;
  uint64_t Generation(std::string_view) const override { return generation_; }
  void Revoke(const std::string& token);
  // All that the token's holder may do from now on.
  void Grant(const std::string& token, const Permissions& permissions);

 private:
  void Changed();

  std::atomic<uint64_t> generation_ = 0;
  std::mutex mutex_;
  std::map<std::string, Principal, std::less<>> principals_;  // Guarded.
};

// A watch of so many has names so long that no client takes the first of them
// without reading.
inline constexpr int kManyGuests = 1'000'000;

// Keeps guests as rows of the customers' space. Guests named "Boom" make it
// fail as no handler should; those named "At N" are only created when N was
// prepared, and it asks for 1, 2, ... until then. A list ends with a guest
// whose name was prepared.
class GuestHandler final : public rpctest::v1::GuestServiceBase {
 public:
  template <typename T>
  using Or = absl::StatusOr<T>;

  Or<rpctest::v1::GetGuestResponse> GetGuest(
      const Call& call, const store::Snapshot& snapshot,
      const rpctest::v1::GetGuestRequest& request) override;
  Or<rpctest::v1::ListGuestsResponse> ListGuests(
      const Call& call, const store::Snapshot& snapshot,
      const rpctest::v1::ListGuestsRequest& request) override;
  Or<rpctest::v1::CreateGuestResponse> CreateGuest(
      const Call& call, store::Transaction& txn,
      const rpctest::v1::CreateGuestRequest& request) override;
  Or<rpctest::v1::CreateKeyResponse> CreateKey(
      const Call& call, store::Transaction& txn,
      const rpctest::v1::CreateKeyRequest& request) override;
  Or<rpctest::v1::CloseBookResponse> CloseBook(
      const Call& call, const store::Snapshot& snapshot,
      const rpctest::v1::CloseBookRequest& request) override;
  Or<rpctest::v1::KnockResponse> Knock(
      const Call& call, const store::Snapshot& snapshot,
      const rpctest::v1::KnockRequest& request) override;
  Or<std::unique_ptr<Source<rpctest::v1::WatchGuestsResponse>>> WatchGuests(
      std::shared_ptr<const Call> call,
      const rpctest::v1::WatchGuestsRequest& request, Wake wake) override;
  Or<std::unique_ptr<
      Intake<rpctest::v1::SeatGuestsRequest, rpctest::v1::SeatGuestsResponse>>>
  SeatGuests(std::shared_ptr<const Call> call) override;
  Or<std::unique_ptr<
      Session<rpctest::v1::EchoRequest, rpctest::v1::EchoResponse>>>
  Echo(std::shared_ptr<const Call> call, Wake wake) override;

  // Every Wake that was ever given out; outlives its stream.
  std::vector<Wake> wakes();
  // Sources, sessions and intakes that live now.
  int open() const { return *open_; }

  // What intakes did. A guest named "wait" is not seated before Seat().
  struct Seating {
    std::mutex mutex;
    std::vector<std::string> names;             // All are guarded by mutex.
    std::function<void(absl::Status)> waiting;  // Empty: nobody waits.
    int finished = 0;
  };
  Seating& seating() { return *seating_; }
  void Seat();

 private:
  const std::shared_ptr<Seating> seating_ = std::make_shared<Seating>();
  std::mutex mutex_;
  std::vector<Wake> wakes_;  // Guarded by mutex_.
  std::shared_ptr<std::atomic<int>> open_ =
      std::make_shared<std::atomic<int>>(0);
};

// Serves until destroyed.
class GuestServer {
 public:
  explicit GuestServer(RuntimeOptions options = {});
  ~GuestServer();

  // A stub over a connection of its own.
  std::unique_ptr<rpctest::v1::GuestService::Stub> NewStub() const;
  std::shared_ptr<grpc::Channel> NewChannel() const;

  store::TestStore& store() { return store_; }
  TestAuthenticator& authenticator() { return authenticator_; }
  GuestHandler& handler() { return handler_; }
  Runtime& runtime() { return *runtime_; }

 private:
  store::TestStore store_;
  TestAuthenticator authenticator_;
  GuestHandler handler_;
  std::unique_ptr<Runtime> runtime_;
  std::unique_ptr<BoundService> bound_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

// A context with a token; none when empty.
std::unique_ptr<grpc::ClientContext> ContextFor(const std::string& token);

// The ErrorInfo's reason in a status as a client gets it.
std::string WireReason(const grpc::Status& status);

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_TESTING_GUEST_SERVER_H_
