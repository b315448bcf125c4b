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

  // SessionService.CreateSession: charges the try in a transaction of its own,
  // then hashes. A repeated call with the same request id is charged once.
  rpc::Preparation ForCreateSession();

  // TeamMemberService.SetPasscode: hashes.
  rpc::Preparation ForSetPasscode();

 private:
  void Charge(const rpc::PreparationInput& input, rpc::PreparedCallback done);
  void Hash(PasscodeInput passcode, const Principal& caller,
            rpc::PreparedCallback done);

  store::Store& store_;
  const MerchantTables& tables_;
  PasscodeHasher& hasher_;
};

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_PASSCODES_PASSCODE_DESK_H_
