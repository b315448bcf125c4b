#include "server/merchants/passcodes/passcode_hasher.h"

#include <condition_variable>
#include <future>
#include <mutex>
#include <string>

#include "gtest/gtest.h"
#include "server/base/status.h"

namespace comptoir::merchants {
namespace {

const PasscodeInput kInput{
    .merchant_id = "mer_1", .member_id = "mem_1", .passcode = "4711"};
constexpr PasscodeHasher::Options kCheap{
    .threads = 1, .queue_size_max = 2, .cost = 16};

TEST(PasscodeHasher, GivesTheSameHashAgain) {
  const PasscodeHasher first("pepper", kCheap);
  const PasscodeHasher second("pepper", kCheap);

  EXPECT_EQ(first.HashNow(kInput), second.HashNow(kInput));
  EXPECT_EQ(first.HashNow(kInput).size(), 32u);
}

TEST(PasscodeHasher, DependsOnPepperMerchantMemberAndPasscode) {
  const PasscodeHasher hasher("pepper", kCheap);
  const PasscodeHasher other_pepper("salt", kCheap);
  const std::string hash = hasher.HashNow(kInput);

  EXPECT_NE(hash, other_pepper.HashNow(kInput));
  EXPECT_NE(hash, hasher.HashNow({"mer_2", "mem_1", "4711"}));
  EXPECT_NE(hash, hasher.HashNow({"mer_1", "mem_2", "4711"}));
  EXPECT_NE(hash, hasher.HashNow({"mer_1", "mem_1", "4712"}));
}

TEST(PasscodeHasher, HashesOnItsThreads) {
  PasscodeHasher hasher("pepper", kCheap);
  std::promise<std::string> hash;

  ASSERT_TRUE(
      hasher.Hash(kInput, [&](std::string h) { hash.set_value(std::move(h)); })
          .ok());

  EXPECT_EQ(hash.get_future().get(), hasher.HashNow(kInput));
}

TEST(PasscodeHasher, RefusesMoreThanMayWait) {
  std::promise<void> started;
  std::promise<void> release;
  PasscodeHasher hasher("pepper", kCheap);
  ASSERT_TRUE(hasher
                  .Hash(kInput,
                        [&](std::string) {
                          started.set_value();
                          release.get_future().wait();
                        })
                  .ok());
  started.get_future().wait();
  ASSERT_TRUE(hasher.Hash(kInput, [](std::string) {}).ok());
  ASSERT_TRUE(hasher.Hash(kInput, [](std::string) {}).ok());

  const absl::Status refused = hasher.Hash(kInput, [](std::string) {});
  release.set_value();

  EXPECT_EQ(ReasonOf(refused), "PASSCODE_BUSY");
}

}  // namespace
}  // namespace comptoir::merchants
