#include "server/rpc/testing/guest_server.h"

#include <utility>

#include "comptoir/annotations.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "server/base/digest.h"
#include "server/base/status.h"
#include "server/rpc/page_token.h"
#include "server/rpc/preparation.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::rpc {
namespace {

using rpctest::v1::CloseBookRequest;
using rpctest::v1::CloseBookResponse;
using rpctest::v1::CreateGuestRequest;
using rpctest::v1::CreateGuestResponse;
using rpctest::v1::CreateKeyRequest;
using rpctest::v1::CreateKeyResponse;
using rpctest::v1::EchoRequest;
using rpctest::v1::EchoResponse;
using rpctest::v1::GetGuestRequest;
using rpctest::v1::GetGuestResponse;
using rpctest::v1::GuestService;
using rpctest::v1::KnockRequest;
using rpctest::v1::KnockResponse;
using rpctest::v1::ListGuestsRequest;
using rpctest::v1::ListGuestsResponse;
using rpctest::v1::SeatGuestsRequest;
using rpctest::v1::SeatGuestsResponse;
using rpctest::v1::WatchGuestsRequest;
using rpctest::v1::WatchGuestsResponse;

constexpr int kPatienceSeconds = 20;

using GuestSource = Source<WatchGuestsResponse>;
using SeatIntake = Intake<SeatGuestsRequest, SeatGuestsResponse>;
using EchoSession = Session<EchoRequest, EchoResponse>;

// Counts itself while it lives.
class Counted {
 public:
  explicit Counted(std::shared_ptr<std::atomic<int>> count)
      : count_(std::move(count)) {
    ++*count_;
  }
  ~Counted() { --*count_; }
  Counted(const Counted&) = delete;

 private:
  const std::shared_ptr<std::atomic<int>> count_;
};

class CountedSource final : public GuestSource, Counted {
 public:
  CountedSource(int count, std::shared_ptr<std::atomic<int>> open)
      : Counted(std::move(open)),
        name_(count < kManyGuests ? "Anna" : std::string(kLongName, 'a')),
        left_(count) {}

  absl::StatusOr<bool> Next(WatchGuestsResponse* message) override {
    if (left_ == 0) return absl::OutOfRangeError("");
    // A negative count has nothing to say, and never ends.
    if (left_ < 0) return false;
    --left_;
    message->mutable_guest()->set_name(name_);
    message->mutable_guest()->set_email("anna@example.com");
    return true;
  }

 private:
  static constexpr size_t kLongName = size_t{1} << 20;

  const std::string name_;
  int left_;
};

class SeatingIntake final : public SeatIntake, Counted {
 public:
  SeatingIntake(std::shared_ptr<GuestHandler::Seating> facts,
                std::shared_ptr<std::atomic<int>> open)
      : Counted(std::move(open)), facts_(std::move(facts)) {}

  void Take(SeatGuestsRequest request,
            std::function<void(absl::Status)> ready) override {
    if (request.name() == "fail") {
      return ready(Error(absl::StatusCode::kAborted, "ASKED", "asked to"));
    }
    last_ = std::move(request);
    ++count_;
    {
      const std::lock_guard<std::mutex> lock(facts_->mutex);
      facts_->names.push_back(last_.name());
      if (last_.name() == "wait") {
        facts_->waiting = std::move(ready);
        return;
      }
    }
    ready(absl::OkStatus());
  }
  void Finish(
      std::function<void(absl::StatusOr<SeatGuestsResponse>)> answer) override {
    if (!last_.is_last()) {
      return answer(Error(absl::StatusCode::kFailedPrecondition, "INCOMPLETE",
                          "somebody is missing"));
    }
    {
      const std::lock_guard<std::mutex> lock(facts_->mutex);
      ++facts_->finished;
    }
    SeatGuestsResponse response;
    response.set_count(count_);
    response.mutable_guest()->set_name(last_.name());
    response.mutable_guest()->set_email("anna@example.com");
    answer(std::move(response));
  }

 private:
  const std::shared_ptr<GuestHandler::Seating> facts_;
  SeatGuestsRequest last_;
  int count_ = 0;
};

class Echoing final : public EchoSession, Counted {
 public:
  Echoing(Wake wake, std::shared_ptr<std::atomic<int>> open)
      : Counted(std::move(open)), wake_(std::move(wake)) {}

  absl::StatusOr<bool> Next(EchoResponse* message) override {
    if (has_text_) {
      message->set_text(std::exchange(text_, ""));
      has_text_ = false;
      ready_(absl::OkStatus());
      return true;
    }
    if (client_done_) return absl::OutOfRangeError("");
    return false;
  }
  void Take(EchoRequest request,
            std::function<void(absl::Status)> ready) override {
    if (request.text() == "fail") {
      return ready(Error(absl::StatusCode::kAborted, "ASKED", "asked to"));
    }
    text_ = request.text();
    has_text_ = true;
    ready_ = std::move(ready);
    wake_();
  }
  void ClientDone() override { client_done_ = true; }

 private:
  const Wake wake_;
  bool has_text_ = false;
  bool client_done_ = false;
  std::string text_;
  std::function<void(absl::Status)> ready_;
};

absl::Status AskUntilPrepared(std::string_view name, const Call& call) {
  constexpr std::string_view kAt = "At ";
  if (!name.starts_with(kAt)) return absl::OkStatus();
  const int wanted = std::stoi(std::string(name.substr(kAt.size())));
  const int prepared = call.prepared<int>();
  if (prepared == wanted) return absl::OkStatus();
  return PrepareAgain(std::to_string(prepared + 1));
}

std::string KeyOf(const Call& call, std::string_view id) {
  return store::Key(store::Space::kCustomers, call.merchant_id()).Id(id).Take();
}

}  // namespace

TestAuthenticator::TestAuthenticator() {
  Principal owner;
  owner.kind = Principal::Kind::kMember;
  owner.merchant_id = kTestMerchant;
  owner.id = "mem_owner";
  owner.permissions = Permissions::All();
  principals_["owner"] = owner;
  Principal staff = owner;
  staff.id = "mem_staff";
  staff.permissions = Permissions();
  staff.permissions.Add(PERMISSION_CUSTOMERS_VIEW);
  staff.permissions.Add(PERMISSION_CUSTOMERS_CREATE);
  principals_["staff"] = staff;
  Principal expired = owner;
  expired.expire_time = absl::UnixEpoch();
  principals_["expired"] = expired;
  Principal installation;
  installation.kind = Principal::Kind::kOperator;
  installation.id = "operator";
  principals_["operator"] = installation;
}

absl::StatusOr<Principal> TestAuthenticator::Authenticate(
    std::string_view token, absl::Time now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = principals_.find(token);
  if (found == principals_.end()) return TokenInvalid();
  return found->second;
}

void TestAuthenticator::Revoke(const std::string& token) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    principals_.erase(token);
  }
  Changed();
}

void TestAuthenticator::Grant(const std::string& token,
                              const Permissions& permissions) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    principals_.at(token).permissions = permissions;
  }
  Changed();
}

void TestAuthenticator::Changed() {
  ++generation_;
  TellListener();
}

absl::StatusOr<GetGuestResponse> GuestHandler::GetGuest(
    const Call& call, const store::Snapshot& snapshot,
    const GetGuestRequest& request) {
  ASSIGN_OR_RETURN(auto row, snapshot.Get(KeyOf(call, request.id())));
  if (!row) return NotFound("guest", request.id());
  GetGuestResponse response;
  response.mutable_guest()->ParseFromString(*row);
  return response;
}

absl::StatusOr<ListGuestsResponse> GuestHandler::ListGuests(
    const Call& call, const store::Snapshot& snapshot,
    const ListGuestsRequest& request) {
  ASSIGN_OR_RETURN(const std::string from, OpenPageToken(call, request));
  ListGuestsResponse response;
  response.add_guests()->set_name(from.empty() ? "first" : from);
  if (const auto& name = call.prepared<std::string>(); !name.empty()) {
    response.add_guests()->set_name(name);
  }
  response.set_next_page_token(MakePageToken(call, request, "second"));
  return response;
}

absl::StatusOr<CreateGuestResponse> GuestHandler::CreateGuest(
    const Call& call, store::Transaction& txn,
    const CreateGuestRequest& request) {
  if (request.guest().name() == "Boom") {
    return absl::InternalError("the password is swordfish");
  }
  RETURN_IF_ERROR(AskUntilPrepared(request.guest().name(), call));
  CreateGuestResponse response;
  *response.mutable_guest() = request.guest();
  response.mutable_guest()->set_id(call.NewId("gst"));
  txn.Put(KeyOf(call, response.guest().id()),
          response.guest().SerializeAsString());
  return response;
}

absl::StatusOr<CreateKeyResponse> GuestHandler::CreateKey(
    const Call& call, store::Transaction& txn, const CreateKeyRequest&) {
  CreateKeyResponse response;
  response.set_key("key-" + call.NewId("key"));
  txn.Put(KeyOf(call, txn.NewId("gst")), Sha256(response.key()));
  return response;
}

absl::StatusOr<CloseBookResponse> GuestHandler::CloseBook(
    const Call&, const store::Snapshot&, const CloseBookRequest&) {
  return CloseBookResponse();
}

absl::StatusOr<KnockResponse> GuestHandler::Knock(const Call&,
                                                  const store::Snapshot&,
                                                  const KnockRequest&) {
  return KnockResponse();
}

absl::StatusOr<std::unique_ptr<GuestSource>> GuestHandler::WatchGuests(
    std::shared_ptr<const Call> call, const WatchGuestsRequest& request,
    Wake wake) {
  const std::lock_guard<std::mutex> lock(mutex_);
  wakes_.push_back(std::move(wake));
  return std::make_unique<CountedSource>(request.count(), open_);
}

absl::StatusOr<std::unique_ptr<EchoSession>> GuestHandler::Echo(
    std::shared_ptr<const Call> call, Wake wake) {
  const std::lock_guard<std::mutex> lock(mutex_);
  wakes_.push_back(wake);
  return std::make_unique<Echoing>(std::move(wake), open_);
}

absl::StatusOr<std::unique_ptr<SeatIntake>> GuestHandler::SeatGuests(
    std::shared_ptr<const Call> call) {
  return std::make_unique<SeatingIntake>(seating_, open_);
}

void GuestHandler::Seat() {
  std::function<void(absl::Status)> ready;
  {
    const std::lock_guard<std::mutex> lock(seating_->mutex);
    ready = std::exchange(seating_->waiting, nullptr);
  }
  ready(absl::OkStatus());
}

std::vector<Wake> GuestHandler::wakes() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return wakes_;
}

GuestServer::GuestServer(RuntimeOptions options) {
  runtime_ = std::make_unique<Runtime>(store_.store(), authenticator_,
                                       store_.clock(), std::move(options));
  bound_ = BindGuestService(handler_, *runtime_);
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                           &port_);
  builder.RegisterService(bound_->grpc_service());
  server_ = builder.BuildAndStart();
}

GuestServer::~GuestServer() {
  runtime_->Drain();
  server_->Shutdown();
}

std::shared_ptr<grpc::Channel> GuestServer::NewChannel() const {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  // What is taken without being read stays at the 64 KiB of HTTP/2.
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  return grpc::CreateCustomChannel("127.0.0.1:" + std::to_string(port_),
                                   grpc::InsecureChannelCredentials(),
                                   arguments);
}

std::unique_ptr<GuestService::Stub> GuestServer::NewStub() const {
  return GuestService::NewStub(NewChannel());
}

std::unique_ptr<grpc::ClientContext> ContextFor(const std::string& token) {
  auto context = std::make_unique<grpc::ClientContext>();
  if (!token.empty()) context->AddMetadata("authorization", "Bearer " + token);
  context->set_deadline(gpr_time_from_seconds(kPatienceSeconds, GPR_TIMESPAN));
  return context;
}

std::string WireReason(const grpc::Status& status) {
  google::rpc::Status wire;
  if (!wire.ParseFromString(status.error_details())) return "";
  for (const auto& detail : wire.details()) {
    google::rpc::ErrorInfo info;
    if (detail.UnpackTo(&info)) return info.reason();
  }
  return "";
}

}  // namespace comptoir::rpc
