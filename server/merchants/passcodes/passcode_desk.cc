#include "server/merchants/passcodes/passcode_desk.h"

#include <memory>
#include <string>
#include <utility>

#include "comptoir/merchants/v1/session_service.pb.h"
#include "comptoir/merchants/v1/team_member_service.pb.h"
#include "fmt/format.h"
#include "server/base/digest.h"
#include "server/base/status.h"
#include "server/merchants/passcodes/passcode_attempts.h"
#include "server/merchants/passcodes/passcode_check.h"
#include "server/rpc/writes/write_as.h"

namespace comptoir::merchants {
namespace {

constexpr char kChargeMethod[] =
    "comptoir.merchants.v1.SessionService/CreateSession.charge";
constexpr char kRequestMethod[] =
    "comptoir.merchants.v1.SessionService/CreateSession.request";
constexpr char kSettleMethod[] =
    "comptoir.merchants.v1.SessionService/CreateSession.settle";
constexpr size_t kRequestKeyBytes = 16;

// Apart from the request keys of the calls themselves.
std::string RequestKeyOf(const Principal& caller, std::string_view request_id) {
  return Sha256(fmt::format("{}/{}/{}", kRequestMethod, caller.id, request_id))
      .substr(0, kRequestKeyBytes);
}

}  // namespace

// One call of CreateSession on its way through the desk: kept by the callbacks
// of the step that it is at.
class PasscodeDesk::SignIn : public std::enable_shared_from_this<SignIn> {
 public:
  // What `input` refers to may be read until `done` is called.
  SignIn(PasscodeDesk& desk, const rpc::PreparationInput& input,
         rpc::PreparedCallback done)
      : desk_(desk),
        caller_(input.caller),
        now_(input.now),
        done_(std::move(done)) {
    const auto& request =
        static_cast<const v1::CreateSessionRequest&>(input.request);
    passcode_ = {.merchant_id = caller_.merchant_id,
                 .member_id = request.team_member_id(),
                 .passcode = request.passcode()};
    request_id_ = request.request_id();
    fingerprint_ = desk_.hasher_.Fingerprint(passcode_);
    if (!request_id_.empty()) {
      repeat_key_ = HmacSha256(fingerprint_, request_id_);
    }
  }

  void Run() {
    Write(
        {.principal = caller_, .method = kChargeMethod, .now = now_},
        [self = shared_from_this()](const Call&, store::Transaction& txn) {
          ASSIGN_OR_RETURN(
              self->charge_,
              ChargeAttempt(txn, self->desk_.tables_, self->Try()));
          return absl::OkStatus();
        },
        &SignIn::ClaimRequestId);
  }

 private:
  using Step = void (SignIn::*)();

  PasscodeTry Try() const {
    return {.member_id = passcode_.member_id,
            .device_id = caller_.device_id,
            .now = now_,
            .repeat_key = repeat_key_};
  }

  // Runs `body`, then `next`; an error is the answer.
  void Write(rpc::WriteAs as, rpc::WriteAsBody body, Step next) {
    rpc::RunWrite(desk_.store_, std::move(as), std::move(body),
                  [self = shared_from_this(), next](store::WriteResult result) {
                    if (!result.status.ok()) return self->done_(result.status);
                    ((*self).*next)();
                  });
  }

  void ClaimRequestId() {
    if (charge_ == Charge::kKnownWrong) return done_(PasscodeWrong());
    if (request_id_.empty()) return HashIt();
    Write(
        {.principal = caller_,
         .method = kRequestMethod,
         .now = now_,
         .request_key = RequestKeyOf(caller_, request_id_),
         .request_hash = fingerprint_},
        [](const Call&, store::Transaction&) { return absl::OkStatus(); },
        &SignIn::HashIt);
  }

  void HashIt() {
    const absl::Status accepted = desk_.hasher_.Hash(
        passcode_, [self = shared_from_this()](std::string hash) {
          self->hash_ = std::move(hash);
          self->Settle();
        });
    if (!accepted.ok()) done_(accepted);
  }

  void Settle() {
    Write(
        {.principal = caller_, .method = kSettleMethod, .now = now_},
        [self = shared_from_this()](const Call&, store::Transaction& txn) {
          return self->SettleIn(txn);
        },
        &SignIn::Answer);
  }

  absl::Status SettleIn(store::Transaction& txn) {
    const MerchantTables& tables = desk_.tables_;
    ASSIGN_OR_RETURN(
        const auto member,
        tables.team_members.Find(txn, txn.merchant_id(), passcode_.member_id));
    is_right_ = member && IsRightPasscode(*member, hash_);
    return is_right_ ? TakeBackAttempt(txn, tables, Try())
                     : RememberWrong(txn, tables, Try());
  }

  void Answer() {
    if (!is_right_) return done_(PasscodeWrong());
    done_(rpc::Prepared{.principal = caller_, .data = std::move(hash_)});
  }

  PasscodeDesk& desk_;
  const Principal& caller_;
  const absl::Time now_;
  const rpc::PreparedCallback done_;
  PasscodeInput passcode_;
  std::string request_id_;
  std::string fingerprint_;
  std::string repeat_key_;
  Charge charge_ = Charge::kCharged;
  std::string hash_;
  bool is_right_ = false;
};

rpc::Preparation PasscodeDesk::ForCreateSession() {
  return
      [this](const rpc::PreparationInput& input, rpc::PreparedCallback done) {
        std::make_shared<SignIn>(*this, input, std::move(done))->Run();
      };
}

rpc::Preparation PasscodeDesk::ForSetPasscode() {
  return
      [this](const rpc::PreparationInput& input, rpc::PreparedCallback done) {
        const auto& request =
            static_cast<const v1::SetPasscodeRequest&>(input.request);
        const absl::Status accepted = hasher_.Hash(
            {.merchant_id = input.caller.merchant_id,
             .member_id = request.team_member_id(),
             .passcode = request.passcode()},
            [&caller = input.caller, done](std::string hash) {
              done(rpc::Prepared{.principal = caller, .data = std::move(hash)});
            });
        if (!accepted.ok()) done(accepted);
      };
}

}  // namespace comptoir::merchants
