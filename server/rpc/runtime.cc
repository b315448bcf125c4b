#include "server/rpc/runtime.h"

#include <utility>

#include "comptoir/annotations.pb.h"
#include "server/rpc/rules/permission.h"
#include "server/rpc/sealing/sealed_box.h"
#include "server/rpc/streams/live_streams.h"

namespace comptoir::rpc {
namespace {

constexpr std::string_view kBearer = "bearer ";

char LowerAscii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

// The token of "Bearer TOKEN"; the scheme's case does not matter (RFC 7235).
std::string_view TokenOf(std::string_view authorization) {
  if (authorization.size() <= kBearer.size()) return "";
  for (size_t i = 0; i < kBearer.size(); ++i) {
    if (LowerAscii(authorization[i]) != kBearer[i]) return "";
  }
  return authorization.substr(kBearer.size());
}

Principal Nobody() {
  Principal nobody;
  nobody.merchant_id = store::kInstallation;
  return nobody;
}

}  // namespace

Runtime::Runtime(store::Store& store, Authenticator& authenticator,
                 const Clock& clock, RuntimeOptions options)
    : store_(store),
      authenticator_(authenticator),
      clock_(clock),
      page_token_secret_(DeriveKey(options.secret, "page tokens")),
      answer_secret_(DeriveKey(options.secret, "kept answers")),
      preparations_(std::move(options.preparations)),
      checks_(std::move(options.checks)),
      profiles_(options.profiles),
      log_(options.log),
      streams_(std::make_unique<LiveStreams>(
          clock, LiveStreamsOptions{
                     .per_principal_max = options.streams_per_principal_max,
                     .threads = options.stream_threads})) {
  authenticator_.SetListener([this] { streams_->SweepSoon(); });
}

Runtime::~Runtime() { authenticator_.SetListener(nullptr); }

const Method& Runtime::Bind(
    const google::protobuf::MethodDescriptor* descriptor) {
  auto method = std::make_unique<Method>(descriptor);
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const auto& bound : methods_) {
    if (bound->name() == method->name()) return *bound;
  }
  return *methods_.emplace_back(std::move(method));
}

std::vector<const Method*> Runtime::methods() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<const Method*> methods;
  for (const auto& method : methods_) methods.push_back(method.get());
  return methods;
}

const Preparation* Runtime::PreparationOf(const Method& method) const {
  const auto found = preparations_.find(method.name());
  return found == preparations_.end() ? nullptr : &found->second;
}

absl::StatusOr<Principal> Runtime::Admit(const Method& method,
                                         std::string_view authorization,
                                         absl::Time now) const {
  // A public call stands for nobody, also when it carries a token: the request
  // itself proves the right.
  if (method.permission() == PERMISSION_PUBLIC) return Nobody();
  const std::string_view token = TokenOf(authorization);
  if (token.empty()) return TokenMissing();
  absl::StatusOr<Principal> principal = authenticator_.Authenticate(token, now);
  if (!principal.ok()) return principal;
  if (principal->expire_time <= now) return TokenExpired();
  if (principal->kind == Principal::Kind::kOperator) {
    principal->merchant_id = store::kInstallation;
  }
  RETURN_IF_ERROR(CheckPermission(*principal, method.permission()));
  return principal;
}

absl::Status Runtime::AdmitRequest(const Method& method,
                                   google::protobuf::Message& request) const {
  FieldViolations violations;
  method.request_rules().Admit(request, violations);
  const auto check = checks_.find(method.name());
  if (check != checks_.end()) check->second(request, violations);
  return violations.ToStatus();
}

void Runtime::Drain() { streams_->Drain(); }

}  // namespace comptoir::rpc
