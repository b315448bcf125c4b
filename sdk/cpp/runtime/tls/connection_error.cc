#include "comptoir/sdk/connection_error.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "comptoir/sdk/errors.h"
#include "comptoir/sdk/server_look.h"

namespace comptoir::sdk {
namespace {

using Problem = ServerLook::Problem;

constexpr char kNoConnection[] =
    "failed to connect to all addresses; last error: ";
constexpr char kPeerName[] = "Peer name ";
constexpr char kOtherName[] = " is not in peer certificate";
// Of the names of a certificate so many are told.
constexpr size_t kNamesToldMax = 5;

// What gRPC says of the last address that it tried.
struct LastError {
  enum class Kind { kUnreachable, kHungUp, kRefused, kOtherName, kNoTls };

  Kind kind = Kind::kUnreachable;
  // "127.0.0.1:7780"; empty when it is none of the Internet's.
  std::string peer = {};
  // The name that the certificate was to have; for kOtherName.
  std::string wanted = {};
  // With the peer before it.
  std::string text = {};
};

std::string PeerOf(absl::string_view text) {
  for (const char* family : {"ipv4:", "ipv6:"}) {
    absl::string_view rest = text;
    if (!absl::ConsumePrefix(&rest, family)) continue;
    return absl::StrReplaceAll(rest.substr(0, rest.find(": ")),
                               {{"%5B", "["}, {"%5D", "]"}, {"%25", "%"}});
  }
  return "";
}

// nullopt when `status` is no error of a connection.
std::optional<LastError> LastErrorOf(const absl::Status& status) {
  absl::string_view text = status.message();
  if (!absl::IsUnavailable(status) ||
      !absl::ConsumePrefix(&text, kNoConnection)) {
    return std::nullopt;
  }
  // Without gRPC's name for the code of the attempt.
  const size_t colon = text.find(": ");
  if (colon != absl::string_view::npos) text.remove_prefix(colon + 2);
  LastError error = {.peer = PeerOf(text), .text = std::string(text)};
  if (absl::StrContains(text, "certificate verify failed")) {
    error.kind = LastError::Kind::kRefused;
  } else if (const size_t end = text.find(kOtherName);
             end != absl::string_view::npos) {
    error.kind = LastError::Kind::kOtherName;
    const size_t begin = text.find(kPeerName);
    if (begin < end) {
      const size_t name = begin + sizeof(kPeerName) - 1;
      error.wanted = std::string(text.substr(name, end - name));
    }
  } else if (absl::StrContains(text, "wrong version number")) {
    error.kind = LastError::Kind::kNoTls;
  } else if (!absl::StrContains(text, "Failed to connect to remote host")) {
    error.kind = LastError::Kind::kHungUp;
  }
  return error;
}

absl::Status NeedsPerson(const char* reason, const std::string& message) {
  return MakeError(absl::StatusCode::kFailedPrecondition, reason, message);
}

absl::Status NotTrusted(const std::string& problem,
                        const std::string& message) {
  ErrorParts parts = {.code = absl::StatusCode::kFailedPrecondition,
                      .reason = "SERVER_NOT_TRUSTED",
                      .message = message};
  if (!problem.empty()) parts.metadata["problem"] = problem;
  return MakeError(parts);
}

std::string CertificateOf(const Destination& server) {
  return absl::StrCat("the certificate of ", server.address);
}

std::string SomeOf(const std::vector<std::string>& names) {
  const size_t told = std::min(names.size(), kNamesToldMax);
  std::string text = absl::StrJoin(names.begin(), names.begin() + told, ", ");
  if (told < names.size()) {
    absl::StrAppend(&text, " and ", names.size() - told, " more");
  }
  return text;
}

// `look` is absent when nothing more is known.
absl::Status IsOfOtherName(const LastError& error, const Destination& server,
                           const std::optional<ServerLook>& look) {
  const std::string is_for = look && !look->names.empty()
                                 ? absl::StrCat("for ", SomeOf(look->names))
                                 : "for other names";
  const std::string wanted =
      error.wanted.empty() ? "" : absl::StrCat(", not for ", error.wanted);
  return NotTrusted(
      "OTHER_NAME",
      absl::StrCat(CertificateOf(server), " is ", is_for, wanted,
                   ": connect to a name that it is for, or give that as the "
                   "server's name"));
}

std::string DateOf(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

absl::Status IsRefused(const Destination& server,
                       const std::optional<ServerLook>& look) {
  const std::string certificate = CertificateOf(server);
  switch (look ? look->problem : Problem::kNone) {
    case Problem::kExpired:
      return NotTrusted(
          "EXPIRED",
          absl::StrCat(certificate, " is not trusted: it has expired, at ",
                       DateOf(look->end_time),
                       ": whoever runs the server must renew it"));
    case Problem::kNotYetValid:
      return NotTrusted(
          "NOT_YET_VALID",
          absl::StrCat(certificate, " is not trusted: it is not good before ",
                       DateOf(look->begin_time),
                       ": is the clock of this machine right?"));
    case Problem::kUnknownAuthority:
      return NotTrusted(
          "UNKNOWN_AUTHORITY",
          absl::StrCat(certificate,
                       " is not trusted: it is of an authority that is not "
                       "among the root certificates"));
    case Problem::kNone:
    case Problem::kOther:
      break;
  }
  return NotTrusted(
      "", absl::StrCat(certificate,
                       " is not trusted: it has expired, or is of an authority "
                       "that is not among the root certificates"));
}

absl::Status Explain(const LastError& error, const Destination& server,
                     const std::optional<ServerLook>& look) {
  switch (error.kind) {
    case LastError::Kind::kRefused:
      return IsRefused(server, look);
    case LastError::Kind::kOtherName:
      return IsOfOtherName(error, server, look);
    case LastError::Kind::kNoTls:
      return NeedsPerson("SERVER_WITHOUT_TLS",
                         absl::StrCat(server.address, " does not speak TLS"));
    case LastError::Kind::kHungUp:
      if (!look || server.tls) break;
      return NeedsPerson(
          "TLS_REQUIRED",
          absl::StrCat(
              server.address,
              " speaks TLS, and was asked without it: connect with TLS"));
    case LastError::Kind::kUnreachable:
      break;
  }
  return MakeError(
      absl::StatusCode::kUnavailable, "SERVER_UNREACHABLE",
      absl::StrCat(server.address, " cannot be reached: ", error.text));
}

}  // namespace

bool HadNoConnection(const absl::Status& status) {
  return LastErrorOf(status).has_value();
}

absl::Status ExplainConnection(const absl::Status& status,
                               const Destination& server) {
  const std::optional<LastError> error = LastErrorOf(status);
  return error ? Explain(*error, server, std::nullopt) : status;
}

bool TakesALook(const absl::Status& status, const Destination& server) {
  const std::optional<LastError> error = LastErrorOf(status);
  if (!error || error->peer.empty()) return false;
  switch (error->kind) {
    case LastError::Kind::kRefused:
    case LastError::Kind::kOtherName:
      return true;
    case LastError::Kind::kHungUp:
      return !server.tls;
    case LastError::Kind::kNoTls:
    case LastError::Kind::kUnreachable:
      return false;
  }
  return false;
}

absl::Status ExplainByLooking(const absl::Status& status,
                              const Destination& server,
                              absl::Duration patience) {
  const std::optional<LastError> error = LastErrorOf(status);
  if (!error) return status;
  TlsOptions tls = server.tls.value_or(TlsOptions());
  if (tls.server_name.empty()) {
    tls.server_name = server.address.substr(0, server.address.rfind(':'));
  }
  return Explain(*error, server, LookAtServer(error->peer, tls, patience));
}

}  // namespace comptoir::sdk
