#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/rpc/generated_service.h"
#include "server/rpc/idempotency.h"

namespace comptoir::rpc {
namespace {

using google::protobuf::Message;

constexpr size_t kSeedBytes = 16;
constexpr char kReplayedKey[] = "comptoir-replayed";

// The view of a metadata value lives as long as the context.
std::string_view AuthorizationView(const grpc::CallbackServerContext& context) {
  const auto found = context.client_metadata().find("authorization");
  if (found == context.client_metadata().end()) return {};
  return {found->second.data(), found->second.size()};
}

// "ipv4:192.0.2.1:50000" -> "192.0.2.1"; "ipv6:%5B::1%5D:50000" -> "::1".
std::string PeerAddress(const grpc::CallbackServerContext& context) {
  std::string peer = context.peer();
  const size_t scheme = peer.find(':');
  const size_t port = peer.rfind(':');
  if (scheme == std::string::npos || port <= scheme) return "";
  peer = peer.substr(scheme + 1, port - scheme - 1);
  for (const std::string_view bracket : {"%5B", "%5D", "[", "]"}) {
    const size_t at = peer.find(bracket);
    if (at != std::string::npos) peer.erase(at, bracket.size());
  }
  return peer;
}

// Nobody waits for the answer any more: no work is done for it. gRPC cancels a
// call when its deadline passes; a deadline is on the machine's clock.
absl::Status CheckTime(const grpc::CallbackServerContext& context) {
  if (!context.IsCancelled() &&
      context.deadline() > std::chrono::system_clock::now()) {
    return absl::OkStatus();
  }
  return Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
               "the caller's deadline passed before the work began");
}

// gRPC made the request for this one call, so the call may trim it.
Message& Trimmable(const Message& request) {
  return const_cast<Message&>(request);
}

// What is counted, logged and answered at the end of every unary call.
void Finish(Runtime& runtime, const Method& method, absl::Time start,
            const Call* call, bool replayed, const absl::Status& status,
            grpc::ServerUnaryReactor* reactor) {
  const absl::Duration duration = runtime.clock().Now() - start;
  method.metrics().Count(status.code(), duration);
  CallFacts facts{
      .method = method.name(), .duration = duration, .replayed = replayed};
  if (call != nullptr) {
    facts.merchant = call->merchant_id();
    facts.principal = call->principal().id;
  }
  runtime.log().Write(facts, status);
  reactor->Finish(ToGrpc(status));
}

// One write on its way through its lane. Deletes itself with its answer.
class Write {
 public:
  using Body = std::function<absl::Status(const Call&, store::Transaction&)>;

  Write(Runtime& runtime, const Method& method,
        grpc::CallbackServerContext* context, const Message& request,
        Message* response, Body body)
      : runtime_(runtime),
        method_(method),
        context_(context),
        request_(request),
        response_(response),
        body_(std::move(body)),
        start_(runtime.clock().Now()) {}

  void Start() {
    auto principal =
        runtime_.Admit(method_, AuthorizationView(*context_), start_);
    if (!principal.ok()) return Answer(std::move(principal).status());
    if (auto status = CheckTime(*context_); !status.ok()) return Answer(status);
    if (auto status = method_.request_rules().Admit(Trimmable(request_));
        !status.ok()) {
      return Answer(status);
    }
    const Preparation* preparation = runtime_.PreparationOf(method_);
    if (preparation == nullptr) return Run({.principal = *std::move(principal)});
    caller_ = *std::move(principal);
    peer_ = PeerAddress(*context_);
    (*preparation)({.caller = caller_,
                    .request = request_,
                    .now = start_,
                    .peer = peer_},
                   [this](absl::StatusOr<Prepared> prepared) {
                     if (!prepared.ok()) return Answer(prepared.status());
                     Run(*std::move(prepared));
                   });
  }

 private:
  void Run(Prepared prepared) {
    call_.emplace(std::move(prepared.principal), start_,
                  RandomBytes(kSeedBytes), std::move(prepared.data));
    call_->set_page_token_secret(runtime_.page_token_secret());
    store::WriteContext context{.merchant_id = call_->merchant_id(),
                                .actor = call_->principal().id,
                                .method = method_.name(),
                                .time = start_};
    if (const std::string request_id = RequestId(); !request_id.empty()) {
      context.request_key = RequestKey(context.actor, request_id);
      context.request_hash =
          RequestHash(method_.name(), request_, *method_.request_id());
    }
    keeps_answer_ = !context.request_key.empty();
    runtime_.store().Update(
        std::move(context),
        [this](store::Transaction& txn, std::string* answer) {
          return RunBody(txn, answer);
        },
        [this](store::WriteResult result) { Complete(std::move(result)); });
  }

  std::string RequestId() const {
    if (method_.request_id() == nullptr) return "";
    return request_.GetReflection()->GetString(request_, method_.request_id());
  }

  // In the lane; may run more than once.
  absl::Status RunBody(store::Transaction& txn, std::string* answer) {
    RETURN_IF_ERROR(CheckTime(*context_));
    response_->Clear();
    call_->Rerun();
    RETURN_IF_ERROR(body_(*call_, txn));
    if (!keeps_answer_) return absl::OkStatus();
    *answer = response_->SerializeAsString();
    if (method_.answers_secret()) {
      *answer = SealAnswer(runtime_.answer_secret(), call_->principal().id,
                           RequestId(), *answer);
    }
    return absl::OkStatus();
  }

  // On a completion thread, once durable.
  void Complete(store::WriteResult result) {
    replayed_ = result.status.ok() && result.replayed;
    if (!replayed_) return Answer(std::move(result.status));
    method_.metrics().replayed.fetch_add(1, std::memory_order_relaxed);
    context_->AddTrailingMetadata(kReplayedKey, "true");
    Answer(Replay(std::move(result.response)));
  }

  absl::Status Replay(std::string answer) {
    if (method_.answers_secret()) {
      auto opened = UnsealAnswer(runtime_.answer_secret(),
                                 call_->principal().id, RequestId(), answer);
      if (!opened) return Corrupt("the kept answer to a request id");
      answer = *std::move(opened);
    }
    if (!response_->ParseFromString(answer)) {
      return Corrupt("the kept answer to a request id");
    }
    return absl::OkStatus();
  }

  void Answer(const absl::Status& status) {
    if (status.ok()) method_.redaction().Apply(call_->principal(), *response_);
    Finish(runtime_, method_, start_, call_ ? &*call_ : nullptr, replayed_,
           status, context_->DefaultReactor());
    delete this;
  }

  Runtime& runtime_;
  const Method& method_;
  grpc::CallbackServerContext* const context_;
  const Message& request_;
  Message* const response_;
  const Body body_;
  const absl::Time start_;
  Principal caller_;  // Of a call that is prepared.
  std::string peer_;
  std::optional<Call> call_;
  bool keeps_answer_ = false;
  bool replayed_ = false;
};

absl::Status Read(
    Runtime& runtime, const Method& method,
    const grpc::CallbackServerContext& context, const Message& request,
    Message* response, absl::Time start, std::optional<Call>& call,
    absl::FunctionRef<absl::Status(const Call&, const store::Snapshot&)> body) {
  ASSIGN_OR_RETURN(Principal principal,
                   runtime.Admit(method, AuthorizationView(context), start));
  RETURN_IF_ERROR(CheckTime(context));
  RETURN_IF_ERROR(method.request_rules().Admit(Trimmable(request)));
  // A read makes no ids: it needs no seed.
  call.emplace(std::move(principal), start, std::string_view());
  call->set_page_token_secret(runtime.page_token_secret());
  const auto snapshot = runtime.store().Read();
  RETURN_IF_ERROR(body(*call, *snapshot));
  method.redaction().Apply(call->principal(), *response);
  return absl::OkStatus();
}

}  // namespace

grpc::ServerUnaryReactor* ServeRead(
    Runtime& runtime, const Method& method,
    grpc::CallbackServerContext* context, const Message& request,
    Message* response,
    absl::FunctionRef<absl::Status(const Call&, const store::Snapshot&)> body) {
  const absl::Time start = runtime.clock().Now();
  std::optional<Call> call;
  const absl::Status status = Read(runtime, method, *context, request, response,
                                   start, call, body);
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  Finish(runtime, method, start, call ? &*call : nullptr, /*replayed=*/false,
         status, reactor);
  return reactor;
}

grpc::ServerUnaryReactor* ServeWrite(
    Runtime& runtime, const Method& method,
    grpc::CallbackServerContext* context, const Message& request,
    Message* response,
    std::function<absl::Status(const Call&, store::Transaction&)> body) {
  // Taken first: the write may be answered before this function returns.
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  (new Write(runtime, method, context, request, response, std::move(body)))
      ->Start();
  return reactor;
}

}  // namespace comptoir::rpc
