#include "server/merchants/passcodes/passcode_desk.h"

#include <string>
#include <utility>

#include "comptoir/merchants/v1/session_service.pb.h"
#include "comptoir/merchants/v1/team_member_service.pb.h"
#include "fmt/format.h"
#include "server/base/digest.h"
#include "server/merchants/passcodes/passcode_attempts.h"
#include "server/rpc/writes/write_as.h"

namespace comptoir::merchants {
namespace {

constexpr char kChargeMethod[] =
    "comptoir.merchants.v1.SessionService/CreateSession.charge";
constexpr size_t kRequestKeyBytes = 16;

// Of the charge: apart from the request keys of the calls themselves.
std::string ChargeKey(const Principal& caller, std::string_view request_id) {
  if (request_id.empty()) return "";
  return Sha256(fmt::format("{}/{}/{}", kChargeMethod, caller.id, request_id))
      .substr(0, kRequestKeyBytes);
}

}  // namespace

rpc::Preparation PasscodeDesk::ForCreateSession() {
  return [this](const rpc::PreparationInput& input,
                rpc::PreparedCallback done) { Charge(input, std::move(done)); };
}

rpc::Preparation PasscodeDesk::ForSetPasscode() {
  return
      [this](const rpc::PreparationInput& input, rpc::PreparedCallback done) {
        const auto& request =
            static_cast<const v1::SetPasscodeRequest&>(input.request);
        Hash({.merchant_id = input.caller.merchant_id,
              .member_id = request.team_member_id(),
              .passcode = request.passcode()},
             input.caller, std::move(done));
      };
}

void PasscodeDesk::Charge(const rpc::PreparationInput& input,
                          rpc::PreparedCallback done) {
  const auto& request =
      static_cast<const v1::CreateSessionRequest&>(input.request);
  PasscodeInput passcode{.merchant_id = input.caller.merchant_id,
                         .member_id = request.team_member_id(),
                         .passcode = request.passcode()};
  rpc::WriteAs charge{
      .principal = input.caller,
      .method = kChargeMethod,
      .now = input.now,
      .request_key = ChargeKey(input.caller, request.request_id())};
  if (!charge.request_key.empty()) {
    charge.request_hash = hasher_.Fingerprint(passcode);
  }
  // The input may only be read until `done` is called, but until then always.
  const Principal& caller = input.caller;
  const std::string member_id = passcode.member_id;
  rpc::RunWrite(
      store_, std::move(charge),
      [this, member_id](const Call& call, store::Transaction& txn) {
        return ChargeAttempt(txn, tables_,
                             {.member_id = member_id,
                              .device_id = call.principal().device_id,
                              .now = txn.now()});
      },
      [this, &caller, passcode = std::move(passcode),
       done = std::move(done)](store::WriteResult result) {
        if (!result.status.ok()) return done(result.status);
        Hash(passcode, caller, done);
      });
}

void PasscodeDesk::Hash(PasscodeInput passcode, const Principal& caller,
                        rpc::PreparedCallback done) {
  const absl::Status accepted =
      hasher_.Hash(std::move(passcode), [&caller, done](std::string hash) {
        done(rpc::Prepared{.principal = caller, .data = std::move(hash)});
      });
  if (!accepted.ok()) done(accepted);
}

}  // namespace comptoir::merchants
