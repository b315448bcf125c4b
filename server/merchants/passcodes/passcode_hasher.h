// Slow keyed hashes of passcodes, on threads of their own.
#ifndef COMPTOIR_SERVER_MERCHANTS_PASSCODES_PASSCODE_HASHER_H_
#define COMPTOIR_SERVER_MERCHANTS_PASSCODES_PASSCODE_HASHER_H_

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/status/status.h"

namespace comptoir::merchants {

// Whose passcode it is.
struct PasscodeInput {
  std::string merchant_id;
  std::string member_id;
  std::string passcode;
};

// hash := scrypt(HMAC-SHA256(pepper, merchant, member, passcode),
//                salt = merchant, member), 32 bytes
//
// No hash saves ten thousand possible codes from whoever steals the database,
// so the pepper, which is kept outside of it, has to be stolen too; scrypt
// slows down whoever has both. The hash depends on nothing stored: it takes as
// long for members that do not exist.
//
// Thread-safe. Destroying it runs what still waits.
class PasscodeHasher {
 public:
  struct Options {
    // Hashes at once: each takes 16 MiB and tens of milliseconds of a core.
    int threads = 2;
    // Hashes that may wait; more are refused.
    size_t queue_size_max = 64;
    // scrypt's N: a power of two.
    uint64_t cost = 1 << 14;
  };
  using Done = std::function<void(std::string hash)>;

  // `pepper` is 32 secret bytes of the installation.
  explicit PasscodeHasher(std::string pepper)
      : PasscodeHasher(std::move(pepper), Options()) {}
  PasscodeHasher(std::string pepper, Options options);
  ~PasscodeHasher();
  PasscodeHasher(const PasscodeHasher&) = delete;
  PasscodeHasher& operator=(const PasscodeHasher&) = delete;

  // Calls `done` with the hash on one of its threads. RESOURCE_EXHAUSTED,
  // reason PASSCODE_BUSY, with a retry delay, and no call, when too many wait.
  absl::Status Hash(PasscodeInput input, Done done);

  // The same hash on this thread.
  std::string HashNow(const PasscodeInput& input) const;

  // A fast keyed digest, to tell tries apart; never stored for longer than
  // request ids are.
  std::string Fingerprint(const PasscodeInput& input) const;

 private:
  void Work();

  const std::string pepper_;
  const Options options_;
  std::mutex mutex_;  // Guards jobs_ and stopping_.
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_PASSCODES_PASSCODE_HASHER_H_
