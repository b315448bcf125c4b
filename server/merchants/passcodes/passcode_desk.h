// What happens to passcodes before a transaction sees their hash.
#ifndef COMPTOIR_SERVER_MERCHANTS_PASSCODES_PASSCODE_DESK_H_
#define COMPTOIR_SERVER_MERCHANTS_PASSCODES_PASSCODE_DESK_H_

#include "server/merchants/merchant_tables.h"
#include "server/merchants/passcodes/passcode_hasher.h"
#include "server/rpc/preparation.h"
#include "server/store/store.h"

namespace comptoir::merchants {

// Hashing takes tens of milliseconds, in which a lane would serve nobody: it
// happens here, and the handler gets the hash as Call::prepared().
//
// Thread-safe. What it is made of must outlive it, and it the server.
class PasscodeDesk {
 public:
  PasscodeDesk(store::Store& store, const MerchantTables& tables,
               PasscodeHasher& hasher)
      : store_(store), tables_(tables), hasher_(hasher) {}

  // SessionService.CreateSession. Each step is durable before the next begins,
  // and nothing is compared before the try is charged:
  //   charge     in a transaction of its own, whatever the request id
  //   request    a request id that came with another passcode is refused
  //   hash
  //   settle     the right passcode takes the charge back, a wrong one is
  //              remembered: sent again, it is neither charged nor hashed
  // The handler then finds the answer of before, or opens the session.
  rpc::Preparation ForCreateSession();

  // TeamMemberService.SetPasscode: hashes.
  rpc::Preparation ForSetPasscode();

 private:
  class SignIn;

  store::Store& store_;
  const MerchantTables& tables_;
  PasscodeHasher& hasher_;
};

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_PASSCODES_PASSCODE_DESK_H_
