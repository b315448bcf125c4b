#include "server/rpc/unary.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "google/protobuf/arena.h"
#include "server/base/status.h"
#include "server/kv/last_row_view.h"
#include "server/rpc/sealing/idempotency.h"
#include "server/rpc/wire/grpc_wire.h"
#include "server/rpc/writes/write_as.h"

namespace comptoir::rpc {
namespace {

using google::protobuf::Arena;
using google::protobuf::ArenaOptions;
using google::protobuf::Message;

// What most requests fit into, so that their arena allocates nothing.
constexpr size_t kArenaBytes = 2048;
constexpr char kReplayedKey[] = "comptoir-replayed";

// When nobody waits for the answer any more, no work is done for it. There is
// no longest deadline: a call waits for its lane's queue at most, which is
// bounded (store.h).
absl::Status CheckTime(const grpc::CallbackServerContext& context,
                       absl::Time now) {
  if (!context.IsCancelled() && absl::FromChrono(context.deadline()) > now) {
    return absl::OkStatus();
  }
  return Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
               "the caller's deadline passed before the work began");
}

// The steps of every call up to a well-formed request.
template <typename Body>
absl::StatusOr<Principal> Admit(const UnaryHandler<Body>& handler,
                                const grpc::CallbackServerContext& context,
                                const grpc::ByteBuffer& bytes, absl::Time now,
                                Message& request) {
  ASSIGN_OR_RETURN(
      Principal principal,
      handler.runtime.Admit(handler.method, Authorization(context), now));
  RETURN_IF_ERROR(CheckTime(context, now));
  RETURN_IF_ERROR(Parse(bytes, handler.method.request_bytes_max(), request));
  RETURN_IF_ERROR(handler.runtime.AdmitRequest(handler.method, request));
  return principal;
}

// What is counted, logged and answered at the end of every call.
template <typename Body>
void Finish(const UnaryHandler<Body>& handler, absl::Time start,
            const Call* call, bool replayed, const absl::Status& status,
            grpc::ServerUnaryReactor* reactor) {
  const absl::Duration duration = handler.runtime.clock().Now() - start;
  handler.method.metrics().Count(status.code(), duration);
  CallFacts facts{.method = handler.method.name(),
                  .duration = duration,
                  .replayed = replayed};
  if (call != nullptr) {
    facts.merchant = call->merchant_id();
    facts.principal = call->principal().id;
  }
  handler.runtime.log().Write(facts, status);
  reactor->Finish(ToGrpc(status));
}

// One write on its way through its lane. Deletes itself with its answer.
class Write {
 public:
  Write(const UnaryHandler<WriteBody>& handler,
        grpc::CallbackServerContext* context, grpc::ByteBuffer* response)
      : handler_(handler),
        runtime_(handler.runtime),
        method_(handler.method),
        context_(context),
        reactor_(context->DefaultReactor()),
        response_(response),
        start_(runtime_.clock().Now()),
        request_(handler.request.New(&arena_)) {}

  grpc::ServerUnaryReactor* reactor() const { return reactor_; }

  void Start(const grpc::ByteBuffer& bytes) {
    auto principal = Admit(handler_, *context_, bytes, start_, *request_);
    if (!principal.ok()) return Answer(std::move(principal).status());
    preparation_ = runtime_.PreparationOf(method_);
    if (preparation_ == nullptr) {
      return Run({.principal = *std::move(principal)});
    }
    caller_ = *std::move(principal);
    peer_ = PeerAddress(*context_);
    Prepare();
  }

 private:
  void Prepare() {
    ++preparations_;
    (*preparation_)({.caller = caller_,
                     .request = *request_,
                     .now = start_,
                     .peer = peer_,
                     .missing = missing_},
                    [this](absl::StatusOr<Prepared> prepared) {
                      if (!prepared.ok()) return Answer(prepared.status());
                      Run(*std::move(prepared));
                    });
  }

  void Run(Prepared prepared) {
    WriteAs as{.principal = prepared.principal,
               .method = method_.name(),
               .now = start_};
    const std::string request_id = IsValidateOnly() ? "" : RequestId();
    if (!request_id.empty()) {
      as.request_key = RequestKey(as.principal.id, request_id);
      // Of the request as it came: a transaction may have changed it since.
      if (request_hash_.empty()) {
        request_hash_ = RequestHash(runtime_.answer_secret(), method_.name(),
                                    *request_, *method_.request_id());
      }
      as.request_hash = request_hash_;
    }
    SeededContext seeded = ContextOf(std::move(as));
    keeps_answer_ = !seeded.context.request_key.empty();
    call_.emplace(std::move(prepared.principal), start_, seeded.call_seed,
                  std::move(prepared.data));
    call_->set_page_token_secret(runtime_.page_token_secret());
    runtime_.store().Update(
        std::move(seeded.context),
        [this](store::Transaction& txn, std::string* kept) {
          return RunBody(txn, kept);
        },
        [this](store::WriteResult result) { Complete(std::move(result)); });
  }

  bool IsValidateOnly() const {
    return method_.validate_only() != nullptr &&
           request_->GetReflection()->GetBool(*request_,
                                              method_.validate_only());
  }

  std::string RequestId() const {
    if (method_.request_id() == nullptr) return "";
    return request_->GetReflection()->GetString(*request_,
                                                method_.request_id());
  }

  // In the lane; may run more than once.
  absl::Status RunBody(store::Transaction& txn, std::string* kept) {
    is_validated_ = false;
    RETURN_IF_ERROR(CheckTime(*context_, runtime_.clock().Now()));
    call_->Rerun();
    RETURN_IF_ERROR(runtime_.ResolveProfiles(method_, txn, call_->merchant_id(),
                                             *request_));
    RETURN_IF_ERROR(handler_.body(
        *call_, txn, *request_,
        [this](Message& answer) { answer_ = answer.SerializeAsString(); }));
    // An error takes back what was written; Complete() knows better.
    is_validated_ = IsValidateOnly();
    if (is_validated_) return absl::CancelledError("validate_only");
    if (!keeps_answer_) return absl::OkStatus();
    *kept = method_.answers_secret()
                ? SealAnswer(runtime_.answer_secret(), call_->principal().id,
                             RequestId(), answer_)
                : answer_;
    return absl::OkStatus();
  }

  // On a completion thread, once durable.
  void Complete(store::WriteResult result) {
    if (is_validated_) return Answer(absl::OkStatus());
    if (auto missing = MissingIn(result.status)) {
      if (preparation_ == nullptr || preparations_ == kPreparationsMax) {
        return Answer(ChangedMeanwhile());
      }
      missing_ = *std::move(missing);
      return Prepare();
    }
    replayed_ = result.status.ok() && result.replayed;
    if (!replayed_) return Answer(std::move(result.status));
    method_.metrics().replayed.fetch_add(1, std::memory_order_relaxed);
    context_->AddTrailingMetadata(kReplayedKey, "true");
    Answer(Recall(std::move(result.response)));
  }

  // Takes the first answer as this one.
  absl::Status Recall(std::string kept) {
    answer_ = std::move(kept);
    if (!method_.answers_secret()) return absl::OkStatus();
    auto opened = UnsealAnswer(runtime_.answer_secret(), call_->principal().id,
                               RequestId(), answer_);
    if (!opened) return Corrupt("the kept answer to a request id");
    answer_ = *std::move(opened);
    return absl::OkStatus();
  }

  // The answer as this caller may see it: a colleague with fewer rights may
  // repeat a request too.
  grpc::ByteBuffer AnswerBytes() {
    if (!method_.IsRedactedFor(call_->principal())) {
      return ToByteBuffer(answer_);
    }
    Message* answer = handler_.response.New(&arena_);
    answer->ParseFromString(answer_);
    method_.Redact(call_->principal(), *answer);
    return Serialize(*answer);
  }

  void Answer(const absl::Status& status) {
    if (status.ok()) *response_ = AnswerBytes();
    Finish(handler_, start_, call_ ? &*call_ : nullptr, replayed_, status,
           reactor_);
    delete this;
  }

  const UnaryHandler<WriteBody>& handler_;
  Runtime& runtime_;
  const Method& method_;
  grpc::CallbackServerContext* const context_;
  grpc::ServerUnaryReactor* const reactor_;
  grpc::ByteBuffer* const response_;
  const absl::Time start_;
  Arena arena_;
  Message* const request_;
  // Of a call that is prepared.
  const Preparation* preparation_ = nullptr;
  int preparations_ = 0;
  Principal caller_;
  std::string peer_;
  std::string missing_;
  std::string request_hash_;
  std::optional<Call> call_;
  std::string answer_;
  bool keeps_answer_ = false;
  // The handler succeeded, and that is all that was asked.
  bool is_validated_ = false;
  bool replayed_ = false;
};

// What a read's preparation answers, at once.
absl::StatusOr<Prepared> PrepareNow(const Preparation& preparation,
                                    const PreparationInput& input) {
  absl::StatusOr<Prepared> prepared =
      absl::InternalError("the preparation of a read did not answer");
  preparation(input, [&](absl::StatusOr<Prepared> answer) {
    prepared = std::move(answer);
  });
  return prepared;
}

absl::Status Read(const UnaryHandler<ReadBody>& handler,
                  const grpc::CallbackServerContext& context,
                  const grpc::ByteBuffer& bytes, grpc::ByteBuffer* response,
                  absl::Time start, std::optional<Call>& call) {
  alignas(std::max_align_t) char block[kArenaBytes];
  ArenaOptions options;
  options.initial_block = block;
  options.initial_block_size = sizeof(block);
  Arena arena(options);
  Message* request = handler.request.New(&arena);
  ASSIGN_OR_RETURN(Principal principal,
                   Admit(handler, context, bytes, start, *request));
  Prepared prepared{.principal = std::move(principal)};
  if (const auto* preparation = handler.runtime.PreparationOf(handler.method)) {
    const Principal caller = std::move(prepared.principal);
    ASSIGN_OR_RETURN(prepared, PrepareNow(*preparation, {.caller = caller,
                                                         .request = *request,
                                                         .now = start}));
  }
  // A read makes no ids: it needs no seed.
  call.emplace(std::move(prepared.principal), start, std::string_view(),
               std::move(prepared.data));
  call->set_page_token_secret(handler.runtime.page_token_secret());
  const auto snapshot = handler.runtime.store().Read();
  // Whose profile is meant is read from the row that the body asks for next.
  const kv::LastRowView view(*snapshot);
  RETURN_IF_ERROR(handler.runtime.ResolveProfiles(
      handler.method, view, call->merchant_id(), *request));
  return handler.body(*call, view, *request, [&](Message& answer) {
    handler.method.Redact(call->principal(), answer);
    *response = Serialize(answer);
  });
}

}  // namespace

grpc::ServerUnaryReactor* ServeRead(const UnaryHandler<ReadBody>& handler,
                                    grpc::CallbackServerContext* context,
                                    const grpc::ByteBuffer* request,
                                    grpc::ByteBuffer* response) {
  const absl::Time start = handler.runtime.clock().Now();
  std::optional<Call> call;
  const absl::Status status =
      Read(handler, *context, *request, response, start, call);
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  Finish(handler, start, call ? &*call : nullptr, /*replayed=*/false, status,
         reactor);
  return reactor;
}

grpc::ServerUnaryReactor* ServeWrite(const UnaryHandler<WriteBody>& handler,
                                     grpc::CallbackServerContext* context,
                                     const grpc::ByteBuffer* request,
                                     grpc::ByteBuffer* response) {
  auto* write = new Write(handler, context, response);
  // Taken first: the write may be answered before Start() returns.
  grpc::ServerUnaryReactor* reactor = write->reactor();
  write->Start(*request);
  return reactor;
}

}  // namespace comptoir::rpc
