#include "server/merchants/devices/session_service.h"

#include <utility>

#include "comptoir/annotations.pb.h"
#include "comptoir/merchants/v1/session_events.pb.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/merchants/access/principal_of.h"
#include "server/merchants/access/role_rules.h"
#include "server/merchants/credentials.h"
#include "server/merchants/passcodes/passcode_check.h"
#include "server/store/store.h"

namespace comptoir::merchants {
namespace {

using storage::v1::CREDENTIAL_KIND_SESSION;
using storage::v1::StoredCredential;

constexpr absl::Duration kLifetime = absl::Hours(12);
constexpr absl::Duration kLifetimeMin = absl::Minutes(1);
constexpr absl::Duration kLifetimeMax = absl::Hours(24);

absl::StatusOr<absl::Duration> LifetimeOf(
    const v1::CreateSessionRequest& request) {
  if (!request.has_lifetime()) return kLifetime;
  const absl::Duration lifetime = absl::Seconds(request.lifetime().seconds()) +
                                  absl::Nanoseconds(request.lifetime().nanos());
  if (lifetime < kLifetimeMin || lifetime > kLifetimeMax) {
    return InvalidField("lifetime", "must be from 1 minute to 24 hours");
  }
  return lifetime;
}

v1::CallerKind KindOf(Principal::Kind kind) {
  switch (kind) {
    case Principal::Kind::kOperator:
      return v1::CALLER_KIND_OPERATOR;
    case Principal::Kind::kMember:
      return v1::CALLER_KIND_TEAM_MEMBER;
    case Principal::Kind::kApiKey:
      return v1::CALLER_KIND_API_KEY;
    case Principal::Kind::kDevice:
      return v1::CALLER_KIND_DEVICE;
    case Principal::Kind::kReader:
      return v1::CALLER_KIND_READER;
    case Principal::Kind::kNone:
      break;
  }
  return v1::CALLER_KIND_UNSPECIFIED;
}

template <typename Event>
void Append(store::Transaction& txn, const StoredCredential& credential) {
  Event event;
  event.set_session_id(WithPrefix("ses", credential.id()));
  event.set_team_member_id(credential.subject_id());
  event.set_device_id(credential.device_id());
  txn.AppendEvent(
      event, {event.session_id(), event.team_member_id(), event.device_id()});
}

}  // namespace

absl::StatusOr<v1::CreateSessionResponse> SessionService::CreateSession(
    const Call& call, store::Transaction& txn,
    const v1::CreateSessionRequest& request) {
  ASSIGN_OR_RETURN(const absl::Duration lifetime, LifetimeOf(request));
  ASSIGN_OR_RETURN(const auto member,
                   tables_.team_members.Find(txn, call.merchant_id(),
                                             request.team_member_id()));
  // The desk has looked already, but the member may have changed since.
  if (!member || !IsRightPasscode(*member, call.prepared<std::string>())) {
    return PasscodeWrong();
  }
  const Principal& till = call.principal();
  const absl::Time expire_time = txn.now() + lifetime;
  ASSIGN_OR_RETURN(IssuedCredential issued,
                   IssueCredential(call, txn, tables_,
                                   {.kind = CREDENTIAL_KIND_SESSION,
                                    .subject_id = request.team_member_id(),
                                    .device_id = till.device_id,
                                    .sessions_ended = member->sessions_ended(),
                                    .expire_time = expire_time}));

  v1::CreateSessionResponse response;
  v1::Session& session = *response.mutable_session();
  session.set_id(WithPrefix("ses", issued.id));
  session.set_team_member_id(request.team_member_id());
  session.set_device_id(till.device_id);
  session.set_location_id(till.location_id);
  *session.mutable_create_time() = ToTimestamp(txn.now());
  *session.mutable_expire_time() = ToTimestamp(expire_time);
  response.set_session_token(std::move(issued.token));

  v1::SessionCreated event;
  event.set_session_id(session.id());
  event.set_team_member_id(session.team_member_id());
  event.set_device_id(session.device_id());
  txn.AppendEvent(
      event, {event.session_id(), event.team_member_id(), event.device_id()});
  return response;
}

absl::Status SessionService::RequireChargeOf(
    const Call& call, const store::Transaction& txn,
    const StoredCredential& session) const {
  ASSIGN_OR_RETURN(
      const auto member,
      tables_.team_members.Find(txn, call.merchant_id(), session.subject_id()));
  if (!member) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Permissions held,
                   PermissionsOfMember(txn, tables_, call.merchant_id(),
                                       member->team_member()));
  return RequireGrantable(call, held);
}

absl::StatusOr<v1::DeleteSessionResponse> SessionService::DeleteSession(
    const Call& call, store::Transaction& txn,
    const v1::DeleteSessionRequest& request) {
  const bool has_session = call.principal().kind == Principal::Kind::kMember;
  if (request.session_id().empty() && !has_session) {
    return InvalidField("session_id", "must not be empty without a session");
  }
  const std::string& session_id = request.session_id().empty()
                                      ? call.principal().credential_id
                                      : request.session_id();
  const bool is_own =
      has_session && session_id == call.principal().credential_id;
  if (!is_own) RETURN_IF_ERROR(call.Require(PERMISSION_TEAM_MANAGE));
  const std::string credential_id = WithPrefix("cred", session_id);
  ASSIGN_OR_RETURN(
      const auto credential,
      tables_.credentials.Find(txn, call.merchant_id(), credential_id));
  // Ids of other kinds of credentials are no sessions.
  if (credential && credential->kind() == CREDENTIAL_KIND_SESSION) {
    if (!is_own) RETURN_IF_ERROR(RequireChargeOf(call, txn, *credential));
    RETURN_IF_ERROR(RevokeCredential(txn, tables_, credential_id));
    Append<v1::SessionDeleted>(txn, *credential);
  }
  return v1::DeleteSessionResponse();
}

absl::StatusOr<v1::GetCallerResponse> SessionService::GetCaller(
    const Call& call, const store::Snapshot&, const v1::GetCallerRequest&) {
  const Principal& principal = call.principal();
  v1::GetCallerResponse response;
  v1::Caller& caller = *response.mutable_caller();
  caller.set_kind(KindOf(principal.kind));
  if (principal.merchant_id != store::kInstallation) {
    caller.set_merchant_id(principal.merchant_id);
  }
  caller.set_id(principal.id);
  caller.set_device_id(principal.device_id);
  caller.set_location_id(principal.location_id);
  if (principal.kind == Principal::Kind::kMember) {
    caller.set_session_id(principal.credential_id);
  }
  for (int number = Permission_MIN; number <= Permission_MAX; ++number) {
    if (!Permission_IsValid(number)) continue;
    const auto permission = static_cast<Permission>(number);
    if (call.Holds(permission)) caller.add_permissions(permission);
  }
  if (principal.expire_time != absl::InfiniteFuture()) {
    *caller.mutable_expire_time() = ToTimestamp(principal.expire_time);
  }
  return response;
}

}  // namespace comptoir::merchants
