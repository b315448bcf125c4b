#include "server/merchants/passcodes/passcode_hasher.h"

#include <openssl/evp.h>

#include <cstdlib>
#include <utility>

#include "fmt/format.h"
#include "server/base/digest.h"
#include "server/base/status.h"

namespace comptoir::merchants {
namespace {

constexpr size_t kHashBytes = 32;
constexpr uint64_t kBlockSize = 8;
constexpr uint64_t kParallelism = 1;
constexpr uint64_t kMemoryMax = 64 * 1024 * 1024;
constexpr absl::Duration kBusyDelay = absl::Seconds(1);

// Ids hold no slash.
std::string SaltOf(const PasscodeInput& input) {
  return fmt::format("{}/{}", input.merchant_id, input.member_id);
}

}  // namespace

PasscodeHasher::PasscodeHasher(std::string pepper, Options options)
    : pepper_(std::move(pepper)), options_(options) {
  for (int i = 0; i < options_.threads; ++i) {
    threads_.emplace_back([this] { Work(); });
  }
}

PasscodeHasher::~PasscodeHasher() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

absl::Status PasscodeHasher::Hash(PasscodeInput input, Done done) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (jobs_.size() >= options_.queue_size_max) {
      return WithRetryDelay(
          Error(absl::StatusCode::kResourceExhausted, "PASSCODE_BUSY",
                "too many passcodes are being looked at"),
          kBusyDelay);
    }
    jobs_.push_back([this, input = std::move(input), done = std::move(done)] {
      done(HashNow(input));
    });
  }
  changed_.notify_one();
  return absl::OkStatus();
}

void PasscodeHasher::Work() {
  while (true) {
    std::function<void()> job;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job();
  }
}

std::string PasscodeHasher::Fingerprint(const PasscodeInput& input) const {
  return HmacSha256(pepper_,
                    fmt::format("{}/{}", SaltOf(input), input.passcode));
}

std::string PasscodeHasher::HashNow(const PasscodeInput& input) const {
  const std::string keyed = Fingerprint(input);
  const std::string salt = SaltOf(input);
  std::string hash(kHashBytes, '\0');
  const int made = EVP_PBE_scrypt(
      keyed.data(), keyed.size(),
      reinterpret_cast<const unsigned char*>(salt.data()), salt.size(),
      options_.cost, kBlockSize, kParallelism, kMemoryMax,
      reinterpret_cast<unsigned char*>(hash.data()), hash.size());
  // Fails for lack of memory alone, like any allocation.
  if (made != 1) std::abort();
  return hash;
}

}  // namespace comptoir::merchants
